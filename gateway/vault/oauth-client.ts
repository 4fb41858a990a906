import { decodeJwt } from "jose";
import * as oauth from "openid-client";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { Clock } from "../clock.ts";
import { type Egress, egressFetch, markSent } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";
import { hostsOf } from "./hosts.ts";
import { reveal } from "./secret.ts";
import { normaliseTokenResponse } from "./token-response.ts";
import type { OAuthClient } from "./types.ts";

/** Milliseconds a token endpoint gets. Well inside the lease of a refresh. */
export const TOKEN_TIMEOUT_MS = 6_000;

export interface OAuthDeps {
  egress: Egress;
  clock: Clock;
}

/**
 * The provider and our client as openid-client wants them: metadata from the definition (no discovery), every
 * request through the egress. ID tokens come straight from the token endpoint over TLS, so their claims are
 * checked and their signature need not be (OpenID Connect Core section 3.1.3.7, point 6).
 */
export function configure(
  { egress, clock }: OAuthDeps,
  provider: Provider,
  client: OAuthClient,
): oauth.Configuration {
  const { locate } = hostsOf(provider);
  const server: oauth.ServerMetadata = {
    issuer: provider.issuer,
    authorization_endpoint: locate(provider.authorizationEndpoint).href,
    token_endpoint: locate(provider.tokenEndpoint).href,
  };
  const skew = Math.round((clock() - Date.now()) / 1000);
  const config = new oauth.Configuration(
    server,
    client.id,
    { [oauth.clockSkew]: skew },
    authentication(provider, client),
  );
  if (provider.sandbox) oauth.allowInsecureRequests(config);
  config[oauth.customFetch] = tokenFetch(egress, clock, provider);
  config.timeout = undefined; // the egress has its own
  return config;
}

/** Client id and secret as HTTP Basic (RFC 6749 section 2.3.1). */
export function basicOf({ id, secret }: OAuthClient): string {
  // Not openid-client's own: it also escapes "-" and ".", and providers that do not decode refuse such client ids.
  const encoded = [id, reveal(secret)].map(encodeURIComponent).join(":");
  return `Basic ${Buffer.from(encoded).toString("base64")}`;
}

function authentication(provider: Provider, client: OAuthClient): oauth.ClientAuth {
  if (provider.clientAuthentication === "client_secret_post")
    return oauth.ClientSecretPost(reveal(client.secret));
  return (_server, _client, _body, headers) => headers.set("authorization", basicOf(client));
}

/** `Retry-After` in its form of seconds; nothing else a stranger wrote there is passed on. */
export const secondsIn = (retryAfter: string | null | undefined): number | undefined =>
  /^\d{1,6}$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;

/** Whose tokens a refresh gave, where an ID token says so: ours, a provider cannot set it. */
export const SUBJECT = "valetkey_subject";

function subjectOf(idToken: unknown): string | undefined {
  try {
    return typeof idToken === "string" ? decodeJwt(idToken).sub : undefined;
  } catch {
    return undefined;
  }
}

/** openid-client's `fetch`: what it gets to see is always a plain RFC 6749 answer. */
function tokenFetch(egress: Egress, clock: Clock, provider: Provider): oauth.CustomFetch {
  const send = egressFetch(egress, hostsOf(provider).auth, { timeoutMs: TOKEN_TIMEOUT_MS });
  return async (url, { method, headers, body }) => {
    const response = await send(url, { method, headers: { ...headers, accept: "application/json" }, body });
    const raw = { status: response.status, body: await response.text() };
    const answer = normaliseTokenResponse(raw, { userField: provider.userToken?.field, now: clock() });
    if (answer.kind === "tokens") {
      // A refresh has spent its token by now: an ID token nobody reads must not throw its result away.
      const refreshed = body instanceof URLSearchParams && body.get("grant_type") === "refresh_token";
      delete answer.fields[SUBJECT];
      if (refreshed) {
        const subject = subjectOf(answer.fields.id_token);
        delete answer.fields.id_token;
        if (subject !== undefined) answer.fields[SUBJECT] = subject;
      }
      return Response.json(answer.fields);
    }
    if (answer.kind === "error") return Response.json({ error: answer.error }, { status: answer.status });
    const error = new GatewayError("provider_unreachable", {
      detail: `The provider's token endpoint answered ${answer.status}.`,
      data: { retry_after: secondsIn(response.headers.get("retry-after")) },
    });
    // A success that cannot be read, and a proxy that lost the answer: the request may have been carried out.
    if (answer.status < 300 || answer.status === 502 || answer.status === 504) markSent(error);
    throw error;
  };
}
