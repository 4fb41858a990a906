import { NativeSelect } from "@mantine/core";
import type { PolicyRule } from "../../api/contract.ts";
import { ManyChoice } from "../../found/many-choice.tsx";
import { fitFields as words } from "../../words/rules.ts";
import css from "./policies.module.css";
import type { RuleDraft } from "./rule-draft.ts";
import type { Names } from "./use-names.ts";

type Props = { draft: RuleDraft; names: Names; set: (change: Partial<RuleDraft>) => void };

const effects: readonly (readonly [NonNullable<PolicyRule["effect"]>, string])[] = [
  ["read", words.reads],
  ["write", words.writes],
  ["destructive", words.cannotBeUndone],
];

/** Which calls the rule is about; what is left at “any” is not looked at. */
export function FitFields({ draft, names, set }: Props) {
  const tools = names.tools.filter(({ server }) => !draft.server || server === draft.server);
  return (
    <fieldset className={css.fieldset}>
      <legend>{words.whichCalls}</legend>
      <div className={css.fields}>
        <Choice
          label={words.server}
          value={draft.server}
          options={names.servers}
          onChange={(server) => set({ server, tool: "" })}
        />
        <Choice label={words.tool} value={draft.tool} options={tools} onChange={(tool) => set({ tool })} />
        <NativeSelect
          label={words.effect}
          value={draft.effect ?? ""}
          onChange={({ currentTarget: { value } }) =>
            set({ effect: effects.find(([each]) => each === value)?.[0] ?? null })
          }
        >
          <option value="">{words.any}</option>
          {effects.map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </NativeSelect>
        <Choice
          label={words.agent}
          value={draft.agent}
          options={names.agents}
          onChange={(agent) => set({ agent })}
        />
        <ManyChoice
          label={words.connector}
          none={words.any}
          value={draft.connector}
          found={names.found}
          onChange={(connector) => set({ connector })}
        />
      </div>
    </fieldset>
  );
}

type ChoiceProps = {
  label: string;
  any?: string;
  value: string;
  options: readonly { id: string; name: string }[];
  onChange: (value: string) => void;
};

export function Choice({ label, any = words.any, value, options, onChange }: ChoiceProps) {
  return (
    <NativeSelect label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{any}</option>
      {value && !options.some(({ id }) => id === value) && (
        <option value={value}>{words.notThere(value)}</option>
      )}
      {options.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </NativeSelect>
  );
}
