import type { Effect } from "../../mcp-servers/kit/index.ts";
import { type CallFacts, type CompiledPolicy, type Judgement, judge, type Rule, weigh } from "./rules.ts";

/** A tool as rules know it. */
export interface ToolFacts {
  provider: string;
  server: string;
  tool: string;
  effect: Effect;
}
export interface ConnectorFacts {
  id: string;
  slug: string;
  provider: string;
}
/** Who may call which tools; `agent` undefined: people, and whatever is no agent. */
export interface CallerFacts {
  agent: string | undefined;
  /** Undefined: every tool. Connectors by slug; undefined: any. */
  tools: ReadonlyMap<string, ReadonlySet<string> | undefined> | undefined;
}
export interface World {
  callers: readonly CallerFacts[];
  tools: readonly ToolFacts[];
  connectors: readonly ConnectorFacts[];
}

/** A call whose arguments are left open. */
export interface OpenCall extends CallFacts {
  provider: string;
}

/** Connectors that rules tell apart, of one provider, and `undefined` for all the others of it. */
function told(rules: readonly Rule[], { connectors }: World, provider: string) {
  const named = new Set(rules.map(({ connector }) => connector));
  return [undefined, ...connectors.filter((one) => one.provider === provider && named.has(one.id))];
}

/** Every kind of call that rules can tell apart, as far as these callers may make it at all. */
export function* callsOf(rules: readonly Rule[], world: World): Generator<OpenCall> {
  const byProvider = new Map<string, ReturnType<typeof told>>();
  for (const { provider } of world.tools)
    if (!byProvider.has(provider)) byProvider.set(provider, told(rules, world, provider));
  for (const { agent, tools } of world.callers) {
    for (const { provider, server, tool, effect } of world.tools) {
      if (tools && !tools.has(tool)) continue;
      const allowed = tools?.get(tool);
      for (const connector of byProvider.get(provider) ?? []) {
        if (connector && allowed && !allowed.has(connector.slug)) continue;
        yield { agent, provider, server, tool, effect, connector: connector?.id };
      }
    }
  }
}

const NOBODY = { account: undefined, ownHost: "" };

/** The same call whatever its arguments. */
export const judgeOpen = (policy: CompiledPolicy, call: CallFacts): Judgement =>
  judge(policy, call, undefined, NOBODY);

/** What would be judged if one of the rules that fit were not there. */
export const judgeWithout = (
  { defaults }: CompiledPolicy,
  { effect }: CallFacts,
  { matched }: Judgement,
  rule: string,
): Judgement =>
  weigh(
    defaults[effect],
    matched.filter(({ id }) => id !== rule),
    undefined,
    NOBODY,
  );
