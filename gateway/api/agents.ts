import type { AgentView, Delegation } from "../identity/index.ts";
import { acceptable, agentView, diffOf, readinessView } from "./agent-views.ts";
import * as contract from "./contract/index.ts";
import { operation, type Request } from "./operation.ts";
import { pageOf } from "./pages.ts";
import { tokenView } from "./tokens.ts";

const targetOf = ({ id, name }: AgentView) => ({ kind: "agent" as const, id, label: name });
const namesOf = (tools: readonly { name: string }[]) => tools.map(({ name }) => name);

/** People that are named must be members. Throws `not_found`. */
async function requireMembers(
  { deps, who }: Pick<Request<unknown, unknown>, "deps" | "who">,
  delegation: Delegation | undefined,
): Promise<void> {
  if (delegation === undefined || typeof delegation === "string") return;
  for (const id of delegation) await deps.identity.members.require(who, id);
}

const newest = (dates: readonly (Date | null)[]): string | null =>
  dates
    .reduce<Date | null>((most, one) => (one && (!most || one > most) ? one : most), null)
    ?.toISOString() ?? null;

/** Tokens and clients of agents, by agent: how many live, and when the last one was used. */
async function credentialsOf(
  { deps, who }: Pick<Request<unknown, unknown>, "deps" | "who">,
  agents: readonly string[],
) {
  await deps.identity.tokens.flushLastUsed();
  const now = new Date(deps.clock());
  const select = { agentId: true, lastUsedAt: true, revokedAt: true } as const;
  const { tokens, clients } = await deps.db.inWorkspace(who, async (tx) => ({
    tokens: await tx.apiToken.findMany({
      where: { agentId: { in: [...agents] } },
      select: { ...select, expiresAt: true },
    }),
    clients: await tx.agentClient.findMany({ where: { agentId: { in: [...agents] } }, select }),
  }));
  const isLive = (one: { revokedAt: Date | null; expiresAt?: Date | null }) =>
    !one.revokedAt && (!one.expiresAt || one.expiresAt > now);
  const byAgent = [
    Map.groupBy(tokens, ({ agentId }) => agentId),
    Map.groupBy(clients, ({ agentId }) => agentId as string | null),
  ];
  return (agent: string) => {
    const [ofTokens, ofClients] = byAgent.map((all) => all.get(agent));
    return {
      tokens: ofTokens?.filter(isLive).length ?? 0,
      clients: ofClients?.filter(isLive).length ?? 0,
      last_seen_at: newest([...(ofTokens ?? []), ...(ofClients ?? [])].map(({ lastUsedAt }) => lastUsedAt)),
    };
  };
}

export const listAgents = operation(contract.listAgents, async ({ deps, who, query }) => {
  const { agents, members } = deps.identity;
  const rows: contract.AgentRow[] = [];
  const { items, next_cursor } = pageOf(await agents.list(who), query, ({ name, slug }) => [name, slug]);
  const names = await members.names(who, new Set(items.map(({ createdBy }) => createdBy)));
  const held = await credentialsOf(
    { deps, who },
    items.map(({ id }) => id),
  );
  const found = await deps.allReadiness(who, agents.asThemselves(who, items));
  for (const [at, agent] of items.entries()) {
    const name = names.get(agent.createdBy);
    const { usable = [], blocked = [] } = found[at] ?? {};
    rows.push({
      ...agentView(agent),
      owner: name === undefined ? null : { id: agent.createdBy, name },
      ...held(agent.id),
      usable: usable.length,
      blocked: blocked.length,
    });
  }
  return { agents: rows, next_cursor };
});

const pausing = (route: typeof contract.pauseAgent | typeof contract.resumeAgent, paused: boolean) =>
  operation(route, async ({ deps, who, params, requestId }) => {
    const { agent, changed } = await deps.identity.agents.pause(who, params.agent, paused);
    if (changed)
      await deps.audit.append(who, {
        type: paused ? "agent.paused" : "agent.resumed",
        outcome: "ok",
        target: targetOf(agent),
        requestId,
        data: { slug: agent.slug },
      });
    return agentView(agent);
  });
export const pauseAgent = pausing(contract.pauseAgent, true);
export const resumeAgent = pausing(contract.resumeAgent, false);

export const getAgent = operation(contract.getAgent, async ({ deps, who, params }) => {
  const { agents, tokens } = deps.identity;
  const agent = await agents.get(who, params.agent);
  await tokens.flushLastUsed();
  const versions = await agents.versions(who, agent.id);
  return {
    agent: agentView(agent),
    tokens: (await tokens.list(who, { agent: agent.id })).map(tokenView),
    versions: versions.map((one) => ({
      version: one.version,
      changed_by: one.changedBy,
      changed_at: one.changedAt.toISOString(),
      tools: one.manifest ? one.manifest.tools.length : null,
    })),
  };
});

export const createAgent = operation(contract.createAgent, async ({ deps, who, body, requestId }) => {
  const manifest = body.manifest && (await acceptable(deps, who, body.manifest));
  await requireMembers({ deps, who }, body.delegation);
  const { name, delegation } = body;
  const agent = await deps.identity.agents.create(who, { name, manifest, delegation });
  await deps.audit.append(who, {
    type: "agent.created",
    outcome: "ok",
    target: targetOf(agent),
    requestId,
    data: {
      slug: agent.slug,
      tools: manifest ? namesOf(manifest.tools) : null,
      delegation: agent.delegation,
    },
  });
  return agentView(agent);
});

export const changeAgent = operation(contract.changeAgent, async ({ deps, who, params, body, requestId }) => {
  const { name, delegation, if_version: ifVersion } = body;
  const manifest = body.manifest && (await acceptable(deps, who, body.manifest));
  await requireMembers({ deps, who }, delegation);
  const change = { name, manifest, delegation, ifVersion };
  const { before, agent, ended } = await deps.identity.agents.change(who, params.agent, change);
  const about = { outcome: "ok" as const, target: targetOf(agent), requestId };
  if (manifest !== undefined) {
    const diff = diffOf(deps, before.manifest, manifest);
    const data = {
      tools: manifest && namesOf(manifest.tools),
      version: agent.version,
      widens: diff.widens,
      added: namesOf(diff.added),
      // What is left of everything says it shorter.
      removed: diff.fromEverything ? [] : namesOf(diff.removed),
      narrowed: namesOf(diff.narrowed),
      widened: namesOf(diff.widened),
    };
    await deps.audit.append(who, { ...about, type: "agent.manifest_changed", data });
  }
  if (before.name !== agent.name) {
    const data = { from: before.name, to: agent.name };
    await deps.audit.append(who, { ...about, type: "agent.renamed", data });
  }
  if (delegation !== undefined) {
    const data = { from: before.delegation, to: agent.delegation, tokens_ended: ended };
    await deps.audit.append(who, { ...about, type: "agent.delegation_changed", data });
  }
  return agentView(agent);
});

export const removeAgent = operation(contract.removeAgent, async ({ deps, who, params, requestId }) => {
  const { agent, tokens } = await deps.identity.agents.remove(who, params.agent);
  await deps.audit.append(who, {
    type: "agent.removed",
    outcome: "ok",
    target: targetOf(agent),
    requestId,
    data: { slug: agent.slug, tokens },
  });
  return { id: agent.id, tokens };
});

/** What the agent could call by itself; for a person whom it acts for, its own token asks `GET /api/check`. */
export const checkAgent = operation(contract.checkAgent, async ({ deps, who, params }) => {
  const agent = await deps.identity.agents.asItself(who, params.agent);
  return readinessView(agent, await deps.readiness(agent), deps.clock());
});
