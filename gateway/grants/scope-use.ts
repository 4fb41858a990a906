import { coveredBy, expandScopes, pickedExtras, scopesFor } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { accessOf } from "./apps.ts";
import type { Parts } from "./parts.ts";

export interface ScopeUse {
  /** From when on calls were looked at: thirty days ago, or when the grant began. */
  since: Date;
  scopes: { scope: string; calls: number; lastUsedAt: Date | undefined; tools: string[] }[];
  tools: { name: string; calls: number; lastUsedAt: Date | undefined }[];
  /** A narrower grant that would have served every call; undefined when there is none, or nothing was called. */
  proposal: { tools: string[]; scopes: string[]; dropped: string[] } | undefined;
}

const WINDOW_MS = 30 * 86_400_000;

/** What a live grant was used for, scope by scope. Throws `connector_not_found`, `connector_not_connected`. */
export async function scopeUse(parts: Parts, who: Principal, connectorId: string): Promise<ScopeUse> {
  const { db, registry, uses, clock } = parts;
  await uses.flush();
  const connector = await db.inWorkspace(who, (tx) =>
    tx.connector.findFirst({
      where: { id: connectorId, deletedAt: null },
      include: { grants: { where: { endedAt: null }, take: 1, include: { uses: true } } },
    }),
  );
  if (!connector) throw new GatewayError("connector_not_found");
  const grant = connector.grants[0];
  const provider = grant && accessOf(registry.providers, grant.provider, grant.variant);
  if (!provider) throw new GatewayError("connector_not_connected");
  const since = new Date(Math.max(grant.authorizedAt.getTime(), clock() - WINDOW_MS));
  const recent = grant.uses.filter((use) => use.lastAt >= since);
  const used = registry.toolsOf(
    provider.id,
    recent.map((use) => use.tool),
  );
  const expanded = expandScopes(provider, grant.scopesGranted);
  const recentOf = (name: string) => recent.find((use) => use.tool === name);
  const scopes = grant.scopesGranted.map((scope) => {
    const within = expandScopes(provider, [scope]);
    const tools = used.filter((tool) => coveredBy(provider, expanded, tool)?.some((s) => within.has(s)));
    const rows = tools.flatMap((tool) => recentOf(tool.name) ?? []);
    const times = rows.map((row) => row.lastAt.getTime());
    return {
      scope,
      calls: rows.reduce((sum, row) => sum + row.calls, 0),
      lastUsedAt: times.length > 0 ? new Date(Math.max(...times)) : undefined,
      tools: tools.map((tool) => tool.name),
    };
  });
  const tools = registry.toolsOf(provider.id, grant.tools).map(({ name }) => {
    const use = recentOf(name);
    return { name, calls: use?.calls ?? 0, lastUsedAt: use?.lastAt };
  });
  return { since, scopes, tools, proposal: propose(used.map((tool) => tool.name)) };

  function propose(names: string[]): ScopeUse["proposal"] {
    if (names.length === 0) return undefined;
    const extras = pickedExtras(provider!, registry.serversOf(provider!.id), grant!.tools, used);
    const narrower = scopesFor(provider!, used, extras.scopes);
    const kept = expandScopes(provider!, narrower);
    const dropped = grant!.scopesGranted.filter((scope) => !kept.has(scope));
    return dropped.length > 0 ? { tools: [...names, ...extras.names], scopes: narrower, dropped } : undefined;
  }
}
