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

/**
 * Everything that rules can be about: people, the agents that `named` names, the other agents as one, the tools of this
 * build and the connectors that are there.
 */
export async function worldOf(deps: ApiDeps, who: Principal, named: ReadonlySet<string>): Promise<Known> {
  const agents = await deps.identity.agents.list(who);
  const connectors = await deps.db.inWorkspace(who, (tx) =>
    tx.connector.findMany({ where: { deletedAt: null }, select: { id: true, slug: true, provider: true } }),
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
    ...agents.filter(({ id }) => named.has(id)).map(callerOf),
  ];
  return {
    world: { callers, tools, connectors },
    agents,
    callerOf,
    titleOf: (tool) => titles.get(tool) ?? tool,
  };
}
