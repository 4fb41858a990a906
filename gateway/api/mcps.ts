import type { Readiness, ReadinessProblem } from "../agents/index.ts";
import {
  type Connection,
  covers,
  neededFor,
  type RegisteredServer,
  type RegisteredTool,
  type Shelf,
} from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { judge, type PolicySnapshot, told } from "../policy/index.ts";
import * as contract from "./contract/index.ts";
import { operation } from "./operation.ts";
import { scopeView } from "./views.ts";

/** What is known of one caller before its servers are looked at. */
interface Seen {
  who: Principal;
  found: Readiness;
  problems: readonly ReadinessProblem[];
  shelf: Shelf;
  policy: PolicySnapshot["policy"];
  configured: ReadonlySet<string>;
}

/** Connections of a server that are told; nobody chooses from more by reading. */
const MOST = 50;

const isOn = (one: Connection): boolean => one.grant !== undefined && !one.disabled;

/** What the rules say of a tool whose arguments nobody knows; of its connector, where there is only one. */
function ruled(
  { who, policy }: Seen,
  server: RegisteredServer,
  tool: RegisteredTool,
  on: readonly Connection[],
) {
  const { name, effect } = tool.tool;
  const connector = on.length === 1 ? on[0]?.id : undefined;
  const facts = { agent: who.agentId, server: server.spec.id, tool: name, effect, connector };
  const judgement = judge(policy, facts, undefined, { account: undefined, ownHost: "" });
  return { decision: judgement.verdict.decision, reason: told(name, effect, judgement).reason };
}

/** Without arguments, and without a person's word. */
export const mayTry = (tool: RegisteredTool, decision: string): boolean =>
  tool.tool.effect === "read" && decision === "allow" && tool.tool.input.safeParse({}).success;

/** Scopes that the connection with the most would need more. */
function lacking({ provider }: RegisteredServer, tool: RegisteredTool, on: readonly Connection[]) {
  const known = on[0]?.provider ?? provider;
  const held = on.find((one) => one.grant)?.grant?.scopes ?? new Set<string>();
  if (covers(known, held, tool.tool)) return [];
  return (neededFor(known, tool.tool) ?? [])
    .filter((scope) => !held.has(scope))
    .map((s) => scopeView(known, s));
}

function toolView(
  seen: Seen,
  server: RegisteredServer,
  tool: RegisteredTool,
  on: readonly Connection[],
): contract.McpTool {
  const { name, title, description, effect } = tool.tool;
  const policy = ruled(seen, server, tool, on);
  const isReady = seen.found.usable.includes(name);
  const isBlocked = seen.found.blocked.includes(name);
  const state = isReady
    ? "ready"
    : isBlocked
      ? "blocked"
      : policy.decision === "deny"
        ? "denied"
        : "not_granted";
  return {
    name,
    title,
    description,
    effect,
    state,
    missing_scopes: state === "not_granted" ? lacking(server, tool, on) : [],
    policy,
    can_try: isReady && seen.who.kind === "user" && mayTry(tool, policy.decision),
  };
}

function needView(
  server: RegisteredServer,
  all: readonly Connection[],
  problem: ReadinessProblem,
): contract.McpNeed {
  const { code, connector, who } = problem;
  const about = all.find(({ slug }) => slug === connector);
  return {
    code,
    connector,
    connector_id: about?.id ?? null,
    account: about?.account ?? null,
    tools: problem.tools.filter((name) => server.tools.has(name)),
    missing_scopes: problem.missingScopes.map((s) => scopeView(about?.provider ?? server.provider, s)),
    who,
  };
}

/** One's own come first where not all are told. */
const firstOf = (all: readonly Connection[]): readonly Connection[] => {
  if (all.length <= MOST) return all;
  const own = all.filter(({ kind }) => kind === "personal");
  return [...own, ...all.filter(({ kind }) => kind === "shared").slice(0, MOST)];
};

const stateOf = (tools: readonly contract.McpTool[]): contract.McpServer["state"] => {
  const ready = tools.some(({ state }) => state === "ready");
  const blocked = tools.some(({ state }) => state === "blocked");
  if (ready) return blocked ? "partly" : "ready";
  return blocked ? "blocked" : "empty";
};

function serverView(seen: Seen, server: RegisteredServer): contract.McpServer {
  const { spec, provider } = server;
  const { tools: mine } = seen.who;
  const all = seen.shelf.of(provider.id, seen.who.userId);
  const on = all.filter(isOn);
  const tools = [...server.tools.values()]
    .filter(({ tool }) => !mine || mine.has(tool.name))
    .map((tool) => toolView(seen, server, tool, on));
  const problems = seen.problems.filter((one) => one.tools.some((name) => server.tools.has(name)));
  // A connection that another makes up for, or that nobody asked more of, is no obstacle.
  const blocked = new Set(tools.filter(({ state }) => state === "blocked").map(({ name }) => name));
  return {
    id: spec.id,
    title: spec.title,
    description: spec.description,
    provider: provider.id,
    provider_title: provider.title,
    sandbox: provider.sandbox === true,
    configured: seen.configured.has(provider.id),
    url: "",
    state: stateOf(tools),
    connections: firstOf(all).map(({ id, slug, account, kind, grant, disabled, verdict: state }) => ({
      ...{ id, slug, account, kind, state },
      connected: grant !== undefined,
      enabled: !disabled,
    })),
    more_connections: Math.max(0, all.length - firstOf(all).length),
    needs: problems
      .map((one) => needView(server, all, one))
      .filter((one) => one.tools.some((name) => blocked.has(name))),
    tools,
  };
}

export const listMcps = operation(contract.listMcps, async ({ deps, who, query }) => {
  const { identity, registry, policies, grants, publicUrl, clock } = deps;
  const agents = await identity.agents.actors(who, who.id);
  const caller = query.agent === undefined ? who : await identity.agents.actingFor(who, query.agent);
  const found = await deps.readiness(caller);
  const seen: Seen = {
    who: caller,
    found,
    problems: found.problems,
    shelf: await deps.directory.shelfOf(caller),
    policy: (await policies.of(caller)).policy,
    configured: await grants.apps.configured(who),
  };
  const servers = [...registry.servers.values()].map((server) => ({
    ...serverView(seen, server),
    url: `${publicUrl}/mcp/${server.spec.id}`,
  }));
  return {
    caller: {
      kind: caller.kind === "agent" ? ("agent" as const) : ("user" as const),
      id: caller.id,
      name: caller.label,
    },
    checked_at: new Date(clock()).toISOString(),
    agents,
    // An agent has the servers of its manifest alone.
    servers: caller.tools ? servers.filter(({ tools }) => tools.length > 0) : servers,
  };
});
