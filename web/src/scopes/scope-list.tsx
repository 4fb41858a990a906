import { CheckCircle, Shield, Triangle } from "../ui/icons.tsx";
import type { PlainScope } from "./pick.ts";
import css from "./scopes.module.css";

const levels = {
  basic: { Icon: CheckCircle, word: "basic" },
  sensitive: { Icon: Shield, word: "sensitive" },
  restricted: { Icon: Triangle, word: "restricted" },
};

type Mark = "adds" | "keeps" | "drops";
type Props = { scopes: readonly PlainScope[]; mark?: (scope: string) => Mark | undefined };

/** Scopes in plain words with their sensitivity; the raw name is in the tooltip. */
export function ScopeList({ scopes, mark }: Props) {
  return (
    <ul className={css.scopes}>
      {scopes.map((scope) => {
        const { Icon, word } = levels[scope.sensitivity];
        const change = mark?.(scope.scope);
        return (
          <li key={scope.scope} title={scope.scope}>
            {change && <strong data-mark={change}>{change}</strong>}
            <span>{scope.title}</span>
            <span className={css.level} data-level={scope.sensitivity}>
              <Icon size={14} />
              {word}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
