import { createHash, randomBytes } from "node:crypto";
import { google } from "../../mcp-servers/providers/google.ts";
import type { Upstream } from "./processes.ts";

/** An access token of the emulated Google, got without the gateway: for the upstream called directly and the baseline. */
export async function accessToken(
  upstream: Upstream,
  redirectUri: string,
  agree: (url: URL) => Promise<URL>,
): Promise<string> {
  const verifier = randomBytes(32).toString("base64url");
  const url = new URL(`${upstream.url}/o/oauth2/v2/auth`);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: upstream.client_id,
    redirect_uri: redirectUri,
    scope: "openid email https://www.googleapis.com/auth/gmail.readonly",
    state: "bench",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...google.authorizationParams,
  }).toString();
  const code = (await agree(url)).searchParams.get("code") ?? "";
  const answer = await fetch(`${upstream.url}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
      client_id: upstream.client_id,
      client_secret: upstream.client_secret,
      code_verifier: verifier,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
