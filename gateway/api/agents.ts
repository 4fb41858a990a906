import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { AgentView, Manifest } from "../identity/index.ts";
import * as contract from "./contract.ts";
import { type ApiDeps, operation } from "./operation.ts";
import { knownTools } from "./tool-lists.ts";

const agentView = (a: AgentView) => ({
  id: a.id,
  slug: a.slug,
  name: a.name,
  created_at: a.createdAt.toISOString(),
  manifest: a.manifest ?? null,
  version: 0,
  delegation: "none" as const,
});

/** With the tools' present names. Throws `bad_request` for a tool or a connector that is not there. */
async function checked({ registry, db }: ApiDeps, who: Principal, manifest: Manifest): Promise<Manifest> {
  const connectors = await db.inWorkspace(who, (tx) =>
    tx.connector.findMany({
      where: { deletedAt: null, kind: "shared" },
      select: { slug: true, provider: true },
    }),
  );
  const tools = manifest.tools.map(({ name, connector }, at) => {
    const [now = name] = knownTools(registry, [name]);
    if (connector === undefined) return { name: now };
    const found = connectors.find(({ slug }) => slug === connector);
    if (!found || !registry.serversOf(found.provider).some((server) => server.tools.has(now))) {
      const message = `there is no shared connector ${connector} that serves ${now}`;
      throw new GatewayError("bad_request", {
        data: { fields: [{ path: `manifest.tools.${at}`, message }] },
      });
    }
    return { name: now, connector };
  });
  return { tools };
}

export const listAgents = operation({
  method: "get",
  path: "/agents",
  access: "tokens.manage",
  response: contract.agents,
  async handle({ deps, who }) {
    return { agents: (await deps.identity.people.agents(who)).map(agentView) };
  },
});

export const createAgent = operation({
  method: "post",
  path: "/agents",
  access: "tokens.manage",
  body: contract.newAgent,
  response: contract.agent,
  status: 201,
  async handle({ deps, who, body, requestId }) {
    const manifest = body.manifest && (await checked(deps, who, body.manifest));
    const agent = await deps.identity.people.createAgent(who, body.name, manifest);
    await deps.audit.append(who, {
      type: "agent.created",
      outcome: "ok",
      target: { kind: "agent", id: agent.id, label: agent.name },
      requestId,
      data: { slug: agent.slug, tools: manifest?.tools.map(({ name }) => name) ?? null },
    });
    return agentView(agent);
  },
});

export const changeManifest = operation({
  method: "patch",
  path: "/agents/:agent",
  access: "tokens.manage",
  body: contract.changedAgent,
  response: contract.agent,
  async handle({ deps, who, params, body, requestId }) {
    const manifest = body.manifest ? await checked(deps, who, body.manifest) : null;
    const agent = await deps.identity.people.changeManifest(who, params.agent ?? "", manifest);
    await deps.audit.append(who, {
      type: "agent.manifest_changed",
      outcome: "ok",
      target: { kind: "agent", id: agent.id, label: agent.name },
      requestId,
      data: { tools: manifest?.tools.map(({ name }) => name) ?? null },
    });
    return agentView(agent);
  },
});
