import { Checkbox, Textarea } from "@mantine/core";
import type { PolicyResources } from "../../api/contract.ts";
import { resourceFields as words } from "../../words/rules.ts";
import css from "./policies.module.css";
import { kinds } from "./rule-words.ts";

type Kind = keyof PolicyResources;
/** `none`: an empty list, which is not the same as no list. */
type Entry = { text: string; none: boolean };
export type ResourceTexts = Record<Kind, Entry>;

export const textsOf = (resources: PolicyResources | null): ResourceTexts => {
  const entry = (kind: Kind): Entry => ({
    text: resources?.[kind]?.join("\n") ?? "",
    none: resources?.[kind]?.length === 0,
  });
  return {
    repositories: entry("repositories"),
    channels: entry("channels"),
    folders: entry("folders"),
    calendars: entry("calendars"),
    recipient_domains: entry("recipient_domains"),
  };
};

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** Null: no list at all. A kind without a line is not limited, unless nothing of it is allowed. */
export function resourcesOf(texts: ResourceTexts): PolicyResources | null {
  const lists = kinds.flatMap(([kind]) => {
    const { text, none } = texts[kind];
    const lines = none ? [] : linesOf(text);
    return none || lines.length > 0 ? [[kind, lines] as const] : [];
  });
  return lists.length === 0 ? null : Object.fromEntries(lists);
}

type Props = {
  texts: ResourceTexts;
  onChange: (texts: ResourceTexts) => void;
  /** What an empty field means. */
  empty: "any" | "nothing";
  disabled?: boolean;
};

export function ResourceFields({ texts, onChange, empty, disabled = false }: Props) {
  const set = (kind: Kind, entry: Partial<Entry>) =>
    onChange({ ...texts, [kind]: { ...texts[kind], ...entry } });
  return (
    <div className={css.fields}>
      {kinds.map(([kind, title, hint]) => (
        <div key={kind} className={css.resource}>
          <Textarea
            label={title}
            description={words.oneLine(hint, empty)}
            rows={2}
            spellCheck={false}
            disabled={disabled || texts[kind].none}
            value={texts[kind].none ? "" : texts[kind].text}
            onChange={(event) => set(kind, { text: event.currentTarget.value })}
          />
          {empty === "any" && (
            <Checkbox
              label={words.noneAtAll}
              aria-label={words.noneAtAllOf(title)}
              checked={texts[kind].none}
              disabled={disabled}
              onChange={(event) => set(kind, { none: event.currentTarget.checked })}
            />
          )}
        </div>
      ))}
    </div>
  );
}
