/** What a scope lets a holder do, in plain words for the person who grants it. */
export interface ScopeInfo {
  title: string;
  /** `restricted` and `sensitive` as Google classifies them; `basic` needs no review. */
  sensitivity: "basic" | "sensitive" | "restricted";
  /** Scopes that this one includes. */
  implies?: readonly string[];
}

/** A token response (RFC 6749 section 5.1) as far as identity needs it. */
export interface Tokens {
  access_token: string;
}

/**
 * An outside service with its authorization server, as data (RFC 8414 names where there are any). A quirk is a
 * few lines beside it with a comment that names it.
 */
export interface Provider {
  id: string;
  title: string;
  description: string;
  /** Must equal the `iss` the provider sends back (RFC 9207). */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  jwksUri?: string;
  /** Extra parameters of the authorization request. */
  authorizationParams: Readonly<Record<string, string>>;
  clientAuthentication: "client_secret_post" | "client_secret_basic";
  scopeSeparator: " " | ",";
  /** Scopes every grant asks for, to learn whose account it is. */
  identityScopes: readonly string[];
  /** A returned scope (key) that means the same as a requested one (value). */
  scopeAliases: Readonly<Record<string, string>>;
  scopes: Readonly<Record<string, ScopeInfo>>;
  /** The grant is useless without a refresh token: its absence is an error at grant time. */
  refreshTokenExpected: boolean;
  identity: {
    /** GET with the access token. */
    endpoint: string;
    /** Field names in the JSON answer. */
    id: string;
    label: string;
  };
  revocation: {
    /** POST, form-encoded `token=` (RFC 7009 shape). */
    endpoint: string;
    /** Revoking one token ends everything this account gave this client. */
    endsWholeGrant: boolean;
    /** Statuses besides 200 that mean the token is already dead. */
    alreadyDead: readonly number[];
  };
  /** GET that proves a credential works, and what to call it in "Checked by calling …". */
  probe: { url: string; label: string };
  /** Hosts that a credential may be sent to, besides those of the endpoints above. */
  apiHosts: readonly string[];
  /** True only for emulated providers; lifts the private-address guard for `origins`. */
  sandbox?: boolean;
  /** Sandbox only: real origin to emulator origin, e.g. `https://gmail.googleapis.com` to `http://127.0.0.1:4001`. */
  origins?: Readonly<Record<string, string>>;
}

/** Identity at run time; exists for type inference. */
export function defineProvider(provider: Provider): Provider {
  return provider;
}
