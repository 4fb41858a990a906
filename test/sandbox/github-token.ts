import { answersChallenge, basicOf, same } from "./client-checks.ts";
import { badCredentials, githubFailed, notFound } from "./github-answers.ts";
import type { GitHubClient, GitHubServer } from "./github-server.ts";

const SAID: Readonly<Record<string, string>> = {
  incorrect_client_credentials: "The client_id and/or client_secret passed are incorrect.",
  bad_verification_code: "The code passed is incorrect or expired.",
  redirect_uri_mismatch: "The redirect_uri MUST match the registered callback URL for this application.",
  bad_refresh_token: "The refresh token passed is incorrect or expired.",
  unsupported_grant_type: "The grant type is not supported.",
};

/**
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#2-users-are-redirected-back-to-your-site-by-github
 * Errors come with status 200, and everything form-encoded unless JSON was asked for.
 */
export async function token(github: GitHubServer, request: Request): Promise<Response> {
  const text = await request.text();
  const type = request.headers.get("content-type") ?? "";
  const form = type.includes("json")
    ? new URLSearchParams(JSON.parse(text || "{}") as Record<string, string>)
    : new URLSearchParams(text);
  const answered = answer(github, form);
  const fields =
    typeof answered === "string" ? { error: answered, error_description: SAID[answered] ?? "" } : answered;
  const headers = { "cache-control": "no-store" };
  if (/\bjson\b/.test(request.headers.get("accept") ?? "")) return Response.json(fields, { headers });
  const entries = Object.entries(fields).map(([name, value]) => [name, String(value)] as [string, string]);
  return new Response(new URLSearchParams(entries).toString(), {
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
  });
}

function answer(github: GitHubServer, form: URLSearchParams): Record<string, string | number> | string {
  const client = github.client(form.get("client_id") ?? "");
  if (!client || !same(form.get("client_secret") ?? "", client.secret)) return "incorrect_client_credentials";
  const type = form.get("grant_type") ?? "authorization_code";
  if (type === "authorization_code") return exchange(github, client, form);
  return type === "refresh_token" && client.kind === "github_app"
    ? refresh(github, client, form)
    : "unsupported_grant_type";
}

function exchange(
  github: GitHubServer,
  client: GitHubClient,
  form: URLSearchParams,
): Record<string, string | number> | string {
  const pending = github.ledger.takeCode(form.get("code") ?? "");
  if (!pending || pending.clientId !== client.id) return "bad_verification_code";
  const { redirectUri, challenge, ...grant } = pending;
  const named = form.get("redirect_uri") ?? undefined;
  if (named !== redirectUri && !(redirectUri === undefined && named === client.redirectUris[0]))
    return "redirect_uri_mismatch";
  const verifier = form.get("code_verifier") ?? "";
  if (challenge !== undefined && !answersChallenge({ value: challenge, method: "S256" }, verifier))
    return "bad_verification_code";
  return github.issue(grant);
}

/**
 * A refresh token works once, and using it ends the access token that came with it.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens
 */
function refresh(
  github: GitHubServer,
  client: GitHubClient,
  form: URLSearchParams,
): Record<string, string | number> | string {
  const { ledger } = github;
  const value = form.get("refresh_token") ?? "";
  const grant = ledger.refresh(value);
  if (!grant || grant.kind === "installation" || grant.clientId !== client.id) return "bad_refresh_token";
  const spent = ledger.takeRefresh(value);
  if (spent) ledger.endAccess(spent.access);
  return github.issue(grant);
}

/**
 * One token and the refresh token that belongs to it, or everything its owner gave the client.
 * https://docs.github.com/en/rest/apps/oauth-applications
 */
export async function endToken(
  github: GitHubServer,
  request: Request,
  { clientId, what }: { clientId: string; what: "grant" | "token" },
): Promise<Response> {
  const basic = basicOf(request);
  const client = github.client(basic?.id ?? "");
  if (!basic || !client || !same(basic.secret, client.secret)) return badCredentials();
  if (client.id !== clientId) return notFound();
  const value = await accessTokenOf(request);
  if (value === undefined) return githubFailed(422, "Validation Failed");
  const grant = github.ledger.access(value);
  if (!grant || grant.kind === "installation" || grant.clientId !== clientId) return notFound();
  if (what === "token") github.ledger.endPair(value);
  else
    github.ledger.endAll(
      (one) => one.kind !== "installation" && one.clientId === clientId && one.login === grant.login,
    );
  return new Response(null, { status: 204 });
}

async function accessTokenOf(request: Request): Promise<string | undefined> {
  try {
    const body = (await request.json()) as { access_token?: unknown } | null;
    return typeof body?.access_token === "string" ? body.access_token : undefined;
  } catch {
    return undefined;
  }
}
