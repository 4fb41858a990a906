import { OAUTH_APP, type Provider, variantOf } from "../../mcp-servers/kit/index.ts";
import { extrasOf, pickedExtras, scopesFor } from "../catalog/index.ts";
import { GatewayError } from "../errors.ts";
import { type App, accessOf } from "../grants/index.ts";
import * as contract from "./contract/index.ts";
import { operation } from "./operation.ts";
import { scopeView } from "./views.ts";

/** The registrations a person may choose from, the default first, and what kinds of access each gives. */
function appChoices(provider: Provider, apps: readonly App[]) {
  const mine = apps.filter((app) => app.provider === provider.id);
  return [...mine.filter((app) => app.isDefault), ...mine.filter((app) => !app.isDefault)].map((app) => ({
    id: app.id,
    name: app.name,
    is_default: app.isDefault,
    accesses: accessesOf(provider, app),
  }));
}

function accessesOf(provider: Provider, app: App) {
  const names = [OAUTH_APP, ...Object.keys(provider.variants ?? {})];
  return names.flatMap((id) => {
    const kind = variantOf(provider, id);
    if (!kind || (kind.registration ?? id) !== app.variant) return [];
    if (kind.installation && !app.client.app) return []; // wants the app's key
    return [{ id, title: kind.access ?? "As the person who connects" }];
  });
}

const KIND_TITLES: Readonly<Record<string, string>> = { oauth_app: "OAuth app", github_app: "GitHub App" };

function registrationKinds(provider: Provider) {
  const variants = Object.entries(provider.variants ?? {});
  const kinds = variants.filter(([, kind]) => kind.registration === undefined).map(([id]) => id);
  return [OAUTH_APP, ...kinds].map((id) => ({
    id,
    title: KIND_TITLES[id] ?? id,
    needs_key: variants.some(([, kind]) => kind.registration === id && kind.installation !== undefined),
  }));
}

export const getCatalog = operation(
  contract.getCatalog,
  async ({ deps: { registry, grants, publicUrl }, who }) => {
    const apps = await grants.apps.list(who);
    const providers = [...registry.providers.values()].map((provider) => ({
      id: provider.id,
      title: provider.title,
      description: provider.description,
      category: provider.category ?? ("other" as const),
      sandbox: provider.sandbox === true,
      configured: apps.some((app) => app.provider === provider.id),
      redirect_uri: grants.apps.redirectUriOf(provider.id),
      apps: appChoices(provider, apps),
      kinds: registrationKinds(provider),
      identity_scopes: provider.identityScopes.map((s) => scopeView(provider, s)),
      scopes: Object.keys(provider.scopes).map((s) => scopeView(provider, s)),
      servers: registry.serversOf(provider.id).map((server) => ({
        id: server.spec.id,
        title: server.spec.title,
        description: server.spec.description,
        url: `${publicUrl}/mcp/${server.spec.id}`,
        tools: server.spec.tools.map((tool) => ({
          name: tool.name,
          title: tool.title,
          description: tool.description,
          effect: tool.effect,
          scopes: scopesFor(provider, [tool]).filter((s) => !provider.identityScopes.includes(s)),
        })),
        extras: extrasOf(server).map(({ name, title, scopes }) => ({
          name,
          title,
          tools: [...scopes.keys()],
          scopes: [...new Set([...scopes.values()].flat())],
        })),
      })),
    }));
    return { providers };
  },
);

export const getNeededScopes = operation(
  contract.getNeededScopes,
  async ({ deps: { registry }, params, query }) => {
    const provider = accessOf(registry.providers, params.provider, query.access ?? OAUTH_APP);
    if (!provider) throw new GatewayError("not_found", { detail: "There is no such provider or access." });
    const names = query.tools.split(",");
    const tools = registry.toolsOf(provider.id, names);
    const servers = registry.serversOf(provider.id);
    const known = new Set([...tools, ...servers.flatMap(extrasOf)].map(({ name }) => name));
    const unknown = names.filter((name) => !known.has(name));
    if (unknown.length > 0) {
      const fields = unknown.map((name) => ({ path: "tools", message: `unknown tool ${name}` }));
      throw new GatewayError("bad_request", { data: { fields } });
    }
    const extras = pickedExtras(provider, servers, names, tools);
    const all = scopesFor(provider, tools, extras.scopes);
    const scopes = all.filter((s) => !provider.identityScopes.includes(s));
    return { scopes: scopes.map((s) => scopeView(provider, s)) };
  },
);
