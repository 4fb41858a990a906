import * as contract from "./contract.ts";
import { operation } from "./operation.ts";

export const listAgents = operation({
  method: "get",
  path: "/agents",
  access: "tokens.manage",
  response: contract.agents,
  async handle({ deps, who }) {
    const agents = await deps.identity.people.agents(who);
    return {
      agents: agents.map((a) => ({
        id: a.id,
        slug: a.slug,
        name: a.name,
        created_at: a.createdAt.toISOString(),
      })),
    };
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
    const agent = await deps.identity.people.createAgent(who, body.name);
    await deps.audit.append(who, {
      type: "agent.created",
      outcome: "ok",
      target: { kind: "agent", id: agent.id, label: agent.name },
      requestId,
      data: { slug: agent.slug },
    });
    return { id: agent.id, slug: agent.slug, name: agent.name, created_at: agent.createdAt.toISOString() };
  },
});
