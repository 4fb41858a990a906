import { createHash } from "node:crypto";
import * as oauth from "openid-client";
import { z } from "zod";
import { GatewayError } from "../errors.ts";
import { type SealedBytes, seal, unseal } from "./envelope.ts";
import type { KeyRing } from "./key-ring.ts";
import { configure, type OAuthDeps } from "./oauth-client.ts";
import type { Begin, Begun } from "./types.ts";

/** What is remembered between start and callback: PKCE verifier, nonce, scopes asked for, hash of the state. */
const pending = z.object({
  v: z.string(),
  n: z.string().optional(),
  s: z.array(z.string()),
  h: z.string(),
});
export type Pending = z.infer<typeof pending>;

export const hashState = (state: string): Buffer<ArrayBuffer> => createHash("sha256").update(state).digest();

/** The authorization request: code flow with PKCE (RFC 7636, S256), state, and a nonce where there is an ID token. */
export async function beginAuthorization(deps: OAuthDeps & { ring: KeyRing }, begin: Begin): Promise<Begun> {
  const { provider, client } = begin;
  const verifier = oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  const scopesRequested = [...new Set([...provider.identityScopes, ...begin.scopes])];
  const nonce = scopesRequested.includes("openid") ? oauth.randomNonce() : undefined;
  const url = oauth.buildAuthorizationUrl(configure(deps, provider, client), {
    ...provider.authorizationParams,
    ...(begin.loginHint !== undefined && { login_hint: begin.loginHint }),
    ...(nonce !== undefined && { nonce }),
    redirect_uri: begin.redirectUri,
    scope: scopesRequested.join(provider.scopeSeparator),
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
  });
  const stateHash = hashState(state);
  const remembered: Pending = { v: verifier, n: nonce, s: scopesRequested, h: stateHash.toString("base64") };
  const sealed = seal(deps.ring, boundTo(begin), JSON.stringify(remembered));
  return { authorizationUrl: url.href, state, stateHash, scopesRequested, sealed };
}

/** Throws `key_unknown` or `credential_unreadable`. */
export function openPending(
  ring: KeyRing,
  of: Pick<Begin, "workspaceId" | "pendingId">,
  sealed: SealedBytes,
): Pending {
  const opened = pending.safeParse(JSON.parse(unseal(ring, boundTo(of), sealed)));
  if (!opened.success) throw new GatewayError("credential_unreadable");
  return opened.data;
}

const boundTo = ({ workspaceId, pendingId }: Pick<Begin, "workspaceId" | "pendingId">) => ({
  workspaceId,
  purpose: `pending:${pendingId}` as const,
});
