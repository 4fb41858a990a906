import type { PolicyAnswer } from "../../api/contract.ts";
import { OwnWords } from "../../ui/own-words.tsx";
import { Decision } from "./decision.tsx";
import css from "./policies.module.css";

/** What the rules say, which of them said so, and what would change it. */
export function Verdict({ answer }: { answer: PolicyAnswer }) {
  const { decision, code, reason, next, matched, targets, connector } = answer;
  return (
    <div className={css.verdict}>
      <p className={css.decision}>
        <Decision decision={decision} /> <code>{code}</code>
      </p>
      <p>
        {reason} <OwnWords text={next} />
      </p>
      {connector && (
        <p className={css.dim}>
          With <code>{connector.slug}</code>
        </p>
      )}
      {targets.length > 0 && (
        <p className={css.dim}>
          Touches{" "}
          {targets
            .map(
              ({ kind, name, unbounded }) =>
                `${kind}: ${unbounded ? "anything" : (name ?? "told while it runs")}`,
            )
            .join("; ")}
        </p>
      )}
      {matched.length > 0 && (
        <ol className={css.matched} aria-label="Rules that fit">
          {matched.map((rule) => (
            <li key={rule.id} data-decisive={rule.decisive || undefined}>
              <Decision decision={rule.decision} /> <strong>{rule.name}</strong> {rule.reason}{" "}
              {rule.decisive ? "(decides)" : "(less specific)"}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
