import { createHash, randomBytes } from "node:crypto";
import { type ConsentChoice, consent } from "./consent.ts";
import type { SandboxGoogle } from "./google.ts";

export const REDIRECT = "http://127.0.0.1:9/integrations/google/callback";
const G = "https://www.googleapis.com/auth/gmail.";
export const scope = (name: string) => `${G}${name}`;

export interface Issued {
  access_token: string;
  refresh_token?: string;
  scope: string;
  expires_in: number;
  id_token?: string;
}

/** The request that a gateway would send the browser to, and the verifier of its challenge. */
export function authorization(
  google: SandboxGoogle,
  scopes: readonly string[],
  more: Record<string, string> = {},
) {
  const verifier = randomBytes(32).toString("base64url");
  const url = new URL(google.provider.authorizationEndpoint);
  const parameters = {
    response_type: "code",
    client_id: google.clientId,
    redirect_uri: REDIRECT,
    scope: ["openid", "email", ...scopes].join(" "),
    state: "state-1",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...google.provider.authorizationParams,
    ...more,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url, verifier };
}

/** One POST to the token endpoint with the client's credentials. */
export function tokenRequest(google: SandboxGoogle, parameters: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams({
    client_id: google.clientId,
    client_secret: google.clientSecret,
    ...parameters,
  });
  return fetch(google.provider.tokenEndpoint, { method: "POST", body });
}

/** The whole consent flow of one account. */
export async function signIn(
  google: SandboxGoogle,
  scopes: readonly string[],
  choice: Partial<ConsentChoice> = {},
): Promise<Issued> {
  const { url, verifier } = authorization(google, scopes);
  const back = await consent(url, { email: "ada@acme.test", ...choice });
  const answer = await tokenRequest(google, {
    grant_type: "authorization_code",
    code: back.searchParams.get("code") ?? "",
    redirect_uri: REDIRECT,
    code_verifier: verifier,
  });
  if (!answer.ok) throw new Error(`The token endpoint answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Issued;
}
