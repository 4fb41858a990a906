import type { Limit } from "../../api/contract.ts";
import type { NewLimit } from "../../api/limits.ts";
import { limits as words } from "../../words/limits.ts";

/** Whom or what a limit is for. */
export function subjectWords({ subject: { kind, label } }: Pick<Limit, "subject">): string {
  return kind === "any" ? words.every : words[kind](label ?? words.gone);
}

/** What sets it again as it was. */
export const wishOf = ({ subject, per_minute, per_day, effect }: Limit): NewLimit => ({
  subject: subject.kind === "any" ? { kind: "any" } : { kind: subject.kind, id: subject.id ?? "" },
  per_minute,
  per_day,
  effect,
});
