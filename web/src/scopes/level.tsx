import { CheckCircle, Shield, Triangle } from "../ui/icons.tsx";
import { scopeWords } from "../words/scopes.ts";
import type { PlainScope } from "./pick.ts";
import css from "./scopes.module.css";

const levels = {
  basic: { Icon: CheckCircle, word: "basic" },
  sensitive: { Icon: Shield, word: "sensitive" },
  restricted: { Icon: Triangle, word: "restricted" },
};

/** How sensitive a scope is; `cost` adds what it takes to get an app allowed to ask for it. */
export function Level({
  sensitivity,
  cost = false,
}: {
  sensitivity: PlainScope["sensitivity"];
  cost?: boolean;
}) {
  const { Icon, word } = levels[sensitivity];
  const review = scopeWords.review[sensitivity];
  return (
    <span className={css.level} data-level={sensitivity} title={review}>
      <Icon size={14} />
      {word}
      {cost && sensitivity === "restricted" && `: ${review}`}
    </span>
  );
}
