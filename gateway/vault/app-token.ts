import { createPrivateKey, type KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import { hostsOf } from "./hosts.ts";
import { fieldOf, objectOf, textOf } from "./json.ts";
import { type OAuthDeps, TOKEN_TIMEOUT_MS } from "./oauth-client.ts";
import { reveal, Secret } from "./secret.ts";
import type { TokenSet } from "./token-set.ts";
import type { OAuthClient } from "./types.ts";

/** Fills `{installation_id}` and `{client_id}` into an endpoint; what it puts in cannot leave its path segment. */
export const fill = (endpoint: string, client: OAuthClient, installationId?: string): string =>
  endpoint
    .replace("{client_id}", encodeURIComponent(client.id))
    .replace("{installation_id}", encodeURIComponent(installationId ?? ""));

/** Seconds; GitHub takes at most ten minutes, and clocks differ. */
const BACK = 30;
const LIFE = 540;

function privateKeyOf(client: OAuthClient): { key: KeyObject; issuer: string } {
  const { app } = client;
  if (!app) throw new GatewayError("client_rejected", { detail: "This app has no private key here." });
  try {
    return { key: createPrivateKey(reveal(app.key)), issuer: app.number };
  } catch {
    throw new GatewayError("client_rejected", { detail: "The app's private key is not a readable PEM." });
  }
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
export async function appJwt({ clock }: Pick<OAuthDeps, "clock">, client: OAuthClient): Promise<Secret> {
  const { key, issuer } = privateKeyOf(client);
  const now = Math.floor(clock() / 1000);
  const jwt = await new SignJWT()
    .setProtectedHeader({ alg: "RS256" })
    .setIssuedAt(now - BACK)
    .setExpirationTime(now + LIFE)
    .setIssuer(issuer)
    .sign(key);
  return new Secret(jwt);
}

export interface Minted {
  tokens: TokenSet;
  permissions: unknown;
}

/**
 * A token of an installation (an hour at GitHub), made with the app's own key instead of a refresh token. Throws
 * `client_rejected` (401), `connector_invalid` with the cause `invalid_grant` (uninstalled or suspended),
 * `provider_unreachable` and the `egress_*` codes.
 */
export async function mintInstallationToken(
  deps: OAuthDeps,
  provider: Provider,
  client: OAuthClient,
  installationId: string,
): Promise<Minted> {
  const { auth, locate } = hostsOf(provider);
  const jwt = await appJwt(deps, client);
  const answer = await deps.egress.send(
    {
      method: "POST",
      url: locate(fill(provider.installation!.tokenEndpoint, client, installationId)),
      headers: { accept: "application/json", ...provider.apiHeaders, authorization: `Bearer ${reveal(jwt)}` },
      timeoutMs: TOKEN_TIMEOUT_MS,
    },
    auth,
  );
  const { status } = answer;
  if (status === 401)
    throw new GatewayError("client_rejected", { detail: "The provider refused the app's key." });
  if (status === 403 || status === 404)
    throw new GatewayError("connector_invalid", { data: { cause: "invalid_grant" } });
  const fields = objectOf(answer.body);
  const access = textOf(fieldOf(fields, "token"));
  const expiresAt = Date.parse(String(fieldOf(fields, "expires_at")));
  if (status >= 300 || !access || Number.isNaN(expiresAt))
    throw new GatewayError("provider_unreachable", { detail: `The provider answered ${status}.` });
  const tokens = {
    access: new Secret(access),
    refresh: undefined,
    expiresAt,
    lifetime: Math.max(0, expiresAt - deps.clock()),
    tokenType: "installation",
  };
  return { tokens, permissions: fieldOf(fields, "permissions") };
}
