import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import type { Configuration } from "oidc-provider";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { OidcUser } from "./oidc.ts";

type Keys = Pick<Configuration, "jwks" | "cookies">;
let signing: Promise<Keys> | undefined;

/** The keys of all providers in this process: making them takes a while. */
export function keysOfProcess(): Promise<Keys> {
  signing ??= generateKeyPair("RS256", { extractable: true }).then(async ({ privateKey }) => ({
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "sandbox-oidc", alg: "RS256", use: "sig" }] },
    cookies: { keys: [randomBytes(32).toString("hex")] },
  }));
  return signing;
}

interface Parts {
  client: { id: string; secret: string; authentication: Provider["clientAuthentication"] };
  users: readonly OidcUser[];
  redirectUris: readonly string[];
  scopes: readonly string[];
  /** Seconds; read whenever a token is issued. */
  life: { accessToken: number };
}

const DAY = 86_400;

/** `oidc-provider` as strict as it can be. */
export function configure({ client, users, redirectUris, scopes, life }: Parts): Configuration {
  const ownToken = (_ctx: unknown, asking: { clientId: string }, token: { clientId?: string | undefined }) =>
    token.clientId === asking.clientId;
  const accessTokenSeconds = () => life.accessToken;
  return {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [...redirectUris],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: client.authentication,
      },
    ],
    scopes: ["openid", "profile", "email", "offline_access", ...scopes],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    // As most providers do: the ID token says who it is without another call.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: 30 * DAY,
      IdToken: 3_600,
      Interaction: 600,
      RefreshToken: 30 * DAY,
      Session: DAY,
    },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: ownToken },
      revocation: { enabled: true, allowedPolicy: ownToken },
      rpInitiatedLogout: { enabled: false },
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => {
      const user = users.find((one) => one.sub === sub);
      if (!user) return undefined;
      const { email, name, emailVerified = true } = user;
      return { accountId: sub, claims: () => ({ sub, email, email_verified: emailVerified, name }) };
    },
    renderError: (ctx, { error, error_description }) => {
      ctx.type = "text/plain";
      ctx.body = `${error}: ${error_description ?? ""}`;
    },
    clientBasedCORS: () => false,
  };
}

/** https://openid.net/specs/openid-connect-core-1_0.html; the paths are those of the discovery document. */
export function definition(
  id: string,
  issuer: string,
  clientAuthentication: Provider["clientAuthentication"],
  scopes: readonly string[],
): Provider {
  return {
    id,
    title: "Acme ID",
    description: "An OpenID provider.",
    issuer,
    authorizationEndpoint: `${issuer}/auth`,
    tokenEndpoint: `${issuer}/token`,
    jwksUri: `${issuer}/jwks`,
    // Core section 11: offline access is given only after consent.
    authorizationParams: { prompt: "consent" },
    pkce: "S256",
    clientAuthentication,
    scopeSeparator: " ",
    identityScopes: ["openid", "email", "offline_access"],
    scopeAliases: {},
    scopes: {
      openid: { title: "Know which account this is", sensitivity: "basic" },
      profile: { title: "See the name of the account", sensitivity: "basic" },
      email: { title: "See the address of the account", sensitivity: "basic" },
      offline_access: { title: "Stay connected", sensitivity: "basic" },
      ...Object.fromEntries(scopes.map((scope) => [scope, { title: scope, sensitivity: "sensitive" }])),
    },
    refreshTokenExpected: true,
    identity: { method: "GET", endpoint: `${issuer}/me`, id: ["sub"], label: ["email"] },
    revocation: {
      method: "POST",
      endpoint: `${issuer}/token/revocation`,
      authentication: "client",
      body: "form",
      accepts: "any",
      endsWholeGrant: false,
      alreadyDead: [],
    },
    probe: { method: "GET", url: `${issuer}/me`, label: "userinfo" },
    apiHosts: ["id.acme.test"],
    sandbox: true,
    origins: { "https://id.acme.test": issuer },
  };
}
