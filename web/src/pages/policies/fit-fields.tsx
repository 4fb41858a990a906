import { NativeSelect } from "@mantine/core";
import type { PolicyRule } from "../../api/contract.ts";
import css from "./policies.module.css";
import type { RuleDraft } from "./rule-draft.ts";
import type { Names } from "./use-names.ts";

type Props = { draft: RuleDraft; names: Names; set: (change: Partial<RuleDraft>) => void };

const effects: readonly (readonly [NonNullable<PolicyRule["effect"]>, string])[] = [
  ["read", "Reads"],
  ["write", "Writes"],
  ["destructive", "Cannot be undone"],
];

/** Which calls the rule is about; what is left at “any” is not looked at. */
export function FitFields({ draft, names, set }: Props) {
  const tools = names.tools.filter(({ server }) => !draft.server || server === draft.server);
  return (
    <fieldset className={css.fieldset}>
      <legend>Which calls</legend>
      <div className={css.fields}>
        <Choice
          label="Server"
          value={draft.server}
          options={names.servers}
          onChange={(server) => set({ server, tool: "" })}
        />
        <Choice label="Tool" value={draft.tool} options={tools} onChange={(tool) => set({ tool })} />
        <NativeSelect
          label="Effect"
          value={draft.effect ?? ""}
          onChange={({ currentTarget: { value } }) =>
            set({ effect: effects.find(([each]) => each === value)?.[0] ?? null })
          }
        >
          <option value="">Any</option>
          {effects.map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </NativeSelect>
        <Choice
          label="Agent"
          value={draft.agent}
          options={names.agents}
          onChange={(agent) => set({ agent })}
        />
        <Choice
          label="Connector"
          value={draft.connector}
          options={names.connectors}
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

export function Choice({ label, any = "Any", value, options, onChange }: ChoiceProps) {
  return (
    <NativeSelect label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{any}</option>
      {value && !options.some(({ id }) => id === value) && <option value={value}>{value} (not there)</option>}
      {options.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </NativeSelect>
  );
}
