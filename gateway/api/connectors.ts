import type { Provider } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import { accessOf, type ScopeUse } from "../grants/index.ts";
import { applyChange } from "./change-connector.ts";
import * as contract from "./contract/index.ts";
import { endConnector } from "./end-connector.ts";
import { operation } from "./operation.ts";
import { authLinkView, connectorView, scopeView } from "./views.ts";

const DAY_MS = 86_400_000;

export const listConnectors = operation(contract.listConnectors, async ({ deps, who, query }) => {
  const { unused, over_scoped, page_size: size, ...rest } = query;
  const unusedSince = unused ? new Date(deps.clock() - Number(unused) * DAY_MS) : undefined;
  const page = await deps.grants.page(who, {
    ...rest,
    size,
    unusedSince,
    overScoped: over_scoped === "true",
  });
  return {
    connectors: page.rows.map((row) => ({
      ...connectorView(deps, who, row.record),
      last_call_at: row.lastCallAt?.toISOString() ?? null,
      renews_at: row.renewsAt?.toISOString() ?? null,
      calls_7_days: row.calls7Days,
      errors_7_days: row.errors7Days,
      unused_scopes: row.unusedScopes,
    })),
    next_cursor: page.next,
    total: page.total,
    by_status: page.byStatus,
  };
});

export const getConnector = operation(contract.getConnector, async ({ deps, who, params }) => {
  return { connector: connectorView(deps, who, await deps.grants.get(who, params.id)) };
});

export const authorizeConnector = operation(
  contract.authorizeConnector,
  async ({ deps, who, body, requestId }) => {
    const { provider: service, tools, name, app: appId, access: variant } = body;
    const wish = { service, kind: "shared" as const, tools, name, appId, variant, requestId };
    const started = await deps.grants.start(who, wish);
    return authLinkView(deps.registry.providers.get(service), started);
  },
);

export const reauthorizeConnector = operation(
  contract.reauthorizeConnector,
  async ({ deps, who, params, body, requestId }) => {
    const { row } = await deps.grants.get(who, params.id);
    const started = await deps.grants.start(who, {
      service: row.provider,
      kind: row.kind,
      tools: body.tools,
      appId: body.app,
      variant: body.access,
      connectorId: row.id,
      requestId,
    });
    return authLinkView(deps.registry.providers.get(row.provider), started);
  },
);

export const validateConnector = operation(contract.validateConnector, async ({ deps, who, params }) => {
  const { id } = params;
  await deps.grants.validate(who, id);
  return { connector: connectorView(deps, who, await deps.grants.get(who, id)) };
});

export const revokeConnector = operation(contract.revokeConnector, (request) =>
  endConnector(request, request.params.id, "revoked", request.body.others),
);

export const retryRevocation = operation(contract.retryRevocation, async ({ deps, who, params }) => {
  const { row, grant } = await deps.grants.get(who, params.id);
  if (grant?.upstream !== "pending")
    throw new GatewayError("conflict", { detail: "Nothing of this connector is pending at its provider." });
  await deps.grants.revokeUpstream(who, grant.id);
  return { connector: connectorView(deps, who, await deps.grants.get(who, row.id)) };
});

export const changeConnector = operation(
  contract.changeConnector,
  async ({ deps, who, params, body, requestId }) => {
    const { id } = params;
    await applyChange(deps, who, id, body, requestId);
    return { connector: connectorView(deps, who, await deps.grants.get(who, id)) };
  },
);

export const deleteConnector = operation(
  contract.deleteConnector,
  ({ deps, who, params, query, requestId }) =>
    deps.grants.remove(who, params.id, { shredNow: query.shred_now === "true", requestId }),
);

const scopeUseView = (provider: Provider | undefined, use: ScopeUse): contract.ScopeUse => ({
  since: use.since.toISOString(),
  scopes: use.scopes.map(({ scope, calls, lastUsedAt, tools }) => ({
    scope: scopeView(provider, scope),
    calls,
    last_used_at: lastUsedAt?.toISOString() ?? null,
    tools,
  })),
  tools: use.tools.map(({ name, calls, lastUsedAt }) => ({
    name,
    calls,
    last_used_at: lastUsedAt?.toISOString() ?? null,
  })),
  proposal: use.proposal
    ? {
        tools: use.proposal.tools,
        scopes: use.proposal.scopes.map((s) => scopeView(provider, s)),
        dropped: use.proposal.dropped.map((s) => scopeView(provider, s)),
      }
    : null,
});

export const getScopeUse = operation(contract.getScopeUse, async ({ deps, who, params }) => {
  const { id } = params;
  const { row, grant } = await deps.grants.get(who, id);
  const provider = accessOf(deps.registry.providers, row.provider, grant?.variant ?? "oauth_app");
  return scopeUseView(provider, await deps.grants.scopeUse(who, id));
});
