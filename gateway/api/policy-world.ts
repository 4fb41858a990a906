import type { Principal } from "../context.ts";
import { type AgentView, toolsOf } from "../identity/index.ts";
import type { CallerFacts, World } from "../policy/index.ts";
import type { ApiDeps } from "./operation.ts";

/** Stands for every agent that no rule names. */
export const OTHER = "agt_other";

export interface Known {
  world: World;
  agents: readonly AgentView[];
  /** As it is called with a manifest. */
  callerOf(agent: AgentView): CallerFacts;
  titleOf(tool: string): string;
}

/** Ids. */
export interface Named {
  agents: ReadonlySet<string>;
  connectors: ReadonlySet<string>;
}
type Naming = { agent: string | null; connector: string | null };
export const namedIn = (rules: readonly Naming[]): Named => ({
  agents: new Set(rules.flatMap(({ agent }) => agent ?? [])),
  connectors: new Set(rules.flatMap(({ connector }) => connector ?? [])),
});

/**
 * Everything that rules can be about: people, the agents that are named, the other agents as one, the tools of this
 * build, and of the connectors that are named those that are there. `agents` of what it answers: all, or those named.
 */
export async function worldOf(
  deps: ApiDeps,
  who: Principal,
  named: Named,
  agentsKnown: "all" | "named" = "named",
): Promise<Known> {
  const agents = await deps.identity.agents.list(who, agentsKnown === "all" ? undefined : named.agents);
  const where = { deletedAt: null, id: { in: [...named.connectors] } };
  const connectors = await deps.db.inWorkspace(who, (tx) =>
    tx.connector.findMany({ where, select: { id: true, slug: true, provider: true } }),
  );
  const servers = [...deps.registry.servers.values()];
  const tools = servers.flatMap((server) =>
    [...server.tools.values()].map(({ tool: { name, effect } }) => ({
      provider: server.provider.id,
      server: server.spec.id,
      tool: name,
      effect,
    })),
  );
  const titles = new Map(
    servers.flatMap(({ tools: all }) =>
      [...all.values()].map(({ tool }) => [tool.name, tool.title] as const),
    ),
  );
  const callerOf = ({ id, manifest }: AgentView): CallerFacts => ({
    agent: id,
    tools: toolsOf([], manifest),
  });
  const callers = [
    { agent: undefined, tools: undefined },
    { agent: OTHER, tools: undefined },
    ...agents.filter(({ id }) => named.agents.has(id)).map(callerOf),
  ];
  return {
    world: { callers, tools, connectors },
    agents,
    callerOf,
    titleOf: (tool) => titles.get(tool) ?? tool,
  };
}
