import { type Effect, TARGET_KINDS, type Target, type TargetKind } from "../../mcp-servers/kit/index.ts";
import { type CompiledLists, compileLists, type Lists, type Whose } from "./resources.ts";

export type DecisionOf = "allow" | "ask" | "deny";

/** Fits a call when each of its conditions does; null: any. */
export interface Rule {
  id: string;
  name: string;
  decision: DecisionOf;
  agent: string | null;
  server: string | null;
  tool: string | null;
  effect: Effect | null;
  connector: string | null;
  /** Never with `deny`. */
  resources: Lists | null;
  fourEyes: boolean;
  /** With `ask`: how many different people must approve. */
  approvers: 1 | 2;
  /** Decides nothing: what it would have decided is recorded. */
  observe?: boolean;
}

/** A call as rules see it. */
export interface CallFacts {
  agent: string | undefined;
  server: string;
  tool: string;
  effect: Effect;
  /** Undefined: not chosen; rules for one connector do not fit. */
  connector: string | undefined;
}

/**
 * How much of a call a rule pins down, 0 to 5: one for each of agent, connector, server, effect and tool; a tool counts
 * for its server and effect too, since it has one of each. A rule that asks for more than another is above it; where
 * neither does, the stricter one wins, so nothing depends on order.
 */
export function specificityOf(
  rule: Pick<Rule, "agent" | "server" | "tool" | "effect" | "connector">,
): number {
  const { agent, connector, server, effect, tool } = rule;
  const ofTool = tool !== null ? 3 : Number(server !== null) + Number(effect !== null);
  return Number(agent !== null) + Number(connector !== null) + ofTool;
}

export interface CompiledRule extends Rule {
  specificity: number;
  lists: CompiledLists;
}

/** Rules by what they can fit, so that a call looks at few of them. */
export interface CompiledPolicy {
  defaults: Readonly<Record<Effect, DecisionOf>>;
  byTool: ReadonlyMap<string, readonly CompiledRule[]>;
  byServer: ReadonlyMap<string, readonly CompiledRule[]>;
  /** Of neither. */
  others: ReadonlyMap<string, readonly CompiledRule[]>;
}

const ANY = "*";
const keyOf = (agent: string | null, of: string) => `${agent ?? ANY} ${of}`;

export function compile(rules: readonly Rule[], defaults: CompiledPolicy["defaults"]): CompiledPolicy {
  const byTool = new Map<string, CompiledRule[]>();
  const byServer = new Map<string, CompiledRule[]>();
  const others = new Map<string, CompiledRule[]>();
  for (const rule of rules) {
    const { tool, server, agent } = rule;
    const map = tool !== null ? byTool : server !== null ? byServer : others;
    const key = keyOf(agent, tool ?? server ?? ANY);
    const compiled = { ...rule, specificity: specificityOf(rule), lists: compileLists(rule.resources ?? {}) };
    const list = map.get(key);
    if (list) list.push(compiled);
    else map.set(key, [compiled]);
  }
  return { defaults, byTool, byServer, others };
}

const fits = (rule: CompiledRule, { effect, connector, server }: CallFacts): boolean =>
  (rule.effect === null || rule.effect === effect) &&
  (rule.connector === null || rule.connector === connector) &&
  (rule.server === null || rule.server === server);

function fitting(
  { byTool, byServer, others }: Omit<CompiledPolicy, "defaults">,
  call: CallFacts,
): CompiledRule[] {
  const found: CompiledRule[] = [];
  const look = (map: CompiledPolicy["byTool"], agent: string | null, of: string) => {
    for (const rule of map.get(keyOf(agent, of)) ?? []) if (fits(rule, call)) found.push(rule);
  };
  for (const agent of call.agent === undefined ? [null] : [call.agent, null]) {
    look(byTool, agent, call.tool);
    look(byServer, agent, call.server);
    look(others, agent, ANY);
  }
  return found;
}

const STRICT: Record<DecisionOf, number> = { allow: 0, ask: 1, deny: 2 };
export const strictest = (one: DecisionOf, other: DecisionOf): DecisionOf =>
  STRICT[one] >= STRICT[other] ? one : other;

/** The rules of the highest specificity. */
function highest(rules: readonly CompiledRule[]): CompiledRule[] {
  const top = Math.max(...rules.map(({ specificity }) => specificity));
  return rules.filter(({ specificity }) => specificity === top);
}

/** A list that a call is held to. */
export interface HeldTo {
  kind: TargetKind;
  rule: CompiledRule;
}

/** Of each kind the lists of the most specific rules that have one: a more specific rule without does not lift them. */
function listsOver(rules: readonly CompiledRule[]): HeldTo[] {
  if (rules.every(({ lists }) => lists.size === 0)) return [];
  return TARGET_KINDS.flatMap((kind) => {
    const having = rules.filter(({ lists }) => lists.has(kind));
    return having.length === 0 ? [] : highest(having).map((rule) => ({ kind, rule }));
  });
}

export type Verdict =
  | { decision: "allow" | "ask"; code: "allowed" | "policy_ask"; rule: CompiledRule | undefined }
  | { decision: "deny"; code: "policy_denied"; rule: CompiledRule | undefined }
  /** `off`: the target that is not listed, or cannot be told. */
  | { decision: "deny"; code: "target_not_allowed" | "target_unknown"; rule: CompiledRule; off: Target };

export interface MatchedRule {
  rule: CompiledRule;
  decision: DecisionOf;
  /** A target that its list does not allow. */
  off: Target | undefined;
  decisive: boolean;
}

export interface Judgement {
  verdict: Verdict;
  /** Lists that the call is held to while it runs. */
  heldTo: readonly HeldTo[];
  /** Kinds whose targets the tool has to tell before it may do anything. */
  pending: ReadonlySet<TargetKind>;
  fourEyes: boolean;
  approvers: 1 | 2;
  matched: readonly CompiledRule[];
}

type Seen = "yes" | "later" | "no" | "unbounded";

function seen(target: Target, { kind, rule }: HeldTo, whose: Whose): Seen {
  if (target.kind !== kind) return "yes";
  if (!("name" in target)) return target.open === "checked" ? "later" : "unbounded";
  const fit = rule.lists.get(kind)?.(target.name, whose) ?? "yes";
  return fit === "unknown" ? "later" : fit;
}

/**
 * Pure: what is to happen to this call. The most specific rules that fit decide, the strictest of them; without any, the
 * default for the effect. Lists hold besides: a target that is on none of a list's entries, or cannot be told, is denied.
 * `targets` undefined: whatever the arguments.
 */
export const judge = (
  policy: CompiledPolicy,
  call: CallFacts,
  targets: readonly Target[] | undefined,
  whose: Whose,
): Judgement => weigh(policy.defaults[call.effect], fitting(policy, call), targets, whose);

/** Pure: the same of the rules that fit a call; `byDefault` is what becomes of it without any. */
export function weigh(
  byDefault: DecisionOf,
  matched: readonly CompiledRule[],
  targets: readonly Target[] | undefined,
  whose: Whose,
): Judgement {
  const top = matched.length === 0 ? [] : highest(matched);
  const decision =
    top.length === 0
      ? byDefault
      : top.reduce<DecisionOf>((most, rule) => strictest(most, rule.decision), "allow");
  const deciding = top.find((rule) => rule.decision === decision);
  const heldTo = listsOver(matched);
  const pending = new Set<TargetKind>();
  const asking = top.filter((rule) => rule.decision === "ask");
  const fourEyes = asking.some((rule) => rule.fourEyes);
  const approvers = asking.some((rule) => rule.approvers === 2) ? (2 as const) : (1 as const);
  const base = { heldTo, pending, matched, fourEyes, approvers };
  if (decision === "deny") {
    return { ...base, verdict: { decision, code: "policy_denied", rule: deciding } };
  }
  for (const held of heldTo) {
    for (const target of targets ?? []) {
      const fit = seen(target, held, whose);
      if (fit === "later") pending.add(target.kind);
      if (fit === "no" || fit === "unbounded") {
        const code = fit === "no" ? "target_not_allowed" : "target_unknown";
        return { ...base, verdict: { decision: "deny", code, rule: held.rule, off: target } };
      }
    }
  }
  const code = decision === "ask" ? "policy_ask" : "allowed";
  return { ...base, verdict: { decision, code, rule: deciding } };
}

/** Whether a rule denies the tool whatever its arguments: it is not listed then. */
export const deniesForCertain = (policy: CompiledPolicy, call: CallFacts): boolean => {
  const matched = fitting(policy, call);
  if (matched.length === 0) return policy.defaults[call.effect] === "deny";
  return highest(matched).some(({ decision }) => decision === "deny");
};

/** Why a rule does not fit a call: the first of its conditions that is another one. */
export type Misfit = "agent" | "tool" | "server" | "effect" | "connector";

/** Pure: undefined where it fits. */
export function misfitOf(rule: Pick<Rule, Misfit>, call: CallFacts): Misfit | undefined {
  if (rule.agent !== null && rule.agent !== call.agent) return "agent";
  if (rule.tool !== null && rule.tool !== call.tool) return "tool";
  if (rule.server !== null && rule.server !== call.server) return "server";
  if (rule.effect !== null && rule.effect !== call.effect) return "effect";
  if (rule.connector !== null && rule.connector !== call.connector) return "connector";
  return undefined;
}

/** What each rule that fits says of the call, the most specific first. */
export function explain(
  judgement: Judgement,
  targets: readonly Target[] | undefined,
  whose: Whose,
): MatchedRule[] {
  const { verdict, matched, heldTo } = judgement;
  return matched
    .map((rule): MatchedRule => {
      const off = heldTo
        .filter((held) => held.rule === rule)
        .flatMap((held) =>
          (targets ?? []).filter((t) => ["no", "unbounded"].includes(seen(t, held, whose))),
        )[0];
      return { rule, decision: off ? "deny" : rule.decision, off, decisive: verdict.rule === rule };
    })
    .toSorted((a, b) => b.rule.specificity - a.rule.specificity || (a.rule.id < b.rule.id ? -1 : 1));
}
