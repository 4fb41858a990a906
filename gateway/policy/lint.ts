import { judgeOpen, judgeWithout, type OpenCall, type ToolFacts, type World } from "./calls.ts";
import { type CompiledPolicy, compile, type Judgement, type Rule, specificityOf } from "./rules.ts";

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

/** Rules that are alike in this do the same to a call that they all fit. */
const likenessOf = (rules: readonly Rule[] = []): string =>
  rules
    .map((rule) => `${rule.decision} ${specificityOf(rule)} ${rule.fourEyes} ${rule.approvers}`)
    .sort()
    .join();

/** A call, and whether another stands for it: to rules that name no agent, and to those that name no connector. */
interface Told {
  call: OpenCall;
  toAgents: boolean;
  toConnectors: boolean;
}

/**
 * Calls of a tool that its rules may tell apart. An agent's calls that no rule of its own fits end as those of people
 * do; those of agents, or of connectors, whose rules are alike end alike; and so do those of all other connectors.
 */
function callsOfTool(tool: ToolFacts, rules: readonly Rule[], world: World): Told[] {
  const byAgent = Map.groupBy(rules, ({ agent }) => agent);
  const connectors = new Map(world.connectors.map((one) => [one.id, one]));
  const agentsSeen = new Set<string>();
  return world.callers.flatMap(({ agent, tools }) => {
    if (tools && !tools.has(tool.tool)) return [];
    const allowed = tools?.get(tool.tool);
    const own = agent === undefined ? [] : (byAgent.get(agent) ?? []);
    const isOpen = !allowed && own.every(({ connector }) => connector === null);
    const likeness = likenessOf(own);
    const toAgents = agent !== undefined && (own.length === 0 || (isOpen && agentsSeen.has(likeness)));
    if (isOpen) agentsSeen.add(likeness);
    const naming = Map.groupBy([...own, ...(byAgent.get(null) ?? [])], ({ connector }) => connector);
    const connectorsSeen = new Set<string>();
    return [...new Set([null, ...naming.keys()])].flatMap((id) => {
      const connector = id === null ? undefined : connectors.get(id);
      if (id !== null && connector?.provider !== tool.provider) return [];
      if (connector && allowed && !allowed.has(connector.slug)) return [];
      const alike = connector ? likenessOf(naming.get(id)) : "";
      const toConnectors = connectorsSeen.has(alike);
      connectorsSeen.add(alike);
      return [{ call: { agent, ...tool, connector: connector?.id }, toAgents, toConnectors }];
    });
  });
}

/**
 * By tool: the calls of it that rules may tell apart. Of tools that the same rules may fit, one stands for all to whoever
 * may call any tool.
 */
function toldApart(rules: readonly Rule[], world: World): ReadonlyMap<ToolFacts, readonly Told[]> {
  const seen = new Set<string>();
  const held = world.callers.filter(({ tools }) => tools !== undefined);
  return new Map(
    world.tools.map((tool) => {
      const fitting = rules.filter((rule) => mayFit(rule, tool));
      const key = [tool.provider, tool.effect, ...fitting.map(({ id }) => id)].join();
      const callers = seen.has(key) ? held : world.callers;
      seen.add(key);
      return [tool, callsOfTool(tool, fitting, { ...world, callers })] as const;
    }),
  );
}

const mayFit = (rule: Rule, tool: ToolFacts): boolean =>
  (["server", "tool", "effect"] as const).every((fact) => rule[fact] === null || rule[fact] === tool[fact]);

/** Those that tell whether this rule does anything. */
function* callsFor(rule: Rule, told: ReadonlyMap<ToolFacts, readonly Told[]>): Generator<OpenCall> {
  for (const [tool, calls] of told) {
    if (!mayFit(rule, tool)) continue;
    for (const { call, toAgents, toConnectors } of calls) {
      if (rule.agent === null ? toAgents : rule.agent !== call.agent) continue;
      if (rule.connector === null ? toConnectors : rule.connector !== call.connector) continue;
      yield call;
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
  const told = toldApart(rules, world);
  for (const rule of rules) {
    const seen: Seen = { fits: false, decides: false, changes: false, by: new Set() };
    for (const call of callsFor(rule, told)) {
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
