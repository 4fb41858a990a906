import { NativeSelect } from "@mantine/core";
import type { Policies } from "../../api/contract.ts";
import { useChangePolicies } from "../../api/policies.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Section } from "../../ui/section.tsx";
import { decisions } from "./decision.tsx";
import css from "./policies.module.css";

const effects = [
  ["read", "Tools that read"],
  ["write", "Tools that write"],
  ["destructive", "Tools that cannot be undone"],
] as const;
const words = ["allow", "ask", "deny"] as const;

type Props = { defaults: Policies["defaults"]; changes: boolean };

/** Counts at once: it can be set back as quickly. */
export function Defaults({ defaults, changes }: Props) {
  const change = useChangePolicies();
  return (
    <Section title="Calls that no rule fits" lead="Counts for everybody in the workspace, at once.">
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
      {change.error && <ErrorPanel title="Failed to change it" error={change.error} />}
    </Section>
  );
}
