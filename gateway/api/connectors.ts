import * as contract from "./contract.ts";
import { endConnector } from "./end-connector.ts";
import { operation } from "./operation.ts";
import { authLinkView, connectorView } from "./views.ts";

export const listConnectors = operation({
  method: "get",
  path: "/connectors",
  access: "connectors.manage",
  response: contract.connectors,
  async handle({ deps, who }) {
    const records = await deps.grants.list(who);
    return { connectors: records.map((r) => connectorView(deps, who, r)) };
  },
});

export const getConnector = operation({
  method: "get",
  path: "/connectors/:id",
  access: "connectors.manage",
  response: contract.oneConnector,
  async handle({ deps, who, params }) {
    return { connector: connectorView(deps, who, await deps.grants.get(who, params.id ?? "")) };
  },
});

export const authorizeConnector = operation({
  method: "post",
  path: "/connectors",
  access: "connectors.manage",
  body: contract.authorize,
  response: contract.authLink,
  async handle({ deps, who, body, requestId }) {
    const { provider: service, tools, name } = body;
    const started = await deps.grants.start(who, { service, kind: "shared", tools, name, requestId });
    return authLinkView(deps.registry.providers.get(service), started);
  },
});

export const reauthorizeConnector = operation({
  method: "post",
  path: "/connectors/:id/authorize",
  access: "connectors.manage",
  body: contract.reauthorize,
  response: contract.authLink,
  async handle({ deps, who, params, body, requestId }) {
    const { row } = await deps.grants.get(who, params.id ?? "");
    const started = await deps.grants.start(who, {
      service: row.provider,
      kind: row.kind,
      tools: body.tools,
      connectorId: row.id,
      requestId,
    });
    return authLinkView(deps.registry.providers.get(row.provider), started);
  },
});

export const validateConnector = operation({
  method: "post",
  path: "/connectors/:id/validate",
  access: "connectors.manage",
  response: contract.validated,
  async handle({ deps, who, params }) {
    const id = params.id ?? "";
    await deps.grants.validate(who, id);
    return { connector: connectorView(deps, who, await deps.grants.get(who, id)) };
  },
});

export const previewRevoke = operation({
  method: "get",
  path: "/connectors/:id/revoke_preview",
  access: "connectors.manage",
  response: contract.revokePreview,
  async handle({ deps, who, params }) {
    const id = params.id ?? "";
    const connector = connectorView(deps, who, await deps.grants.get(who, id));
    const { tokens, agents, people, tools, calls7Days, sharesAccountWith } = await deps.grants.preview(
      who,
      id,
    );
    return {
      connector,
      tokens,
      agents,
      people,
      tools,
      calls_7_days: calls7Days,
      shares_account_with: sharesAccountWith,
    };
  },
});

export const revokeConnector = operation({
  method: "post",
  path: "/connectors/:id/revoke",
  access: "connectors.manage",
  response: contract.revoked,
  handle: (request) => endConnector(request, request.params.id ?? "", "revoked"),
});
