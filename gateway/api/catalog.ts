import { scopesFor } from "../catalog/index.ts";
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
