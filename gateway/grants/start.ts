import type { AnyTool, Provider } from "../../mcp-servers/kit/index.ts";
import { scopesFor } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Parts } from "./parts.ts";

export const PENDING_MS = 10 * 60_000;

export interface StartRequest {
  service: string;
  kind: "shared" | "personal";
  /** Tool names; absent: those of the connector's last grant, or every read tool. */
  tools?: readonly string[] | undefined;
  /** Reconnect this one. */
  connectorId?: string | undefined;
  name?: string | undefined;
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
}

/** The connector to reconnect, if this person may. */
async function findExisting({ db }: Parts, who: Principal, id: string, service: string): Promise<Existing> {
  const row = await db.inWorkspace(who, (tx) =>
    tx.connector.findFirst({
      where: { id, provider: service },
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
  };
}

function pickTools({ registry }: Parts, provider: Provider, names: readonly string[] | undefined): AnyTool[] {
  if (!names || names.length === 0) {
    return registry.serversOf(provider.id).flatMap((s) => s.spec.tools.filter((t) => t.effect === "read"));
  }
  const tools = registry.toolsOf(provider.id, names);
  const known = new Set(tools.map((t) => t.name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new GatewayError("bad_request", {
      detail: `${provider.title} has no such tool: ${unknown.join(", ")}.`,
      data: { fields: unknown.map((name) => ({ path: "tools", message: `unknown tool ${name}` })) },
    });
  }
  return tools;
}

/** Opens a PendingAuthorization (single use, 10 minutes, bound to person and session) and says where to go. */
export async function start(parts: Parts, who: Principal, request: StartRequest): Promise<Started> {
  const { registry, clients, vault, db, audit, clock } = parts;
  const provider = registry.providers.get(request.service);
  if (!provider) throw new GatewayError("not_found", { detail: "There is no such provider." });
  const { userId, credentialId: sessionId } = who;
  if (who.via !== "session" || !userId || !sessionId) throw new GatewayError("forbidden");
  const existing = request.connectorId
    ? await findExisting(parts, who, request.connectorId, provider.id)
    : undefined;
  const kind = existing?.kind ?? request.kind;
  if (!who.permissions.has(kind === "shared" ? "connectors.manage" : "connectors.connect_own")) {
    throw new GatewayError("forbidden");
  }
  const client = clients.of(provider);
  const tools = pickTools(parts, provider, request.tools ?? existing?.tools);
  const pendingId = newId("pen");
  const begun = await vault.beginAuthorization({
    provider,
    client,
    redirectUri: client.redirectUri,
    scopes: scopesFor(provider, tools),
    workspaceId: who.workspaceId,
    pendingId,
    loginHint: existing?.accountLabel,
  });
  const expiresAt = new Date(clock() + PENDING_MS);
  const toolNames = tools.map((t) => t.name);
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
      tools: toolNames,
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
        kind,
        name: request.name ?? null,
        userId,
        sessionId,
        connectorId: existing?.id ?? null,
        tools: toolNames,
        scopes: begun.scopesRequested,
        redirectUri: client.redirectUri,
        keyId: begun.sealed.keyId,
        sealed: begun.sealed.bytes,
        expiresAt,
      },
    }),
  );
  return { authorizationUrl: begun.authorizationUrl, expiresAt, scopes: begun.scopesRequested };
}
