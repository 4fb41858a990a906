import { createServer } from "node:http";
import OidcProvider from "oidc-provider";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { freePort } from "../support/free-port.ts";
import { configure, definition, keysOfProcess } from "./oidc-config.ts";
import { type Caught, TokenGate } from "./oidc-gate.ts";
import { interaction } from "./oidc-interaction.ts";
import { OidcStore } from "./oidc-store.ts";

export interface OidcUser {
  /** Never changes. */
  sub: string;
  email: string;
  name: string;
  /** Default true. */
  emailVerified?: boolean;
}

export interface SandboxOidcOptions {
  /** Left out: any free port. */
  port?: number | undefined;
  /** Matched exactly. */
  redirectUris: readonly string[];
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  clientAuthentication?: "client_secret_basic" | "client_secret_post" | undefined;
  users?: readonly OidcUser[] | undefined;
  /** Default 3600. The provider counts whole seconds: a token may end up to one second early. */
  accessTokenSeconds?: number | undefined;
  /** Scopes besides openid, profile, email and offline_access; they open nothing. */
  scopes?: readonly string[] | undefined;
  /** Id of the provider's definition. Default `acme_id`. */
  providerId?: string | undefined;
}

export interface OidcCounts {
  /** Token requests that came to renew, whatever became of them. */
  refreshRequests: number;
  /** Of these, carried out. */
  refreshed: number;
  /** Token requests answered with invalid_grant, codes included. */
  invalidGrant: number;
  /** Refresh tokens that came twice, each of which ended all tokens of its sign-in. */
  familiesRevoked: number;
  /** Calls of the userinfo endpoint that were answered with an account. */
  userinfo: number;
}

/**
 * `oidc-provider` on loopback, a certified OpenID provider and so a judge that knows nothing of the gateway: PKCE
 * is required, each refresh token works once, and one that comes again ends the whole sign-in. For connectors
 * (`provider`) and for signing in to the gateway (`issuer`, `clientId`, `clientSecret`).
 */
export interface SandboxOidc {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The real accounts behind the page; sign in with `consent(url, { email })`. May be changed by tests. */
  readonly users: OidcUser[];
  /** For the gateway: as an OpenID provider's definition should be, marked sandbox. */
  readonly provider: Provider;
  counts(): OidcCounts;
  /** When refreshes were carried out: milliseconds since the epoch, oldest first. */
  refreshedAt(): readonly number[];
  /** Catches the next refresh, before the provider knows of it or after it has carried it out. */
  catchRefresh(at: "before" | "after"): Caught;
  /** Every token request waits so long. */
  setTokenDelay(ms: number): void;
  /** For tokens that are issued from now on. */
  setAccessTokenSeconds(seconds: number): void;
  /** Every access token stops working; refresh tokens go on. */
  expireAllAccessTokens(): void;
  /** The person takes everything back. */
  revokeAccount(email: string): void;
  liveTokens(): { access: number; refresh: number };
  /** RFC 7662, asked as the client. */
  introspect(token: string): Promise<{ active: boolean; scope?: string; sub?: string }>;
  close(): Promise<void>;
}

const USERS: readonly OidcUser[] = [
  { sub: "u-1001", email: "ada@acme.test", name: "Ada Lindqvist" },
  { sub: "u-1002", email: "ben@acme.test", name: "Ben Okafor" },
];
export async function startSandboxOidc(options: SandboxOidcOptions): Promise<SandboxOidc> {
  const port = options.port ?? (await freePort());
  const issuer = `http://127.0.0.1:${port}`;
  const client = {
    id: options.clientId ?? "valetkey-sandbox",
    secret: options.clientSecret ?? "sandbox-only-oidc-client-secret",
    authentication: options.clientAuthentication ?? "client_secret_basic",
  } as const;
  const users = [...(options.users ?? USERS)];
  const store = new OidcStore();
  const life = { accessToken: options.accessTokenSeconds ?? 3_600 };
  const oidc = new OidcProvider(issuer, {
    ...(await keysOfProcess()),
    ...configure({ client, users, redirectUris: options.redirectUris, scopes: options.scopes ?? [], life }),
    adapter: store.adapter,
  });
  const counts = { refreshRequests: 0, refreshed: 0, invalidGrant: 0, userinfo: 0 };
  const refreshedAt: number[] = [];
  watch(oidc, store, counts, refreshedAt);
  const handle = oidc.callback();
  const gate = new TokenGate(handle);
  await gate.open();
  const server = createServer((req, res) => {
    const path = req.url?.split("?")[0] ?? "/";
    if (path === "/token") return void gate.handle(req, res).catch(() => res.destroy());
    if (path.startsWith("/interaction/")) {
      return void interaction(oidc, users, req, res).catch(() => res.destroy());
    }
    handle(req, res);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}`;
  const isBasic = client.authentication === "client_secret_basic";
  return {
    issuer,
    clientId: client.id,
    clientSecret: client.secret,
    users,
    provider: definition(
      options.providerId ?? "acme_id",
      issuer,
      client.authentication,
      options.scopes ?? [],
    ),
    counts: () => ({
      ...counts,
      refreshRequests: gate.refreshRequests,
      familiesRevoked: store.familiesRevoked,
    }),
    refreshedAt: () => refreshedAt,
    catchRefresh: (at) => gate.catchRefresh(at),
    setTokenDelay: (ms) => {
      gate.delayMs = ms;
    },
    setAccessTokenSeconds: (seconds) => {
      life.accessToken = seconds;
    },
    expireAllAccessTokens: () => store.dropAccessTokens(),
    revokeAccount: (email) => {
      const user = users.find((one) => one.email === email);
      if (user) store.dropAccount(user.sub);
    },
    liveTokens: () => ({ access: store.count("AccessToken"), refresh: store.count("RefreshToken") }),
    async introspect(token) {
      const own = isBasic ? {} : { client_id: client.id, client_secret: client.secret };
      const answer = await fetch(`${issuer}/token/introspection`, {
        method: "POST",
        headers: isBasic ? { authorization: basic } : {},
        body: new URLSearchParams({ token, ...own }),
      });
      return (await answer.json()) as { active: boolean };
    },
    async close() {
      gate.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function watch(
  oidc: OidcProvider,
  store: OidcStore,
  counts: { refreshed: number; invalidGrant: number; userinfo: number },
  refreshedAt: number[],
): void {
  oidc.on("grant.success", (ctx) => {
    if (ctx.oidc.params?.grant_type !== "refresh_token") return;
    counts.refreshed++;
    refreshedAt.push(Date.now());
  });
  oidc.on("grant.error", (_ctx, error) => {
    if (error.error === "invalid_grant") counts.invalidGrant++;
    if (error.error_detail === "refresh token already used") store.familiesRevoked++;
  });
  oidc.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === "userinfo" && ctx.status === 200) counts.userinfo++;
  });
}
