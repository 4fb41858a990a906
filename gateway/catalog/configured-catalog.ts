import {
  defineProvider,
  type McpServerSpec,
  type Provider,
  type ScopeInfo,
} from "../../mcp-servers/kit/index.ts";
import type { Egress } from "../egress/index.ts";
import { accountServer } from "./account-server.ts";
import type { ProviderDefinition } from "./configured-providers.ts";
import { type Endpoints, endpointsOf } from "./discovery.ts";
import { STANDARD_SCOPES } from "./provider-checks.ts";

export interface ConfiguredCatalog {
  providers: readonly Provider[];
  /** One for each provider, under its id. */
  servers: readonly McpServerSpec[];
}

/**
 * The providers that the operator has defined, and one generated MCP server for each. Asks the issuers of those with
 * discovery, all at once. Throws `DefinitionError`.
 */
export async function openConfiguredCatalog(
  egress: Egress,
  definitions: readonly ProviderDefinition[],
): Promise<ConfiguredCatalog> {
  const made = await Promise.all(
    definitions.map(async (one) => {
      const endpoints = await endpointsOf(egress, one);
      return { provider: providerOf(one, endpoints), server: accountServer(one, endpoints.identity) };
    }),
  );
  return { providers: made.map(({ provider }) => provider), servers: made.map(({ server }) => server) };
}

function providerOf(one: ProviderDefinition, endpoints: Endpoints): Provider {
  const { endpoint: _, ...identity } = one.identity;
  const { method, authentication, body, accepts } = one.revocation;
  const apiHosts = [...new Set([new URL(endpoints.identity).host, ...one.api_hosts])];
  return defineProvider({
    id: one.id,
    title: one.title,
    description: one.description,
    category: one.category,
    issuer: one.issuer,
    authorizationEndpoint: endpoints.authorization,
    tokenEndpoint: endpoints.token,
    ...(endpoints.jwks && { jwksUri: endpoints.jwks }),
    authorizationParams: one.authorization_params,
    pkce: one.pkce,
    clientAuthentication: endpoints.clientAuthentication,
    scopeSeparator: one.scope_separator,
    identityScopes: one.identity_scopes,
    scopeAliases: one.scope_aliases,
    scopes: scopesOf(one),
    refreshTokenExpected: one.refresh_token_expected,
    identity: { method: "GET", endpoint: endpoints.identity, ...identity },
    revocation: {
      method,
      endpoint: endpoints.revocation,
      authentication,
      body,
      accepts,
      endsWholeGrant: one.revocation.ends_whole_grant,
      alreadyDead: one.revocation.already_dead,
    },
    probe: { method: "GET", url: endpoints.identity, label: "userinfo", ...one.probe },
    apiHosts,
    apiHeaders: one.api_headers,
    ...(one.sandbox && { sandbox: true, origins: originsOf(one, endpoints, apiHosts) }),
  });
}

function scopesOf(one: ProviderDefinition): Record<string, ScopeInfo> {
  const standard = Object.entries(STANDARD_SCOPES).map(([name, title]): [string, ScopeInfo] => [
    name,
    { title, sensitivity: "basic" },
  ]);
  return { ...Object.fromEntries(standard), ...one.scopes };
}

/** A sandbox provider's addresses are the real ones: each origin stands for itself. */
function originsOf(
  one: ProviderDefinition,
  endpoints: Endpoints,
  apiHosts: string[],
): Record<string, string> {
  const { authorization, token, identity, revocation } = endpoints;
  const urls = [
    one.issuer,
    authorization,
    token,
    identity,
    revocation,
    ...(one.probe ? [one.probe.url] : []),
  ];
  const origins = urls.map((url) => new URL(url.replace(/[{}]/g, "")).origin);
  const byHost = new Map(origins.map((origin) => [new URL(origin).host, origin]));
  return Object.fromEntries([
    ...origins.map((origin) => [origin, origin]),
    ...apiHosts.map((host) => [`https://${host}`, byHost.get(host) ?? `http://${host}`]),
  ]);
}
