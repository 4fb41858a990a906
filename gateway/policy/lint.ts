import { judgeOpen, judgeWithout, type OpenCall, type ToolFacts, type World } from "./calls.ts";
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

type Facts = Pick<Rule, "agent" | "server" | "tool" | "effect" | "connector">;
const may = (rule: Facts, call: Partial<OpenCall>, facts: readonly (keyof Facts)[]): boolean =>
  facts.every((fact) => rule[fact] === null || rule[fact] === call[fact]);

/** Rules that can fit a call of a tool, by whom they name: an agent, or nobody. */
type ByAgent = ReadonlyMap<string | null, readonly Rule[]>;
const byTool = (rules: readonly Rule[], { tools }: World): ReadonlyMap<ToolFacts, ByAgent> =>
  new Map(
    tools.map((tool) => {
      const fitting = rules.filter((rule) => may(rule, tool, ["server", "tool", "effect"]));
      return [tool, Map.groupBy(fitting, ({ agent }) => agent)] as const;
    }),
  );

/**
 * Calls that a rule may fit; one of those among which no rule makes a difference. An agent's calls of a tool that no
 * rule of its own fits end as those of people do, and those of a connector that no rule names as those of any other.
 */
function* callsOf(rule: Rule, rulesOf: ReadonlyMap<ToolFacts, ByAgent>, world: World): Generator<OpenCall> {
  const connectors = new Map(world.connectors.map((one) => [one.id, one]));
  for (const [tool, fitting] of rulesOf) {
    if (!may(rule, tool, ["server", "tool", "effect"])) continue;
    const forAll = fitting.get(null) ?? [];
    for (const { agent, tools } of world.callers) {
      const own = agent === undefined ? [] : (fitting.get(agent) ?? []);
      if (rule.agent === null ? agent !== undefined && own.length === 0 : rule.agent !== agent) continue;
      if (tools && !tools.has(tool.tool)) continue;
      const allowed = tools?.get(tool.tool);
      const named = new Set([null, ...[...own, ...forAll].map(({ connector }) => connector)]);
      for (const id of named) {
        const connector = id === null ? undefined : connectors.get(id);
        if (id !== null && connector?.provider !== tool.provider) continue;
        if (rule.connector !== null && rule.connector !== id) continue;
        if (connector && allowed && !allowed.has(connector.slug)) continue;
        yield { agent, ...tool, connector: connector?.id };
      }
    }
  }
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
  const rulesOf = byTool(rules, world);
  for (const rule of rules) {
    const seen: Seen = { fits: false, decides: false, changes: false, by: new Set() };
    for (const call of callsOf(rule, rulesOf, world)) {
      const is = judgeOpen(policy, call);
      look(seen, rule, is, () => judgeWithout(policy, call, is, rule.id));
      if (seen.decides && seen.changes) break;
    }
    yield warningOf(rule, seen);
  }
}

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
