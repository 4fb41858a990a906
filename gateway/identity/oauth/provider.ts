import type { IncomingMessage } from "node:http";
import OidcProvider, {
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
  type Provider,
} from "oidc-provider";
import type { Clock } from "../../clock.ts";
import type { System } from "../../db/index.ts";
import type { SealingKeys } from "../cookie.ts";
import { BOTH, clientAdapter, READ, sameSecret, WRITE } from "./clients.ts";
import type { Documents } from "./documents.ts";
import { consentOf } from "./ids.ts";
import { Records } from "./records.ts";
import type { Resources } from "./resources.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { ACCESS_TOKEN_S } from "./token-facts.ts";

/** Seconds. */
const DAY_S = 86_400;
const CODE_S = 60;
const INTERACTION_S = 900;
/** Since it was last used; each use gives a new one. */
const REFRESH_S = 30 * DAY_S;
/** After which a client asks its person again, however often it was used. */
const GRANT_S = 180 * DAY_S;

export const routes = {
  authorization: "/oauth/authorize",
  token: "/oauth/token",
  jwks: "/oauth/jwks",
  registration: "/oauth/register",
  revocation: "/oauth/revoke",
} as const;

export interface ProviderParts {
  issuer: string;
  system: System;
  clock: Clock;
  recordKeys: SealingKeys;
  cookieKeys: SealingKeys;
  signing: SigningKeys;
  resources: Resources;
  documents: Documents;
  /** Whether clients may register themselves. */
  registration: boolean;
  /** What a token stands on: throws `InvalidGrant` where it fell. */
  standing: {
    ofConsent(consentId: string | undefined): Promise<{ workspaceId: string }>;
    ofAgentClient(clientId: string): Promise<{ workspaceId: string }>;
  };
  /** Which browser a request came from, as a digest; see `http/oauth-router.ts`. */
  browserOf(req: IncomingMessage): string | undefined;
}

const { Check, Prompt } = interactionPolicy;

/** Every request is put to the gateway: it alone knows who is signed in, and what they allowed before. */
function policyOf({ browserOf }: ProviderParts): interactionPolicy.Prompt[] {
  const resourcesOf = ({ oidc }: KoaContextWithOIDC) => Object.keys(oidc.resourceServers ?? {});
  const ask = new Check(
    "ask",
    "the person has not been asked",
    "consent_required",
    (ctx) => {
      if (resourcesOf(ctx).length !== 1)
        throw new errors.InvalidTarget("name exactly one MCP endpoint as the resource");
      return ctx.oidc.result?.consent === undefined;
    },
    (ctx) => ({ browser: browserOf(ctx.req), resource: resourcesOf(ctx)[0] }),
  );
  return [
    new Prompt({ name: "consent", requestable: true }, ask),
    new Prompt({ name: "login", requestable: true }),
    new Prompt({ name: "select_account", requestable: true }),
  ];
}

function featuresOf(parts: ProviderParts): Configuration["features"] {
  const { resources, signing } = parts;
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    clientCredentials: { enabled: true },
    clientIdMetadataDocument: { enabled: true, ack: "draft-02", cacheDuration: { min: 60, max: 3_600 } },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx, _client, oneOf) => oneOf ?? resources.all,
      useGrantedResource: () => true,
      async getResourceServerInfo(ctx, resource, client) {
        if (!resources.serversOf(resource)) throw new errors.InvalidTarget("there is no such MCP endpoint");
        const { params, route } = ctx.oidc;
        // A machine that names no scope gets what its client was given (RFC 6749 section 3.3).
        if (route === "token" && params?.grant_type === "client_credentials" && !params.scope)
          params.scope = client.scope ?? READ;
        return {
          scope: BOTH,
          audience: resource,
          accessTokenFormat: "jwt",
          accessTokenTTL: ACCESS_TOKEN_S,
          jwt: { sign: { alg: "RS256", kid: (await signing.current()).kid } },
        };
      },
    },
  };
}

function configure(parts: ProviderParts, secure: boolean): Configuration {
  const { system, clock, recordKeys, cookieKeys, documents, registration, issuer, standing } = parts;
  const clients = clientAdapter(system, clock);
  const prefix = secure ? "__Secure-valetkey-oauth" : "valetkey-oauth";
  const cookie = { httpOnly: true, sameSite: "lax", secure, signed: true } as const;
  return {
    adapter: (model) => (model === "Client" ? clients : new Records(model, { system, keys: recordKeys })),
    scopes: [READ, WRITE],
    responseTypes: ["code"],
    clientAuthMethods: ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"],
    claims: {},
    features: featuresOf(parts),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    expiresWithSession: () => false,
    allowOmittingSingleRegisteredRedirectUri: false,
    routes: { ...routes },
    cookies: {
      names: { session: `${prefix}-none`, interaction: `${prefix}-asked`, resume: `${prefix}-resume` },
      long: cookie,
      short: cookie,
      keys: cookieKeys.map(({ key }) => key.toString("base64")),
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_S,
      ClientCredentials: ACCESS_TOKEN_S,
      AuthorizationCode: CODE_S,
      Interaction: INTERACTION_S,
      Session: INTERACTION_S,
      RefreshToken: REFRESH_S,
      Grant: GRANT_S,
    },
    interactions: { policy: policyOf(parts), url: (_ctx, { uid }) => `/authorize/${uid}` },
    loadExistingGrant: (ctx) => {
      const id = ctx.oidc.result?.consent?.grantId;
      return id === undefined ? undefined : ctx.oidc.provider.Grant.find(id);
    },
    async findAccount(_ctx, id) {
      const user = await system.tables.user.findUnique({ where: { id } });
      return user ? { accountId: id, claims: () => ({ sub: id }) } : undefined;
    },
    /** RFC 9068 section 2.2.3. `grant` is what a revocation takes away; see `bearer.ts`. */
    async extraTokenClaims(_ctx, token) {
      if (token.kind === "ClientCredentials") {
        const { workspaceId } = await standing.ofAgentClient(token.clientId ?? "");
        return { workspace: workspaceId };
      }
      const { workspaceId } = await standing.ofConsent(consentOf(token.grantId));
      return { workspace: workspaceId, grant: token.grantId };
    },
    clientBasedCORS: () => false,
    fetch: (url) => documents.fetch(url as URL),
    fetchResponseBodyLimits: { "client_id metadata document": 10 * 1_024, jwks_uri: 64 * 1_024 },
    discovery: {
      ...(registration && { registration_endpoint: `${issuer}${routes.registration}` }),
      authorization_grant_profiles_supported: ["urn:ietf:params:oauth:grant-profile:id-jag"],
    } as NonNullable<Configuration["discovery"]>,
    renderError(ctx, out) {
      ctx.type = "text/plain";
      ctx.body = `This authorization could not go on: ${out.error}. ${out.error_description ?? ""}\nGo back to the program that sent you here and connect again.\n`;
    },
  };
}

/** The gateway's session is the only one: oidc-provider's is neither kept nor given out. */
function withoutSession(ctx: Pick<KoaContextWithOIDC, "response" | "set" | "remove">, name: string): void {
  const set = ctx.response.get("set-cookie") as unknown;
  const lines = Array.isArray(set) ? (set as string[]) : typeof set === "string" && set ? [set] : [];
  const kept = lines.filter((line) => !line.startsWith(`${name}=`) && !line.startsWith(`${name}.sig=`));
  if (kept.length > 0) ctx.set("set-cookie", kept);
  else ctx.remove("set-cookie");
}

/** Answers go by the query alone: the other ways need a script on a page. */
function fitAuthorization(provider: Provider): void {
  provider.use(async (ctx, next) => {
    if (ctx.path === routes.authorization && ctx.method === "GET") {
      const query = { ...ctx.query };
      if (!query.scope) query.scope = BOTH;
      if (query.response_mode !== undefined && query.response_mode !== "query") {
        ctx.status = 400;
        ctx.body = { error: "invalid_request", error_description: "only response_mode=query is served" };
        return;
      }
      ctx.query = query;
    }
    await next();
    withoutSession(ctx, provider.cookieName("session"));
    if (ctx.path.startsWith("/.well-known/") && ctx.status === 200) {
      const {
        claims_supported: _,
        claims_parameter_supported: __,
        ...body
      } = ctx.body as Record<string, unknown>;
      ctx.body = { ...body, scopes_supported: [READ, WRITE], response_modes_supported: ["query"] };
    }
  });
}

/** The authorization server as it is with these keys. Nothing it needs is kept in it: another replica's is the same. */
export async function buildProvider(parts: ProviderParts): Promise<Provider> {
  const { issuer, signing } = parts;
  const keys = await signing.all();
  const secure = issuer.startsWith("https:");
  const provider = new OidcProvider(issuer, {
    ...configure(parts, secure),
    jwks: { keys: keys.map(({ privateJwk }) => privateJwk) as never },
  });
  provider.proxy = true; // the router writes X-Forwarded-* itself, from PUBLIC_URL
  provider.Client.prototype.compareClientSecret = function compare(actual: string) {
    return sameSecret(this.clientSecret, actual);
  };
  fitAuthorization(provider);
  return provider;
}
