import { NativeSelect } from "@mantine/core";
import type { Policies } from "../../api/contract.ts";
import { useChangePolicies } from "../../api/policies.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Section } from "../../ui/section.tsx";
import { defaults as said } from "../../words/rules.ts";
import { decisions } from "./decision.tsx";
import css from "./policies.module.css";

const effects = [
  ["read", said.toolsThatRead],
  ["write", said.toolsThatWrite],
  ["destructive", said.toolsThatCannotBeUndone],
] as const;
const words = ["allow", "ask", "deny"] as const;

type Props = { defaults: Policies["defaults"]; changes: boolean };

/** Counts at once: it can be set back as quickly. */
export function Defaults({ defaults, changes }: Props) {
  const change = useChangePolicies();
  return (
    <Section title={said.callsThatNoRuleFits} lead={said.countsForEverybodyInWorkspace}>
      <div className={css.fields}>
        {effects.map(([effect, label]) => (
          <NativeSelect
            key={effect}
            label={label}
            disabled={!changes || change.isPending}
            value={defaults[effect]}
            onChange={({ currentTarget: { value } }) => {
              const decision = words.find((each) => each === value);
              if (!decision) return;
              change.mutate(
                { defaults: { [effect]: decision } },
                { onSuccess: () => announce(`${label}: ${decisions[decision].word}`) },
              );
            }}
          >
            {words.map((word) => (
              <option key={word} value={word}>
                {decisions[word].word}
              </option>
            ))}
          </NativeSelect>
        ))}
      </div>
      {change.error && <ErrorPanel title={said.failedToChangeIt} error={change.error} />}
    </Section>
  );
}
