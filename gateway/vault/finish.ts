import { timingSafeEqual } from "node:crypto";
import * as oauth from "openid-client";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import { readAccount } from "./account.ts";
import { hashState, openPending, type Pending } from "./begin.ts";
import { type Exchanged, makeExchanged } from "./exchanged.ts";
import type { KeyRing } from "./key-ring.ts";
import { configure, type OAuthDeps } from "./oauth-client.ts";
import { safeWord, tokenFailure } from "./oauth-failure.ts";
import { revokeTokens } from "./revoke.ts";
import { tokenSetOf } from "./token-set.ts";
import type { Finish } from "./types.ts";

/** Checks the callback, trades its code for tokens and reads whose account it is. Codes: see `Vault`. */
export async function finishAuthorization(
  deps: OAuthDeps & { ring: KeyRing },
  finish: Finish,
): Promise<Exchanged> {
  const { provider, workspaceId, params } = finish;
  const pending = openPending(deps.ring, finish, finish.sealed);
  const code = codeOf(params, provider, pending);
  const answer = await trade(deps, finish, pending, code);
  const tokens = tokenSetOf(answer, deps.clock());
  const account = await readAccount(deps.egress, provider, tokens.access)
    .then((found) => sameSubject(found, provider, answer.claims()?.sub))
    .catch(async (error) => {
      // Nobody will keep these. Where one revocation ends all grants of the account, a connection that works
      // today may hang on it: then they are only forgotten.
      if (!provider.revocation.endsWholeGrant) await revokeTokens(deps, provider, tokens);
      throw error;
    });
  return makeExchanged(
    { account, scopes: grantedScopes(provider, answer.scope, pending.s) },
    { tokens, provider, workspaceId },
  );
}

/** In the order that trust is built: the state is ours, the answer is the provider's, it says yes. */
function codeOf(params: Finish["params"], provider: Provider, pending: Pending): string {
  const { state, iss, error, code } = params;
  if (!state) throw new GatewayError("state_missing");
  if (!timingSafeEqual(hashState(state), Buffer.from(pending.h, "base64")))
    throw new GatewayError("state_unknown");
  // RFC 9207 section 2.4: compared as strings. Checked here too, so that it also holds for error answers.
  if (iss !== undefined && iss !== provider.issuer) throw new GatewayError("issuer_mismatch");
  if (error) throw refusedAtProvider(error);
  if (!code) throw new GatewayError("bad_request", { detail: "The provider's answer holds no code." });
  return code;
}

/** RFC 6749 section 4.1.2.1. Providers add words of their own, most of which mean "your administrator blocks this". */
function refusedAtProvider(error: string): GatewayError {
  const detail = `The provider answered: ${safeWord(error)}.`;
  if (error === "server_error" || error === "temporarily_unavailable") {
    return new GatewayError("provider_unreachable", { detail });
  }
  if (error === "unauthorized_client" || error === "invalid_client")
    return new GatewayError("client_rejected", { detail });
  return new GatewayError("consent_denied", error === "access_denied" ? {} : { detail });
}

async function trade(
  deps: OAuthDeps,
  { provider, client, redirectUri, params }: Finish,
  pending: Pending,
  code: string,
) {
  const callback = new URL(redirectUri); // openid-client takes `redirect_uri` from it
  callback.search = new URLSearchParams({
    code,
    state: params.state!,
    ...(params.iss && { iss: params.iss }),
  }).toString();
  try {
    return await oauth.authorizationCodeGrant(configure(deps, provider, client), callback, {
      pkceCodeVerifier: pending.v,
      expectedState: params.state!,
      ...(pending.n !== undefined && { expectedNonce: pending.n }),
    });
  } catch (error) {
    const failure = tokenFailure(error);
    if (failure.kind === "unreachable") throw failure.error;
    const detail = `The provider answered: ${failure.word}.`;
    if (failure.kind === "client_refused") throw new GatewayError("client_rejected", { detail });
    // An ID token of another issuer is the same attack as a callback of another issuer (RFC 9700 section 4.4).
    if (failure.kind === "answer_refused" && wrongIssuer(error)) throw new GatewayError("issuer_mismatch");
    throw new GatewayError("code_rejected", { detail });
  }
}

function wrongIssuer(error: unknown): boolean {
  const checked = ((error as Error).cause as Error | undefined)?.cause as { claim?: string } | undefined;
  return checked?.claim === "iss";
}

/** OpenID Connect Core section 5.3.2: userinfo of another subject than the ID token's must not be used. */
function sameSubject<A extends { id: string }>(
  account: A,
  provider: Provider,
  subject: string | undefined,
): A {
  if (subject === undefined || provider.identity.id !== "sub" || account.id === subject) return account;
  throw new GatewayError("account_unreadable", { detail: "The identity answer is about another account." });
}

/** In our spelling. No `scope` in the answer means what was asked for (RFC 6749 section 5.1). */
function grantedScopes(provider: Provider, scope: string | undefined, asked: readonly string[]): string[] {
  const given = scope === undefined ? asked : scope.split(" ").filter(Boolean);
  return [
    ...new Set(given.map((s) => (Object.hasOwn(provider.scopeAliases, s) ? provider.scopeAliases[s]! : s))),
  ];
}
