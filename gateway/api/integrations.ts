import { GatewayError } from "../errors.ts";
import type { ConnectorRecord } from "../grants/index.ts";
import { applyChange } from "./change-connector.ts";
import * as contract from "./contract.ts";
import { endConnector } from "./end-connector.ts";
import { operation, type Request } from "./operation.ts";
import { authLinkView, connectorView } from "./views.ts";

export const listIntegrations = operation({
  method: "get",
  path: "/integrations",
  access: "member",
  response: contract.integrations,
  async handle({ deps, who }) {
    const records = await deps.grants.list(who, who.userId ?? "");
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
      })),
    };
  },
});

export const getAuthLink = operation({
  method: "get",
  path: "/integrations/:service/auth_link",
  access: "connectors.connect_own",
  query: contract.authLinkQuery,
  response: contract.authLink,
  async handle({ deps, who, params, query, requestId }) {
    const service = params.service ?? "";
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
});

export const finishAuthorization = operation({
  method: "post",
  path: "/integrations/:service/callback",
  access: "member", // a shared connection comes back here too; its permission was checked when it was started
  body: contract.callback,
  response: contract.callbackResult,
  async handle({ deps, who, params, body, requestId }) {
    const { error_description: _, extra: __, ...answer } = body;
    const done = await deps.grants.finish(who, params.service ?? "", answer, requestId);
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
});

/** Mine, or a shared one that I may manage. */
async function requireMine({ deps, who }: Pick<Request<unknown, unknown>, "deps" | "who">, id: string) {
  const { row } = await deps.grants.get(who, id, who.userId ?? "");
  if (row.kind === "shared" && !who.permissions.has("connectors.manage")) throw new GatewayError("forbidden");
  return row;
}

export const confirmConnector = operation({
  method: "post",
  path: "/integrations/:service/confirm",
  access: "member", // whoever may manage the connector: checked below
  body: contract.confirmation,
  response: contract.confirmed,
  async handle({ deps, who, params, body, requestId }) {
    const { connector: id, keep } = body;
    const row = await requireMine({ deps, who }, id);
    if (row.provider !== params.service) throw new GatewayError("connector_not_found");
    await deps.grants.confirm(who, id, keep, requestId);
    return { connector: keep ? connectorView(deps, who, await deps.grants.get(who, id)) : null };
  },
});

/** My own connector of this service: the one named, or the only connected one. */
async function ownConnector(
  { deps, who, params }: Pick<Request<unknown, unknown>, "deps" | "who" | "params">,
  named: string | undefined,
): Promise<ConnectorRecord> {
  const all = await deps.grants.list(who, who.userId ?? "");
  const mine = all.filter((r) => r.row.provider === params.service && r.row.ownerId === who.userId);
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

export const validateIntegration = operation({
  method: "post",
  path: "/integrations/:service",
  access: "connectors.connect_own",
  body: contract.integrationAction,
  response: contract.validated,
  async handle(request) {
    const { row } = await ownConnector(request, request.body.connector);
    await request.deps.grants.validate(request.who, row.id);
    return {
      connector: connectorView(request.deps, request.who, await request.deps.grants.get(request.who, row.id)),
    };
  },
});

export const disconnectIntegration = operation({
  method: "delete",
  path: "/integrations/:service",
  access: "connectors.connect_own",
  query: contract.integrationAction,
  response: contract.revoked,
  async handle(request) {
    const { row } = await ownConnector(request, request.query.connector);
    return endConnector(request, row.id, "disconnected");
  },
});

export const changeIntegration = operation({
  method: "patch",
  path: "/integrations/:service",
  access: "connectors.connect_own",
  body: contract.ownConnectorChange,
  response: contract.validated,
  async handle(request) {
    const { deps, who, body, requestId } = request;
    const { row } = await ownConnector(request, body.connector);
    await applyChange(deps, who, row.id, body, requestId);
    return { connector: connectorView(deps, who, await deps.grants.get(who, row.id)) };
  },
});

export const deleteIntegration = operation({
  method: "delete",
  path: "/integrations/:service/:connector",
  access: "connectors.connect_own",
  query: contract.deletion,
  response: contract.deleted,
  async handle(request) {
    const { deps, who, params, query, requestId } = request;
    const { row } = await ownConnector(request, params.connector ?? "");
    return deps.grants.remove(who, row.id, { shredNow: query.shred_now === "true", requestId });
  },
});
