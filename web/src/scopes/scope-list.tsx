import { Level } from "./level.tsx";
import type { PlainScope } from "./pick.ts";
import css from "./scopes.module.css";

type Mark = "adds" | "keeps" | "drops";
type Props = {
  scopes: readonly PlainScope[];
  mark?: (scope: string) => Mark | undefined;
  /** Also says what the provider may want for it. */
  cost?: boolean;
};

/** Scopes in plain words with their sensitivity; the raw name is in the tooltip. */
export function ScopeList({ scopes, mark, cost = false }: Props) {
  return (
    <ul className={css.scopes}>
      {scopes.map((scope) => {
        const change = mark?.(scope.scope);
        return (
          <li key={scope.scope} title={scope.scope}>
            {change && <strong data-mark={change}>{change}</strong>}
            <span>{scope.title}</span>
            <Level sensitivity={scope.sensitivity} cost={cost} />
          </li>
        );
      })}
    </ul>
  );
}
