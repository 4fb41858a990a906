import { createHash, randomBytes } from "node:crypto";
import { type ConsentChoice, consent } from "./consent.ts";
import type { SandboxGithub } from "./github.ts";

export const GITHUB_REDIRECT = "http://127.0.0.1:9/integrations/github/callback";

export interface GithubIssued {
  access_token: string;
  token_type: string;
  scope: string;
  expires_in?: number;
  refresh_token?: string;
  refresh_token_expires_in?: number;
  error?: string;
}

export interface Client {
  clientId: string;
  clientSecret: string;
}

/** The request that a gateway would send the browser to, and the verifier of its challenge. */
export function githubAuthorization(
  github: SandboxGithub,
  { clientId }: Client,
  scope: string,
  more: Record<string, string> = {},
) {
  const verifier = randomBytes(32).toString("base64url");
  const url = new URL(`${github.url}/login/oauth/authorize`);
  const parameters = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: GITHUB_REDIRECT,
    scope,
    state: "state-1",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...more,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url, verifier };
}

/** One POST to the token endpoint with the client's credentials. */
export async function githubToken(
  github: SandboxGithub,
  { clientId, clientSecret }: Client,
  parameters: Record<string, string>,
): Promise<GithubIssued> {
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...parameters });
  const answer = await fetch(`${github.url}/login/oauth/access_token`, {
    method: "POST",
    headers: { accept: "application/json" },
    body,
  });
  if (answer.status !== 200) throw new Error(`GitHub's token endpoint answered ${answer.status}`);
  return (await answer.json()) as GithubIssued;
}

/** The whole consent flow of one person. */
export async function githubSignIn(
  github: SandboxGithub,
  client: Client,
  scope = "",
  choice: Partial<ConsentChoice> = {},
): Promise<GithubIssued> {
  const { url, verifier } = githubAuthorization(github, client, scope);
  const back = await consent(url, { email: "ada@acme.test", ...choice });
  const issued = await githubToken(github, client, {
    code: back.searchParams.get("code") ?? "",
    redirect_uri: GITHUB_REDIRECT,
    code_verifier: verifier,
  });
  if (issued.error !== undefined) throw new Error(`GitHub's token endpoint answered ${issued.error}`);
  return issued;
}
