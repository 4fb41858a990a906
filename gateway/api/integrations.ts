import { GatewayError } from "../errors.ts";
import type { ConnectorRecord } from "../grants/index.ts";
import { applyChange } from "./change-connector.ts";
import * as contract from "./contract/index.ts";
import { endConnector } from "./end-connector.ts";
import { operation, type Request } from "./operation.ts";
import { authLinkView, connectorView } from "./views.ts";

/** Shared connections of a provider that are told; nobody looks through more of them on their own page. */
const MOST_SHARED = 50;

export const listIntegrations = operation(contract.listIntegrations, async ({ deps, who }) => {
  const { records, more } = await deps.grants.usable(who, { ownedBy: who.userId ?? "", most: MOST_SHARED });
  const configured = await deps.grants.apps.configured(who);
  const of = (provider: string, kind: "shared" | "personal") =>
    records
      .filter((r) => r.row.provider === provider && r.row.kind === kind)
      .map((r) => connectorView(deps, who, r));
  return {
    integrations: [...deps.registry.providers.values()].map((provider) => ({
      service: provider.id,
      title: provider.title,
      description: provider.description,
      sandbox: provider.sandbox === true,
      configured: configured.has(provider.id),
      servers: deps.registry.serversOf(provider.id).map(({ spec }) => ({ id: spec.id, title: spec.title })),
      personal: of(provider.id, "personal"),
      shared: of(provider.id, "shared"),
      more_shared: more.get(provider.id) ?? 0,
    })),
  };
});

export const getAuthLink = operation(
  contract.getAuthLink,
  async ({ deps, who, params, query, requestId }) => {
    const { service } = params;
    const started = await deps.grants.start(who, {
      service,
      kind: "personal",
      tools: query.tools?.split(",").filter(Boolean),
      connectorId: query.connector,
      appId: query.app,
      variant: query.access,
      requestId,
    });
    return authLinkView(deps.registry.providers.get(service), started);
  },
);

export const finishAuthorization = operation(
  contract.finishAuthorization,
  async ({ deps, who, params, body, requestId }) => {
    const { error_description: _, extra: __, ...answer } = body;
    const done = await deps.grants.finish(who, params.service, answer, requestId);
    if ("rehearsal" in done) return { rehearsal: { id: done.rehearsal.id } };
    if (!(await deps.identity.members.isIn(who))) {
      // They were removed, or the workspace was, while this came in: a grant of theirs may not outlive it.
      await deps.grants.end(who, done.connectorId, "revoked", { requestId });
      throw new GatewayError("not_signed_in");
    }
    const record = await deps.grants.get(who, done.connectorId);
    const { expected, actual } = done.differs ?? {};
    return {
      connector: connectorView(deps, who, record),
      reconnected: done.reconnected,
      needs_confirmation:
        expected !== undefined && actual !== undefined
          ? { expected_account: expected, actual_account: actual }
          : null,
    };
  },
);

/** Mine, or a shared one that I may manage. */
async function requireMine({ deps, who }: Pick<Request<unknown, unknown>, "deps" | "who">, id: string) {
  const { row } = await deps.grants.get(who, id, who.userId ?? "");
  if (row.kind === "shared" && !who.permissions.has("connectors.manage")) throw new GatewayError("forbidden");
  return row;
}

export const confirmConnector = operation(
  contract.confirmConnector,
  async ({ deps, who, params, body, requestId }) => {
    const { connector: id, keep } = body;
    const row = await requireMine({ deps, who }, id);
    if (row.provider !== params.service) throw new GatewayError("connector_not_found");
    await deps.grants.confirm(who, id, keep, requestId);
    return { connector: keep ? connectorView(deps, who, await deps.grants.get(who, id)) : null };
  },
);

/** My own connector of this service: the one named, or the only connected one. */
async function ownConnector(
  { deps, who, params }: Pick<Request<unknown, unknown>, "deps" | "who" | "params">,
  named: string | undefined,
): Promise<ConnectorRecord> {
  const all = await deps.grants.list(who, who.userId ?? "");
  const mine = all.filter((r) => r.row.provider === params.service);
  const found = named
    ? mine.filter((r) => r.row.id === named)
    : mine.filter((r) => r.grant !== undefined && r.grant.endedAt === null);
  const [record] = found;
  if (!record) throw new GatewayError(named ? "connector_not_found" : "connector_not_connected");
  if (found.length > 1) {
    throw new GatewayError("bad_request", {
      detail: "You have several connections of this service: name one as `connector`.",
      data: { fields: [{ path: "connector", message: found.map((r) => r.row.id).join(", ") }] },
    });
  }
  return record;
}

export const validateIntegration = operation(contract.validateIntegration, async (request) => {
  const { row } = await ownConnector(request, request.body.connector);
  await request.deps.grants.validate(request.who, row.id);
  return {
    connector: connectorView(request.deps, request.who, await request.deps.grants.get(request.who, row.id)),
  };
});

export const disconnectIntegration = operation(contract.disconnectIntegration, async (request) => {
  const { row } = await ownConnector(request, request.query.connector);
  return endConnector(request, row.id, "disconnected");
});

export const changeIntegration = operation(contract.changeIntegration, async (request) => {
  const { deps, who, body, requestId } = request;
  const { row } = await ownConnector(request, body.connector);
  await applyChange(deps, who, row.id, body, requestId);
  return { connector: connectorView(deps, who, await deps.grants.get(who, row.id)) };
});

export const deleteIntegration = operation(contract.deleteIntegration, async (request) => {
  const { deps, who, params, query, requestId } = request;
  const { row } = await ownConnector(request, params.connector);
  return deps.grants.remove(who, row.id, { shredNow: query.shred_now === "true", requestId });
});
