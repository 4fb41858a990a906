import { type AnyTool, type Provider, variantOf } from "../../mcp-servers/kit/index.ts";
import { covers, expandScopes, extrasOf, pickedExtras, scopesFor } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { App } from "./apps.ts";
import type { Parts } from "./parts.ts";

export const PENDING_MS = 10 * 60_000;

export interface StartRequest {
  service: string;
  kind: "shared" | "personal";
  /** Tool names, and names of extras; absent: those of the connector's last grant, or every read tool. */
  tools?: readonly string[] | undefined;
  /** Reconnect this one. */
  connectorId?: string | undefined;
  name?: string | undefined;
  /** Which of several registrations; absent: that of the last grant, else the default. */
  appId?: string | undefined;
  /** Kind of access where a registration gives several (a GitHub App: as the person, or as the app). */
  variant?: string | undefined;
  requestId?: string | undefined;
}

export interface Started {
  authorizationUrl: string;
  expiresAt: Date;
  scopes: string[];
}

interface Existing {
  id: string;
  slug: string;
  kind: "shared" | "personal";
  accountLabel: string;
  tools: string[];
  appId: string | undefined;
  variant: string | undefined;
}

/** The connector to reconnect, if this person may. */
async function findExisting({ db }: Parts, who: Principal, id: string, service: string): Promise<Existing> {
  const row = await db.inWorkspace(who, (tx) =>
    tx.connector.findFirst({
      where: { id, provider: service, deletedAt: null },
      include: { grants: { orderBy: { authorizedAt: "desc" }, take: 1 } },
    }),
  );
  if (!row || (row.kind === "personal" && row.ownerId !== who.userId))
    throw new GatewayError("connector_not_found");
  return {
    id,
    slug: row.slug,
    kind: row.kind,
    accountLabel: row.accountLabel,
    tools: row.grants[0]?.tools ?? [],
    appId: row.grants[0]?.appId,
    variant: row.grants[0]?.variant,
  };
}

export interface Pick {
  tools: AnyTool[];
  /** Names of tools and extras, as the grant keeps them. */
  names: string[];
  scopes: string[];
}

export function pickTools(
  { registry }: Parts,
  provider: Provider,
  names: readonly string[] | undefined,
): Pick {
  const servers = registry.serversOf(provider.id);
  if (!names || names.length === 0) {
    const tools = servers.flatMap((s) => s.spec.tools.filter((t) => t.effect === "read"));
    return { tools, names: tools.map((t) => t.name), scopes: scopesFor(provider, tools) };
  }
  const tools = registry.toolsOf(provider.id, names);
  const known = new Set([
    ...tools.map((t) => t.name),
    ...servers.flatMap((server) => extrasOf(server).map((extra) => extra.name)),
  ]);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new GatewayError("bad_request", {
      detail: `${provider.title} has no such tool: ${unknown.join(", ")}.`,
      data: { fields: unknown.map((name) => ({ path: "tools", message: `unknown tool ${name}` })) },
    });
  }
  if (tools.length === 0) throw new GatewayError("bad_request", { detail: "Pick at least one tool." });
  const extras = pickedExtras(provider, servers, names, tools);
  return {
    tools,
    names: [...tools.map((t) => t.name), ...extras.names],
    scopes: scopesFor(provider, tools, extras.scopes),
  };
}

/** Tools that this kind of access can never serve, however much is granted. */
export function requireServable(provider: Provider, tools: readonly AnyTool[]): void {
  const all = expandScopes(provider, Object.keys(provider.scopes));
  const never = tools.filter((tool) => !covers(provider, all, tool)).map((tool) => tool.name);
  if (never.length === 0) return;
  throw new GatewayError("bad_request", {
    detail: `This kind of access cannot serve: ${never.join(", ")}.`,
    data: {
      fields: never.map((name) => ({ path: "tools", message: `${name} needs another kind of access` })),
    },
  });
}

/** The registration and the kind of access it gives; those of the last grant where nobody chooses and they remain. */
async function chooseAccess(
  { apps, registry }: Parts,
  who: Principal,
  request: StartRequest,
  existing: Existing | undefined,
): Promise<{ app: App; variant: string; provider: Provider }> {
  const { service } = request;
  const before = (await apps.list(who)).find((a) => a.provider === service && a.id === existing?.appId);
  const app = await apps.choose(who, service, request.appId ?? before?.id);
  const base = registry.providers.get(service)!;
  const wanted =
    request.variant ?? (app.id === existing?.appId ? existing.variant : undefined) ?? app.variant;
  const provider = variantOf(base, wanted);
  if (!provider || (provider.registration ?? wanted) !== app.variant)
    throw new GatewayError("bad_request", { detail: "This registration does not give that kind of access." });
  if (provider.installation && !app.client.app)
    throw new GatewayError("bad_request", {
      detail: "Access as the app needs the app's number, name and key.",
    });
  return { app, variant: wanted, provider };
}

/** Opens a PendingAuthorization (single use, 10 minutes, bound to person and session) and says where to go. */
export async function start(parts: Parts, who: Principal, request: StartRequest): Promise<Started> {
  const { registry, vault, db, audit, clock } = parts;
  const base = registry.providers.get(request.service);
  if (!base) throw new GatewayError("not_found", { detail: "There is no such provider." });
  const { userId, credentialId: sessionId } = who;
  if (who.via !== "session" || !userId || !sessionId) throw new GatewayError("forbidden");
  const existing = request.connectorId
    ? await findExisting(parts, who, request.connectorId, base.id)
    : undefined;
  const kind = existing?.kind ?? request.kind;
  if (!who.permissions.has(kind === "shared" ? "connectors.manage" : "connectors.connect_own")) {
    throw new GatewayError("forbidden");
  }
  const { app, variant, provider } = await chooseAccess(parts, who, request, existing);
  const { client, redirectUri } = app;
  const pick = pickTools(parts, provider, request.tools ?? existing?.tools);
  requireServable(provider, pick.tools);
  const pendingId = newId("pen");
  const begun = await vault.beginAuthorization({
    provider,
    client,
    redirectUri,
    scopes: pick.scopes,
    workspaceId: who.workspaceId,
    pendingId,
    loginHint: existing?.accountLabel,
  });
  const expiresAt = new Date(clock() + PENDING_MS);
  await audit.append(who, {
    type: "authorization.started",
    outcome: "started",
    target: { kind: "provider", id: provider.id, label: provider.title },
    requestId: request.requestId,
    data: {
      authorization: pendingId,
      provider: provider.id,
      kind,
      connector: existing?.id ?? null,
      app: app.id,
      access: variant,
      tools: pick.names,
      scopes: begun.scopesRequested,
    },
  });
  await db.inWorkspace(who, (tx) =>
    tx.pendingAuthorization.create({
      data: {
        workspaceId: who.workspaceId,
        id: pendingId,
        stateHash: begun.stateHash,
        provider: provider.id,
        clientId: client.id,
        appId: app.id,
        variant,
        kind,
        name: request.name ?? null,
        userId,
        sessionId,
        connectorId: existing?.id ?? null,
        tools: pick.names,
        scopes: begun.scopesRequested,
        redirectUri,
        keyId: begun.sealed.keyId,
        sealed: begun.sealed.bytes,
        expiresAt,
      },
    }),
  );
  return { authorizationUrl: begun.authorizationUrl, expiresAt, scopes: begun.scopesRequested };
}
