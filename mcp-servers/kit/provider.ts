import type { ProviderFault } from "./tool-error.ts";

/** What a scope lets a holder do, in plain words for the person who grants it. */
export interface ScopeInfo {
  title: string;
  /** `restricted` and `sensitive` as Google classifies them; `basic` needs no review. */
  sensitivity: "basic" | "sensitive" | "restricted";
  /** Scopes that this one includes. */
  implies?: readonly string[];
}

/** How one token is ended at the provider. */
export interface Revocation {
  method: "POST" | "DELETE";
  /** May hold `{client_id}` and `{installation_id}`. */
  endpoint: string;
  /**
   * `none`: knowing the token is enough. `client`: as at the token endpoint (RFC 7009 section 2.1). `basic`: client id
   * and secret in an Authorization header. `token`: the token itself as bearer. `app`: a JWT of the app's own key.
   */
  authentication: "none" | "client" | "basic" | "token" | "app";
  /** `form`: `token=` (RFC 7009). `json`: `{"access_token": …}`. */
  body: "form" | "json" | "none";
  /** `any`: the refresh token, and after it the access token; `access`: access tokens only. */
  accepts: "any" | "access";
  /** Revoking one token ends everything this account gave this client. */
  endsWholeGrant: boolean;
  /** Statuses besides 2xx that mean the token is already dead. */
  alreadyDead: readonly number[];
}

/** Where a JSON answer tells whose account it is. Field paths: `account.login`. */
export interface AccountFields {
  /** Joined by `/`; all of them together never change. */
  id: readonly string[];
  /** Joined by a space; absent ones are left out. */
  label: readonly string[];
}

/** What a POST that only asks says, as JSON: a GraphQL query. */
export type JsonBody = Readonly<Record<string, unknown>>;

/** Errors under HTTP 200: `{ok: false, error}` as Slack sends them. */
export interface BodyErrors {
  /** Means what 401 means: renew once, then the connector is Invalid. */
  unauthorized: readonly string[];
  /** Revocation: the token was dead already. */
  alreadyDead: readonly string[];
  /** What the others mean to an agent; one that is not here is a `bad_argument`. */
  faults: Readonly<Record<string, Exclude<ProviderFault, "upload_needed">>>;
}

/** A second token in the same answer that acts as the person, not as the app. */
export interface UserToken {
  /** Its scopes carry this here, in tools and in grants, and nowhere at the provider. */
  scopePrefix: string;
  /** Parameter of the authorization request. */
  authorizationParam: string;
  /** Field of the token response that holds its own `access_token`, `scope`, `refresh_token`, `expires_in`. */
  field: string;
}

/** Permissions that belong to the app's registration instead of to the request; read with the fresh token. */
export interface AppPermissions {
  /** GET. */
  endpoint: string;
  /** Field with the list of installations, and in each the field with `{name: level}`: scope `name:level`. */
  list: string;
  permissions: string;
}

/**
 * Access as the app itself: tokens are minted with its key (RS256 JWT, RFC 7519) instead of refreshed. The identity
 * and revocation endpoints then take the app's JWT.
 */
export interface Installation {
  /** Where an admin installs the app; holds `{app_slug}`. `state` is added. */
  authorizationEndpoint: string;
  /** GET with the app's JWT: answers `{slug, permissions}`, which proves number and key. */
  appEndpoint: string;
  /** POST with the app's JWT; holds `{installation_id}`. Answers `{token, expires_at, permissions}`. */
  tokenEndpoint: string;
  /**
   * Pages of repositories, `{total_count, repositories: [{permissions: {admin}}]}`: what the installation reaches, with
   * its own token; what of it the person sees, with theirs (holds `{installation_id}`).
   */
  reachedEndpoint: string;
  seenEndpoint: string;
  /** Ends the person's own token, which only proved that the installation is theirs to connect. */
  discard: Revocation;
}

/**
 * An outside service with its authorization server, as data (RFC 8414 names where there are any). A quirk is a
 * few lines beside it with a comment that names it.
 */
export interface Provider {
  id: string;
  title: string;
  description: string;
  /** Where people look for it. Default: `other`. */
  category?: "productivity" | "communication" | "development" | "other";
  /** Must equal the `iss` the provider sends back (RFC 9207). */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  jwksUri?: string;
  /** Extra parameters of the authorization request. */
  authorizationParams: Readonly<Record<string, string>>;
  /** Code challenge (RFC 7636). `none` only where sending one does harm. */
  pkce: "S256" | "none";
  clientAuthentication: "client_secret_post" | "client_secret_basic";
  scopeSeparator: " " | ",";
  /** Absent: scopes are asked for in the authorization request. */
  appPermissions?: AppPermissions;
  userToken?: UserToken;
  installation?: Installation;
  /** Scopes every grant asks for, to learn whose account it is. */
  identityScopes: readonly string[];
  /** A returned scope (key) that means the same as a requested one (value). */
  scopeAliases: Readonly<Record<string, string>>;
  scopes: Readonly<Record<string, ScopeInfo>>;
  /** The grant is useless without a refresh token: its absence is an error at grant time. */
  refreshTokenExpected: boolean;
  /** With the access token. */
  identity: AccountFields & { method: "GET" | "POST"; endpoint: string; body?: JsonBody };
  revocation: Revocation;
  bodyErrors?: BodyErrors;
  /** A call that proves a credential works, and what to call it in "Checked by calling …". */
  probe: { method: "GET" | "POST"; url: string; label: string; body?: JsonBody };
  /** Hosts that a credential may be sent to, besides those of the endpoints above. */
  apiHosts: readonly string[];
  /** Sent with every API call, unless the call sets its own. */
  apiHeaders?: Readonly<Record<string, string>>;
  /** Rate limits are counted by the first segment of a path. One that was hit is waited for without asking again. */
  limitsByPath?: boolean;
  /** Whole paths that have a limit of their own beside the others of their first segment. */
  limitedApart?: readonly string[];
  /** Calls a minute that it publishes, by what its tools call. They keep to it by themselves, for each connector. */
  perMinute?: Readonly<Record<string, number>>;
  /** Other kinds of registration at this provider: what differs. The definition itself is the kind `oauth_app`. */
  variants?: Readonly<Record<string, Partial<Omit<Provider, "id" | "variants" | "sandbox" | "origins">>>>;
  /** A variant that needs the registration of another one. */
  registration?: string;
  /** What a variant is called where a person chooses. */
  access?: string;
  /** What client ids of this kind look like, for a hint when one is entered. */
  clientIdPattern?: RegExp;
  /** True only for emulated providers; lifts the private-address guard for `origins`. */
  sandbox?: boolean;
  /** Sandbox only: real origin to emulator origin, e.g. `https://gmail.googleapis.com` to `http://127.0.0.1:4001`. */
  origins?: Readonly<Record<string, string>>;
}

/** Identity at run time; exists for type inference. */
export function defineProvider(provider: Provider): Provider {
  return provider;
}

export const OAUTH_APP = "oauth_app";
const made = new WeakMap<Provider, Map<string, Provider>>();

/** The definition as it is for one kind of registration; undefined for a kind the provider does not have. */
export function variantOf(provider: Provider, kind: string): Provider | undefined {
  if (kind === OAUTH_APP) return provider;
  const { variants = {}, ...base } = provider;
  const differs = Object.hasOwn(variants, kind) ? variants[kind] : undefined;
  if (!differs) return undefined;
  const known = made.get(provider) ?? new Map<string, Provider>();
  made.set(provider, known);
  const variant = known.get(kind) ?? { ...base, ...differs };
  known.set(kind, variant);
  return variant;
}
