import { createHash, randomBytes } from "node:crypto";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { consent } from "../sandbox/consent.ts";

export interface Emulator {
  provider: Provider;
  clientId: string;
  clientSecret: string;
}

/** The emulator's address of a real one. */
export function locate({ origins = {} }: Provider, address: string): URL {
  const { origin, pathname, search } = new URL(address);
  return new URL(pathname + search, origins[origin] ?? origin);
}

/**
 * An access token of an emulated provider, got without the gateway: for the upstream called directly and the baseline.
 * RFC 6749 section 4.1, with PKCE where the provider takes it.
 */
export async function accessToken(
  { provider, clientId, clientSecret }: Emulator,
  redirectUri: string,
  scopes: readonly string[],
  email: string,
): Promise<string> {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const url = locate(provider, provider.authorizationEndpoint);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(provider.scopeSeparator),
    state: "bench",
    ...(provider.pkce === "S256" && { code_challenge: challenge, code_challenge_method: "S256" }),
    ...provider.authorizationParams,
  }).toString();
  const code = (await consent(url, { email })).searchParams.get("code") ?? "";
  const answer = await fetch(locate(provider, provider.tokenEndpoint), {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
      client_id: clientId,
      client_secret: clientSecret,
      ...(provider.pkce === "S256" && { code_verifier: verifier }),
    }),
  });
  const { access_token } = (await answer.json()) as { access_token?: string };
  if (!access_token) throw new Error(`${provider.title} gave no token (${answer.status})`);
  return access_token;
}
