import { GatewayError } from "../errors.ts";
import type { AgentClientView, ConsentView, IssuerView } from "../identity/index.ts";
import * as contract from "./contract/index.ts";
import { operation } from "./operation.ts";

const consentView = (c: ConsentView, me: string | undefined): contract.AllowedClient => ({
  id: c.id,
  client: {
    id: c.client.id,
    name: c.client.name,
    kind: c.client.kind,
    redirect_host: c.client.redirectHost,
  },
  user: c.user,
  agent: c.agent,
  allowed_by: c.allowedBy,
  resource: c.resource,
  servers: c.servers,
  read_only: c.readOnly,
  created_at: c.createdAt.toISOString(),
  last_used_at: c.lastUsedAt?.toISOString() ?? null,
  revoked_at: c.revokedAt?.toISOString() ?? null,
  mine: c.user.id === me,
});

export const listAllowedClients = operation(contract.listAllowedClients, async ({ deps, who, query }) => {
  const isAll = query.all === "true";
  if (isAll && !who.permissions.has("tokens.manage")) throw new GatewayError("forbidden");
  const { consents, nextCursor } = await deps.oauth.consents.page(who, {
    userId: isAll ? undefined : who.userId,
    pageSize: query.page_size,
    cursor: query.cursor,
  });
  return { clients: consents.map((one) => consentView(one, who.userId)), next_cursor: nextCursor };
});

export const revokeAllowedClient = operation(
  contract.revokeAllowedClient,
  async ({ deps, who, params, requestId }) => {
    const started = performance.now();
    const mine = who.permissions.has("tokens.manage") ? undefined : (who.userId ?? "");
    const consent = await deps.oauth.consents.revoke(who, params.consent, mine);
    const fenced_in_ms = Math.round(performance.now() - started);
    const { client, user } = consent;
    await deps.audit.append(who, {
      type: "oauth_client.revoked",
      outcome: "ok",
      target: { kind: "client", id: client.id.slice(0, 200), label: client.name },
      requestId,
      data: { consent: consent.id, user: user.id, fenced_in_ms },
    });
    return { client: consentView(consent, who.userId), fenced_in_ms };
  },
);

const agentClientView = (c: AgentClientView): contract.AgentClient => ({
  id: c.id,
  name: c.name,
  auth: c.auth,
  jwks_uri: c.jwksUri,
  redirect_uris: c.redirectUris,
  read_only: c.readOnly,
  created_by: c.createdBy,
  created_at: c.createdAt.toISOString(),
  revoked_at: c.revokedAt?.toISOString() ?? null,
  last_used_at: c.lastUsedAt?.toISOString() ?? null,
  old_secret_ends_at: c.oldSecretEndsAt?.toISOString() ?? null,
});

export const listAgentClients = operation(contract.listAgentClients, async ({ deps, who, params }) => {
  await deps.oauth.consents.flushLastUsed();
  const clients = await deps.oauth.agentClients.list(who, params.agent);
  return { clients: clients.map(agentClientView) };
});

export const createAgentClient = operation(
  contract.createAgentClient,
  async ({ deps, who, params, body, requestId }) => {
    const { client, agent, secret } = await deps.oauth.agentClients.create(who, params.agent, {
      name: body.name,
      readOnly: body.read_only,
      jwks: body.jwks,
      jwksUri: body.jwks_uri,
      redirectUris: body.redirect_uris,
    });
    await deps.audit.append(who, {
      type: "agent_client.created",
      outcome: "ok",
      target: { kind: "client", id: client.id, label: client.name },
      requestId,
      data: {
        agent: agent.id,
        auth: client.auth,
        jwks_uri: client.jwksUri,
        redirect_hosts: client.redirectUris.map((uri) => URL.parse(uri)?.host || uri.split(":")[0] || ""),
        read_only: client.readOnly,
      },
    });
    const token_endpoint = `${deps.publicUrl}/oauth/token`;
    return { client: agentClientView(client), client_secret: secret, token_endpoint };
  },
);

const HOUR_MS = 3_600_000;

export const rotateAgentClient = operation(
  contract.rotateAgentClient,
  async ({ deps, who, params, body, requestId }) => {
    const { agentClients } = deps.oauth;
    const overlap = body.overlap_hours * HOUR_MS;
    const { client, agent, secret, endsAt } = await agentClients.rotate(
      who,
      params.agent,
      params.client,
      overlap,
    );
    await deps.audit.append(who, {
      type: "agent_client.rotated",
      outcome: "ok",
      target: { kind: "client", id: client.id, label: client.name },
      requestId,
      data: { agent: agent.id, ends_at: endsAt.toISOString() },
    });
    const token_endpoint = `${deps.publicUrl}/oauth/token`;
    return { client: agentClientView(client), client_secret: secret, token_endpoint };
  },
);

export const revokeAgentClient = operation(
  contract.revokeAgentClient,
  async ({ deps, who, params, requestId }) => {
    const { client, agent } = await deps.oauth.agentClients.revoke(who, params.agent, params.client);
    await deps.audit.append(who, {
      type: "agent_client.revoked",
      outcome: "ok",
      target: { kind: "client", id: client.id, label: client.name },
      requestId,
      data: { agent: agent.id },
    });
    return agentClientView(client);
  },
);

const issuerView = (i: IssuerView): contract.TrustedIssuer => ({
  id: i.id,
  issuer: i.issuer,
  jwks_uri: i.jwksUri,
  client_ids: i.clientIds,
  created_by: i.createdBy,
  created_at: i.createdAt.toISOString(),
  last_used_at: i.lastUsedAt?.toISOString() ?? null,
});

export const listTrustedIssuers = operation(contract.listTrustedIssuers, async ({ deps, who }) => {
  return { issuers: (await deps.oauth.issuers.list(who)).map(issuerView) };
});

export const addTrustedIssuer = operation(
  contract.addTrustedIssuer,
  async ({ deps, who, body, requestId }) => {
    const { issuer, jwks_uri: jwksUri, client_ids: clientIds } = body;
    const added = await deps.oauth.issuers.add(who, { issuer, jwksUri, clientIds });
    await deps.audit.append(who, {
      type: "trusted_issuer.added",
      outcome: "ok",
      target: { kind: "issuer", id: added.id, label: added.issuer },
      requestId,
      data: { issuer: added.issuer, jwks_uri: added.jwksUri, clients: added.clientIds },
    });
    return issuerView(added);
  },
);

export const removeTrustedIssuer = operation(
  contract.removeTrustedIssuer,
  async ({ deps, who, params, requestId }) => {
    const { issuer, ended } = await deps.oauth.issuers.remove(who, params.id);
    await deps.audit.append(who, {
      type: "trusted_issuer.removed",
      outcome: "ok",
      target: { kind: "issuer", id: issuer.id, label: issuer.issuer },
      requestId,
      data: { issuer: issuer.issuer, ended },
    });
    return issuerView(issuer);
  },
);
