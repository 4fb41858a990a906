import { createPrivateKey, type KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import { hostsOf } from "./hosts.ts";
import { fieldOf, objectOf } from "./json.ts";
import { type OAuthDeps, secondsIn, TOKEN_TIMEOUT_MS } from "./oauth-client.ts";
import { reveal, Secret } from "./secret.ts";
import { INSTALLATION, type TokenSet } from "./token-set.ts";
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
  const unreadable = { detail: "The app's private key is not the PEM of an RSA key." };
  let key: KeyObject;
  try {
    key = createPrivateKey(reveal(app.key));
  } catch {
    throw new GatewayError("client_rejected", unreadable);
  }
  // RFC 7518 section 3.3: less than 2048 bits is not signed with.
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  if (asymmetricKeyType !== "rsa" || (asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw new GatewayError("client_rejected", unreadable);
  return { key, issuer: app.number };
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
export async function appJwt({ clock }: Pick<OAuthDeps, "clock">, client: OAuthClient): Promise<Secret> {
  const { key, issuer } = privateKeyOf(client);
  const now = Math.floor(clock() / 1000);
  const jwt = new SignJWT()
    .setProtectedHeader({ alg: "RS256" })
    .setIssuedAt(now - BACK)
    .setExpirationTime(now + LIFE)
    .setIssuer(issuer);
  return new Secret(await jwt.sign(key));
}

export interface Minted {
  tokens: TokenSet;
}

/** Visible ASCII: it goes out in a header. GitHub's have been growing; its own words for them name no length. */
const isToken = (value: unknown): value is string =>
  typeof value === "string" && /^[\x21-\x7e]{1,4096}$/.test(value);

/** GitHub says 403 also where it says "later": https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const limited = (headers: Record<string, string>): boolean =>
  headers["retry-after"] !== undefined || headers["x-ratelimit-remaining"] === "0";

/** `expires_at` is by the provider's clock, which may differ from ours. */
function servedAt({ date = "" }: Record<string, string>, now: number): number {
  const at = Date.parse(date);
  return Number.isNaN(at) ? now : at;
}

const LEVELS = ["read", "write", "admin"];
const split = (scope: string): [string, number] => {
  const [name = "", level = ""] = scope.split(":");
  return [name, LEVELS.indexOf(level)];
};

/** What of these scopes `name:level` an installation permits. */
export function permitted(asked: readonly string[], given: readonly string[]): string[] {
  const levels = new Map(given.map(split));
  return asked.filter((scope) => {
    const [name, level] = split(scope);
    return level >= 0 && level <= (levels.get(name) ?? -1);
  });
}

/** As GitHub wants them, the highest level of each; something must be named, or all of the app's are given. */
function permissionsOf(scopes: readonly string[]): Record<string, string> {
  const highest = new Map<string, number>([["metadata", 0]]);
  for (const [name, level] of scopes.map(split)) highest.set(name, Math.max(level, highest.get(name) ?? -1));
  return Object.fromEntries([...highest].map(([name, level]) => [name, LEVELS[level] ?? "read"]));
}

/**
 * A token of an installation (an hour at GitHub), made with the app's own key instead of a refresh token, for these scopes `name:level` and no
 * more. Throws
 * `client_rejected` (401), `connector_invalid` with the cause `invalid_grant` (uninstalled or suspended),
 * `provider_unreachable` and the `egress_*` codes.
 */
export async function mintInstallationToken(
  deps: OAuthDeps,
  provider: Provider,
  client: OAuthClient,
  installationId: string,
  scopes: readonly string[],
): Promise<Minted> {
  const { auth, locate } = hostsOf(provider);
  const jwt = await appJwt(deps, client);
  const answer = await deps.egress.send(
    {
      method: "POST",
      url: locate(fill(provider.installation!.tokenEndpoint, client, installationId)),
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        ...provider.apiHeaders,
        authorization: `Bearer ${reveal(jwt)}`,
      },
      body: JSON.stringify({ permissions: permissionsOf(scopes) }),
      timeoutMs: TOKEN_TIMEOUT_MS,
    },
    auth,
  );
  const { status, headers } = answer;
  if (status === 401)
    throw new GatewayError("client_rejected", { detail: "The provider refused the app's key." });
  if (status === 404 || (status === 403 && !limited(headers)))
    throw new GatewayError("connector_invalid", { data: { cause: "invalid_grant" } });
  const fields = objectOf(answer.body);
  const access = fieldOf(fields, "token");
  const lifetime = Date.parse(String(fieldOf(fields, "expires_at"))) - servedAt(headers, deps.clock());
  if (status >= 300 || !isToken(access) || !(lifetime > 0))
    throw new GatewayError("provider_unreachable", {
      detail: `The provider answered ${status}.`,
      data: { retry_after: secondsIn(headers["retry-after"]) },
    });
  const tokens = {
    access: new Secret(access),
    refresh: undefined,
    expiresAt: deps.clock() + lifetime,
    lifetime,
    tokenType: INSTALLATION,
  };
  return { tokens };
}
