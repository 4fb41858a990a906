import { createHash } from "node:crypto";
import * as oauth from "openid-client";
import { z } from "zod";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import { type SealedBytes, seal, unseal } from "./envelope.ts";
import { hostsOf } from "./hosts.ts";
import type { KeyProvider } from "./keys.ts";
import { configure, type OAuthDeps } from "./oauth-client.ts";
import type { Begin, Begun } from "./types.ts";

/** What is remembered between start and callback: PKCE verifier, nonce, scopes asked for, hash of the state. */
const pending = z.object({
  v: z.string().optional(),
  n: z.string().optional(),
  s: z.array(z.string()),
  h: z.string(),
});
export type Pending = z.infer<typeof pending>;

export const hashState = (state: string): Buffer<ArrayBuffer> => createHash("sha256").update(state).digest();

/** Where scopes go in the authorization request: those of a second token have a parameter of their own. */
function scopeParams(provider: Provider, scopes: readonly string[]): Record<string, string> {
  if (provider.appPermissions) return {}; // they are part of the app's registration
  const { scopePrefix = undefined, authorizationParam = "" } = provider.userToken ?? {};
  const isUsers = (scope: string) => scopePrefix !== undefined && scope.startsWith(scopePrefix);
  const join = (list: readonly string[]) => list.join(provider.scopeSeparator);
  const own = scopes.filter((scope) => !isUsers(scope));
  const users = scopes.filter(isUsers).map((scope) => scope.slice(scopePrefix?.length));
  return {
    ...((own.length > 0 || users.length === 0) && { scope: join(own) }),
    ...(users.length > 0 && { [authorizationParam]: join(users) }),
  };
}

/** Installing an app asks for no scopes and takes no challenge: the state alone ties the answer to its start. */
function installationUrl(provider: Provider, slug: string, state: string): URL {
  const endpoint = provider.installation?.authorizationEndpoint ?? "";
  const url = new URL(hostsOf(provider).locate(endpoint.replace("{app_slug}", encodeURIComponent(slug))));
  url.searchParams.set("state", state);
  return url;
}

/** The authorization request: code flow with PKCE (RFC 7636, S256), state, and a nonce where there is an ID token. */
export async function beginAuthorization(
  deps: OAuthDeps & { keys: KeyProvider },
  begin: Begin,
): Promise<Begun> {
  const { provider, client } = begin;
  const verifier =
    provider.pkce === "none" || provider.installation ? undefined : oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  const scopesRequested = [...new Set([...provider.identityScopes, ...begin.scopes])];
  const nonce = scopesRequested.includes("openid") ? oauth.randomNonce() : undefined;
  const url = provider.installation
    ? installationUrl(provider, client.app?.slug ?? "", state)
    : oauth.buildAuthorizationUrl(configure(deps, provider, client), {
        ...provider.authorizationParams,
        ...(begin.loginHint !== undefined && { login_hint: begin.loginHint }),
        ...(nonce !== undefined && { nonce }),
        redirect_uri: begin.redirectUri,
        ...scopeParams(provider, scopesRequested),
        ...(verifier !== undefined && {
          code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
          code_challenge_method: "S256",
        }),
        state,
      });
  const stateHash = hashState(state);
  const remembered: Pending = { v: verifier, n: nonce, s: scopesRequested, h: stateHash.toString("base64") };
  const sealed = await seal(deps.keys, boundTo(begin), JSON.stringify(remembered));
  return { authorizationUrl: url.href, state, stateHash, scopesRequested, sealed };
}

/** Throws `key_unknown` or `credential_unreadable`. */
export async function openPending(
  keys: KeyProvider,
  of: Pick<Begin, "workspaceId" | "pendingId">,
  sealed: SealedBytes,
): Promise<Pending> {
  const opened = pending.safeParse(JSON.parse(await unseal(keys, boundTo(of), sealed)));
  if (!opened.success) throw new GatewayError("credential_unreadable");
  return opened.data;
}

const boundTo = ({ workspaceId, pendingId }: Pick<Begin, "workspaceId" | "pendingId">) => ({
  workspaceId,
  purpose: `pending:${pendingId}` as const,
});
