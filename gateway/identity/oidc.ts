import { timingSafeEqual } from "node:crypto";
import * as oauth from "openid-client";
import type { Clock } from "../clock.ts";
import { type Egress, type EgressPolicy, egressFetch } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";

/** What the issuer vouches for. `emailVerified`: undefined when it does not say. */
export interface Claims {
  issuer: string;
  subject: string;
  email: string | undefined;
  emailVerified: boolean | undefined;
  name: string | undefined;
}
export interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
}

/** Codes are those that people who sign in would be told. */
export type IssuerAnswer =
  | { ok: true; keys: number }
  | { ok: false; code: "sign_in_misconfigured" | "sign_in_unreachable" };

export interface Issuer {
  readonly name: string;
  readonly clientId: string;
  /** Asks for metadata and keys, whatever is remembered; those who ask at once share one answer. */
  check(): Promise<IssuerAnswer>;
  /** Where to send the browser. Throws `sign_in_unreachable`, `sign_in_misconfigured`. */
  begin(): Promise<{ attempt: Attempt; authorizationUrl: string }>;
  /** Checks the answer against the attempt. Throws the `sign_in_…` codes; no word of the issuer's gets through. */
  finish(answer: URLSearchParams, attempt: Attempt): Promise<Claims>;
}

export interface IssuerOptions {
  /** As configured; the discovery document must name the same. */
  issuer: string;
  clientId: string;
  /** Attaches the client's secret to a token request; made by the vault, which alone can read it. */
  authenticate: { post: oauth.ClientAuth; basic: oauth.ClientAuth };
  redirectUri: string;
  egress: Egress;
  clock: Clock;
}

const TIMEOUT_MS = 10_000;
const DISCOVERY_MS = 3_600_000;

const misconfigured = (cause?: unknown) => new GatewayError("sign_in_misconfigured", { cause });

/**
 * Whom requests may reach: the issuer's own origin, which the operator named and which may be on the own network; the
 * other origins its metadata names only where anybody may call, by https at public addresses.
 */
function policyOf(issuer: URL, server?: oauth.ServerMetadata): EgressPolicy {
  const named = [server?.token_endpoint, server?.jwks_uri, server?.userinfo_endpoint];
  const others = named.flatMap((text) => {
    const url = text === undefined ? null : URL.parse(text);
    return url && url.protocol === "https:" && url.origin !== issuer.origin ? [url.host] : [];
  });
  return { hosts: new Set(others), trustedOrigins: new Set([issuer.origin]) };
}

/** The page the browser is sent to: a web address, as safe as the issuer's own. */
function requireUsable(issuer: URL, server: oauth.ServerMetadata): void {
  const page = URL.parse(server.authorization_endpoint ?? "");
  const isSafe = page?.protocol === "https:" || (page?.protocol === "http:" && page.origin === issuer.origin);
  if (!isSafe || !server.token_endpoint || !server.jwks_uri) throw misconfigured();
}

async function discover({ issuer, clientId, authenticate, egress, clock }: IssuerOptions) {
  const url = new URL(issuer);
  let policy = policyOf(url);
  const send: oauth.CustomFetch = (to, { method, headers, body, signal }) =>
    egressFetch(egress, policy, { timeoutMs: TIMEOUT_MS })(to, {
      method,
      headers,
      body,
      signal: signal ?? null,
    });
  const authentication: oauth.ClientAuth = (server, ...rest) =>
    server.token_endpoint_auth_methods_supported?.includes("client_secret_post")
      ? authenticate.post(server, ...rest)
      : authenticate.basic(server, ...rest);
  const config = await oauth.discovery(
    url,
    clientId,
    { [oauth.clockSkew]: Math.round((clock() - Date.now()) / 1_000) },
    authentication,
    {
      [oauth.customFetch]: send,
      // The signature too: an ID token is a person here, so it has to hold by itself, whoever carried it.
      execute: [
        oauth.enableNonRepudiationChecks,
        ...(url.protocol === "http:" ? [oauth.allowInsecureRequests] : []),
      ],
    },
  );
  const server = config.serverMetadata();
  requireUsable(url, server);
  policy = policyOf(url, server);
  return config;
}

/** Keys by which an ID token can be checked (RFC 7517 section 4.2: `use` may be left out). */
async function signingKeys({ issuer, egress }: IssuerOptions, server: oauth.ServerMetadata): Promise<number> {
  const send = egressFetch(egress, policyOf(new URL(issuer), server), { timeoutMs: TIMEOUT_MS });
  const answer = await send(server.jwks_uri ?? "", { headers: { accept: "application/json" } });
  if (!answer.ok) throw answer.status >= 500 ? new GatewayError("sign_in_unreachable") : misconfigured();
  const { keys } = (await answer.json()) as { keys?: unknown };
  const signs = (key: unknown) =>
    typeof key === "object" && key !== null && !("use" in key && key.use !== "sig");
  const count = Array.isArray(keys) ? keys.filter(signs).length : 0;
  if (count === 0) throw misconfigured();
  return count;
}

/** What the issuer shows now. */
async function answerOf(options: IssuerOptions): Promise<IssuerAnswer> {
  try {
    const config = await discover(options);
    return { ok: true, keys: await signingKeys(options, config.serverMetadata()) };
  } catch (error) {
    // Of the keys it is the error of the way itself; openid-client wraps its own.
    const isOfEgress = error instanceof GatewayError && !error.code.startsWith("sign_in_");
    const isAway =
      failureOf(isOfEgress ? new Error("keys", { cause: error }) : error).code === "sign_in_unreachable";
    return { ok: false, code: isAway ? "sign_in_unreachable" : "sign_in_misconfigured" };
  }
}

/** openid-client's errors carry what the issuer wrote in their messages and causes: only the code goes on. */
function failureOf(error: unknown): GatewayError {
  if (error instanceof GatewayError && error.code.startsWith("sign_in_")) return error;
  const inner = error instanceof Error && !(error instanceof GatewayError) ? error.cause : error;
  if (inner instanceof GatewayError)
    return inner.code === "egress_refused"
      ? misconfigured(inner)
      : new GatewayError("sign_in_unreachable", { cause: inner });
  if (inner instanceof Response && inner.status >= 500) return new GatewayError("sign_in_unreachable");
  if (error instanceof oauth.AuthorizationResponseError) return refusedByIssuer(error.error);
  if (error instanceof oauth.WWWAuthenticateChallengeError) return misconfigured();
  if (error instanceof oauth.ResponseBodyError && /^(invalid|unauthorized)_client$/.test(error.error))
    return misconfigured();
  return new GatewayError("sign_in_rejected");
}

/** RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6. */
function refusedByIssuer(word: string): GatewayError {
  if (/^(server_error|temporarily_unavailable)$/.test(word)) return new GatewayError("sign_in_unreachable");
  if (/^(invalid_request|unauthorized_client|unsupported_response_type|invalid_scope)$/.test(word))
    return misconfigured();
  return new GatewayError("sign_in_denied");
}

const equal = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
};

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value.length > 0 && value.length <= 320 ? value : undefined;
/** Amazon Cognito writes the boolean as a string. */
const flag = (value: unknown): boolean | undefined =>
  value === true || value === "true" ? true : value === undefined ? undefined : false;

/** Address and its verification from one and the same source: the ID token, or else the userinfo endpoint. */
async function claimsOf(
  config: oauth.Configuration,
  tokens: oauth.TokenEndpointResponse & oauth.TokenEndpointResponseHelpers,
): Promise<Claims> {
  const token = tokens.claims();
  const subject = text(token?.sub);
  if (!token || !subject) throw new GatewayError("sign_in_rejected");
  const { userinfo_endpoint, issuer } = config.serverMetadata();
  const source =
    token.email === undefined && userinfo_endpoint
      ? await oauth.fetchUserInfo(config, tokens.access_token, subject)
      : token;
  return {
    issuer,
    subject,
    email: text(source.email),
    emailVerified: flag(source.email_verified),
    name: text(source.name),
  };
}

/**
 * The company's sign-in as a client of an OpenID provider: authorization code flow with PKCE (S256), state and nonce;
 * `iss` of the answer (RFC 9207) and of the ID token, audience, times and signature are checked. The one file of this
 * room that may use openid-client (docs/decisions/0016).
 */
export function openIssuer(options: IssuerOptions): Issuer {
  const { redirectUri, clock } = options;
  let known: { config: Promise<oauth.Configuration>; until: number } | undefined;
  const configuration = (): Promise<oauth.Configuration> => {
    if (known && known.until > clock()) return known.config;
    const config = discover(options).catch((error: unknown) => {
      known = undefined;
      const failure = failureOf(error);
      throw failure.code === "sign_in_rejected" ? misconfigured() : failure;
    });
    known = { config, until: clock() + DISCOVERY_MS };
    return config;
  };

  let checking: Promise<IssuerAnswer> | undefined;

  return {
    name: options.issuer,
    clientId: options.clientId,

    check() {
      checking ??= answerOf(options).finally(() => {
        checking = undefined;
      });
      return checking;
    },

    async begin() {
      const config = await configuration();
      const [state, nonce, verifier] = [
        oauth.randomState(),
        oauth.randomNonce(),
        oauth.randomPKCECodeVerifier(),
      ];
      const url = oauth.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: "openid email profile",
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      });
      return { attempt: { state, nonce, verifier }, authorizationUrl: url.href };
    },

    async finish(answer, { state, nonce, verifier }) {
      const given = answer.getAll("state");
      if (given.length !== 1 || !equal(given[0] ?? "", state)) throw new GatewayError("sign_in_expired");
      const config = await configuration();
      const callback = new URL(redirectUri); // openid-client takes `redirect_uri` from it
      callback.search = answer.toString();
      try {
        const tokens = await oauth.authorizationCodeGrant(config, callback, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        return await claimsOf(config, tokens);
      } catch (error) {
        throw failureOf(error);
      }
    },
  };
}
