import type { PolicyAnswer } from "../../api/contract.ts";
import { OwnWords } from "../../ui/own-words.tsx";
import { policies as words } from "../../words/policies.ts";
import { Decision } from "./decision.tsx";
import css from "./policies.module.css";

/** What the rules say, which of them said so, and what would change it. */
export function Verdict({ answer }: { answer: PolicyAnswer }) {
  const { decision, code, reason, next, matched, skipped, watching, targets, connector } = answer;
  return (
    <div className={css.verdict}>
      <p className={css.decision}>
        <Decision decision={decision} /> <code>{code}</code>
      </p>
      <p>
        {reason} <OwnWords text={next} />
      </p>
      {connector && <p className={css.dim}>{words.with(<code>{connector.slug}</code>)}</p>}
      {targets.length > 0 && (
        <p className={css.dim}>
          {words.touches(
            targets.map(({ kind, name, unbounded }) => words.anythingOf(kind, unbounded, name)).join("; "),
          )}
        </p>
      )}
      {matched.length > 0 && (
        <ol className={css.matched} aria-label={words.matched}>
          {matched.map((rule) => (
            <li key={rule.id} data-decisive={rule.decisive || undefined}>
              <Decision decision={rule.decision} /> <strong>{rule.name}</strong> {rule.reason} (
              {rule.decisive ? words.decidesMark : words.lessSpecific})
            </li>
          ))}
        </ol>
      )}
      {watching && (
        <p>
          <Decision decision={watching.decision} />{" "}
          {words.watching(watching.decision, watching.rule?.name ?? null)}
        </p>
      )}
      {skipped.length > 0 && (
        <details>
          <summary>{words.skipped(skipped.length)}</summary>
          <ul className={css.plain}>
            {skipped.map((rule) => (
              <li key={rule.id}>
                <strong>{rule.name}</strong> {rule.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
