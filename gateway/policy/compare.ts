import { callsOf, judgeOpen, type OpenCall, type World } from "./calls.ts";
import type { CompiledPolicy, DecisionOf, Judgement, Rule } from "./rules.ts";

/** What becomes of a call whatever its arguments. `limited`: it is held to lists besides. */
export interface Access {
  decision: DecisionOf;
  limited: boolean;
}
/** `loses`: less is allowed; `gains`: more; `other`: the same decision with other lists or other approvers. */
export interface AccessChange {
  call: OpenCall;
  from: Access;
  to: Access;
  kind: "gains" | "loses" | "other";
}

const STRICT: Record<DecisionOf, number> = { allow: 0, ask: 1, deny: 2 };

/** Lists and approvers, to tell whether they are the same. */
const detailsOf = ({ verdict, heldTo, fourEyes, approvers }: Judgement): string =>
  verdict.decision === "deny"
    ? ""
    : JSON.stringify([
        heldTo.map(({ kind, rule }) => [kind, rule.resources?.[kind]]).sort(),
        ...(verdict.decision === "ask" ? [fourEyes, approvers] : []),
      ]);

const accessOf = ({ verdict, heldTo }: Judgement): Access => ({
  decision: verdict.decision,
  limited: verdict.decision !== "deny" && heldTo.length > 0,
});

function kindOf(from: Access, to: Access): AccessChange["kind"] {
  const step = STRICT[to.decision] - STRICT[from.decision];
  if (step !== 0) return step > 0 ? "loses" : "gains";
  if (from.limited !== to.limited) return to.limited ? "loses" : "gains";
  return "other";
}

export interface Side {
  policy: CompiledPolicy;
  /** Those that decide. */
  rules: readonly Rule[];
}

/** Pure: what a change of the rules changes, for every call that rules can tell apart. */
export function compareAccess(before: Side, after: Side, world: World): AccessChange[] {
  const changes: AccessChange[] = [];
  for (const call of callsOf([...before.rules, ...after.rules], world)) {
    const [was, is] = [judgeOpen(before.policy, call), judgeOpen(after.policy, call)];
    const [from, to] = [accessOf(was), accessOf(is)];
    const isSame = from.decision === to.decision && detailsOf(was) === detailsOf(is);
    if (!isSame) changes.push({ call, from, to, kind: kindOf(from, to) });
  }
  return changes;
}
