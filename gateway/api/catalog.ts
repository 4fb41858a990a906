import { scopesFor } from "../catalog/index.ts";
import { GatewayError } from "../errors.ts";
import * as contract from "./contract.ts";
import { operation } from "./operation.ts";
import { scopeView } from "./views.ts";

export const getCatalog = operation({
  method: "get",
  path: "/catalog",
  access: "member",
  response: contract.catalog,
  async handle({ deps: { registry, clients, publicUrl } }) {
    const providers = [...registry.providers.values()].map((provider) => ({
      id: provider.id,
      title: provider.title,
      description: provider.description,
      sandbox: provider.sandbox === true,
      configured: clients.has(provider.id),
      redirect_uri: clients.redirectUriOf(provider.id),
      identity_scopes: provider.identityScopes.map((s) => scopeView(provider, s)),
      scopes: Object.keys(provider.scopes).map((s) => scopeView(provider, s)),
      servers: registry.serversOf(provider.id).map(({ spec }) => ({
        id: spec.id,
        title: spec.title,
        description: spec.description,
        url: `${publicUrl}/mcp/${spec.id}`,
        tools: spec.tools.map((tool) => ({
          name: tool.name,
          title: tool.title,
          description: tool.description,
          effect: tool.effect,
          scopes: scopesFor(provider, [tool]).filter((s) => !provider.identityScopes.includes(s)),
        })),
      })),
    }));
    return { providers };
  },
});

export const getNeededScopes = operation({
  method: "get",
  path: "/catalog/:provider/scopes",
  access: "member",
  query: contract.neededScopesQuery,
  response: contract.neededScopes,
  async handle({ deps: { registry }, params, query }) {
    const provider = registry.providers.get(params.provider ?? "");
    if (!provider) throw new GatewayError("not_found", { detail: "There is no such provider." });
    const names = query.tools.split(",");
    const tools = registry.toolsOf(provider.id, names);
    const unknown = names.filter((name) => !tools.some((tool) => tool.name === name));
    if (unknown.length > 0) {
      const fields = unknown.map((name) => ({ path: "tools", message: `unknown tool ${name}` }));
      throw new GatewayError("bad_request", { data: { fields } });
    }
    const scopes = scopesFor(provider, tools).filter((s) => !provider.identityScopes.includes(s));
    return { scopes: scopes.map((s) => scopeView(provider, s)) };
  },
});
