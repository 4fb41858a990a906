import { Textarea } from "@mantine/core";
import type { PolicyResources } from "../../api/contract.ts";
import css from "./policies.module.css";
import { kinds } from "./rule-words.ts";

export type ResourceTexts = Record<keyof PolicyResources, string>;

export const textsOf = (resources: PolicyResources | null): ResourceTexts => {
  const text = (kind: keyof PolicyResources) => resources?.[kind]?.join("\n") ?? "";
  return {
    repositories: text("repositories"),
    channels: text("channels"),
    folders: text("folders"),
    calendars: text("calendars"),
    recipient_domains: text("recipient_domains"),
  };
};

/** Null: no list at all. A kind without a line is not limited. */
export function resourcesOf(texts: ResourceTexts): PolicyResources | null {
  const lists = kinds.flatMap(([kind]) => {
    const lines = texts[kind]
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    return lines.length === 0 ? [] : [[kind, lines] as const];
  });
  return lists.length === 0 ? null : Object.fromEntries(lists);
}

type Props = { texts: ResourceTexts; onChange: (texts: ResourceTexts) => void; disabled?: boolean };

export function ResourceFields({ texts, onChange, disabled = false }: Props) {
  return (
    <div className={css.fields}>
      {kinds.map(([kind, title, hint]) => (
        <Textarea
          key={kind}
          label={title}
          description={`${hint}. One a line; empty: any.`}
          rows={2}
          spellCheck={false}
          disabled={disabled}
          value={texts[kind]}
          onChange={(event) => onChange({ ...texts, [kind]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}
