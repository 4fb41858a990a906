import { callsOf, judgeOpen, type OpenCall, type World } from "./calls.ts";
import { type CompiledPolicy, compile, type Judgement, type Rule } from "./rules.ts";

/**
 * - `dead`: no call there can be fits it
 * - `shadowed`: more specific or stricter rules (`by`) decide every call that it fits
 * - `redundant`: without it every call would end the same
 */
export interface RuleWarning {
  rule: string;
  code: "dead" | "shadowed" | "redundant";
  by: string[];
}

const MOST_NAMED = 5;

/** Who can tell rules apart: those that a rule names, and the others as one. */
function callersFor(rule: Rule, world: World): World {
  if (rule.agent === null) return world;
  return { ...world, callers: world.callers.filter(({ agent }) => agent === rule.agent) };
}

/** What of a rule's calls tells whether it does anything. */
interface Seen {
  fits: boolean;
  decides: boolean;
  changes: boolean;
  by: Set<string>;
}

/**
 * Pure: what is wrong with each rule, one at a time: whoever runs this lets others have their turn between two. Rules
 * with lists hold also where another decides: they are only ever `dead`.
 */
export function* lintRules(
  rules: readonly Rule[],
  defaults: CompiledPolicy["defaults"],
  world: World,
): Generator<RuleWarning | undefined> {
  const policy = compile(rules, defaults);
  for (const rule of rules) {
    const without = compile(
      rules.filter(({ id }) => id !== rule.id),
      defaults,
    );
    const seen: Seen = { fits: false, decides: false, changes: false, by: new Set() };
    for (const call of callsOf(rules, callersFor(rule, world))) {
      if (!mayFit(rule, call)) continue;
      look(seen, rule, judgeOpen(policy, call), () => judgeOpen(without, call));
      if (seen.decides && seen.changes) break;
    }
    yield warningOf(rule, seen);
  }
}

/** By what everybody can see of a call; whether it does is judged. */
const mayFit = (rule: Rule, call: OpenCall): boolean =>
  (["agent", "server", "tool", "effect", "connector"] as const).every(
    (fact) => rule[fact] === null || rule[fact] === call[fact],
  );

function look(seen: Seen, rule: Rule, is: Judgement, without: () => Judgement): void {
  const own = is.matched.find(({ id }) => id === rule.id);
  if (!own) return;
  seen.fits = true;
  const { verdict } = is;
  const isTop = is.matched.every(({ specificity }) => specificity <= own.specificity);
  if (isTop && verdict.decision === rule.decision) seen.decides = true;
  else if (verdict.rule) seen.by.add(verdict.rule.id);
  const other = without();
  const sameApprovers = other.fourEyes === is.fourEyes && other.approvers === is.approvers;
  if (other.verdict.decision !== verdict.decision || (verdict.decision === "ask" && !sameApprovers))
    seen.changes = true;
}

function warningOf(rule: Rule, seen: Seen): RuleWarning | undefined {
  if (!seen.fits) return { rule: rule.id, code: "dead", by: [] };
  if (Object.keys(rule.resources ?? {}).length > 0) return undefined;
  if (!seen.decides) return { rule: rule.id, code: "shadowed", by: [...seen.by].slice(0, MOST_NAMED) };
  return seen.changes ? undefined : { rule: rule.id, code: "redundant", by: [] };
}
