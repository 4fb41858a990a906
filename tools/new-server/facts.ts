import type { Provider } from "../../mcp-servers/kit/index.ts";

/** What a new provider's definition is made of, and where its API is. */
export interface Facts
  extends Pick<
    Provider,
    | "title"
    | "issuer"
    | "authorizationEndpoint"
    | "tokenEndpoint"
    | "authorizationParams"
    | "pkce"
    | "clientAuthentication"
    | "scopeSeparator"
    | "identityScopes"
    | "refreshTokenExpected"
    | "identity"
    | "revocation"
  > {
  /** The vendor's page on authorization. */
  source: string;
  baseUrl: string;
  /** Names; their words are made of the title. */
  scopes: readonly string[];
}

/** RFC 7009, with the client's own authentication. */
export const standardRevocation = (endpoint: string): Provider["revocation"] => ({
  method: "POST",
  endpoint,
  authentication: "client",
  body: "form",
  accepts: "any",
  endsWholeGrant: false,
  alreadyDead: [],
});

const usual = {
  authorizationParams: {},
  pkce: "S256",
  clientAuthentication: "client_secret_post",
  scopeSeparator: " ",
  refreshTokenExpected: true,
} as const;

/** Of services whose public documentation says all that a definition needs. None was tried against the service itself. */
export const FACTS: Readonly<Record<string, Facts>> = {
  asana: {
    ...usual,
    title: "Asana",
    source: "https://developers.asana.com/docs/oauth",
    baseUrl: "https://app.asana.com/api/1.0",
    issuer: "https://app.asana.com/api/1.0",
    authorizationEndpoint: "https://app.asana.com/-/oauth_authorize",
    tokenEndpoint: "https://app.asana.com/-/oauth_token",
    scopes: ["default"],
    identityScopes: ["default"],
    identity: {
      method: "GET",
      endpoint: "https://app.asana.com/api/1.0/users/me",
      id: ["data.gid"],
      label: ["data.email"],
    },
    revocation: standardRevocation("https://app.asana.com/-/oauth_revoke"),
  },
  box: {
    ...usual,
    title: "Box",
    source: "https://developer.box.com/guides/authentication/oauth2",
    baseUrl: "https://api.box.com/2.0",
    issuer: "https://api.box.com",
    authorizationEndpoint: "https://account.box.com/api/oauth2/authorize",
    tokenEndpoint: "https://api.box.com/oauth2/token",
    scopes: ["root_readwrite"],
    identityScopes: [],
    identity: { method: "GET", endpoint: "https://api.box.com/2.0/users/me", id: ["id"], label: ["login"] },
    revocation: standardRevocation("https://api.box.com/oauth2/revoke"),
  },
  calendly: {
    ...usual,
    title: "Calendly",
    source: "https://developer.calendly.com/api-docs/3cefb59b832eb-calendly-o-auth-2-0",
    baseUrl: "https://api.calendly.com",
    issuer: "https://auth.calendly.com",
    authorizationEndpoint: "https://auth.calendly.com/oauth/authorize",
    tokenEndpoint: "https://auth.calendly.com/oauth/token",
    scopes: ["default"],
    identityScopes: ["default"],
    identity: {
      method: "GET",
      endpoint: "https://api.calendly.com/users/me",
      id: ["resource.uri"],
      label: ["resource.email"],
    },
    revocation: standardRevocation("https://auth.calendly.com/oauth/revoke"),
  },
  linear: {
    ...usual,
    title: "Linear",
    source: "https://linear.app/developers/oauth-2-0-authentication",
    baseUrl: "https://api.linear.app",
    issuer: "https://linear.app",
    authorizationEndpoint: "https://linear.app/oauth/authorize",
    tokenEndpoint: "https://api.linear.app/oauth/token",
    authorizationParams: { prompt: "consent" },
    scopeSeparator: ",",
    scopes: ["read", "write", "issues:create", "comments:create"],
    // Always in what is granted.
    identityScopes: ["read"],
    identity: {
      method: "POST",
      endpoint: "https://api.linear.app/graphql",
      body: { query: "{viewer{id email} organization{id name}}" },
      id: ["data.organization.id", "data.viewer.id"],
      label: ["data.viewer.email", "data.organization.name"],
    },
    revocation: standardRevocation("https://api.linear.app/oauth/revoke"),
  },
  zoom: {
    ...usual,
    title: "Zoom",
    source: "https://developers.zoom.us/docs/integrations/oauth/",
    baseUrl: "https://api.zoom.us/v2",
    issuer: "https://zoom.us",
    authorizationEndpoint: "https://zoom.us/oauth/authorize",
    tokenEndpoint: "https://zoom.us/oauth/token",
    clientAuthentication: "client_secret_basic",
    scopes: ["user:read:user", "meeting:read:meeting", "meeting:write:meeting"],
    identityScopes: ["user:read:user"],
    identity: { method: "GET", endpoint: "https://api.zoom.us/v2/users/me", id: ["id"], label: ["email"] },
    revocation: { ...standardRevocation("https://zoom.us/oauth/revoke"), accepts: "access" },
  },
};
