import { randomBytes } from "node:crypto";
import { github as real } from "../../mcp-servers/providers/github.ts";
import {
  type Brand,
  escaped,
  form,
  list,
  OPEN_FOR,
  page,
  radios,
  redirect,
  refusalPage,
} from "./consent-page.ts";
import type { GitHubAsked, GitHubServer } from "./github-server.ts";

const BRAND: Brand = { name: "GitHub", accent: "#1a7f37" };
const refuse = (code: string) => refusalPage(BRAND, "This request is invalid", code);
/** Sent on the callback since 2026-04 (RFC 9207). */
const ISSUER = "https://github.com/login/oauth";
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  repo: ["public_repo", "repo:status", "repo_deployment", "repo:invite", "security_events"],
  public_repo: [],
  workflow: [],
  user: ["read:user", "user:email", "user:follow"],
  "read:user": [],
  "user:email": [],
  "read:org": [],
};

/** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#1-request-a-users-github-identity */
export function authorize(github: GitHubServer, url: URL): Response {
  const asked = readRequest(github, url.searchParams);
  if (typeof asked === "string") return refuse(asked);
  const told = asked.scopes.map((scope) => ({
    value: scope,
    label: real.scopes[scope]?.title ?? scope,
    note: scope,
  }));
  const permissions = Object.entries(github.options.app.permissions).map(([name, level]) => ({
    value: name,
    label: `${name}: ${level}`,
  }));
  const list_ =
    asked.client.kind === "github_app"
      ? list("permission", "Where it is installed, it can act for you on", permissions)
      : list(
          "scope",
          "It will be able to",
          told.length > 0 ? told : [{ value: "", label: "See public data only" }],
        );
  return show(github, asked, `Authorize ${asked.client.name}`, [list_], url.searchParams.get("login"));
}

/** https://docs.github.com/en/apps/sharing-github-apps/sharing-your-github-app with authorization during installation */
export function installPage(github: GitHubServer, slug: string, url: URL): Response {
  const { app, appClient: client, orgs, users } = github.options;
  const [redirectUri] = client.redirectUris;
  if (slug !== app.slug || redirectUri === undefined) return new Response("Not Found", { status: 404 });
  const state = url.searchParams.get("state") ?? undefined;
  const asked = { client, redirectUri, named: false, scopes: [], state, challenge: undefined, install: true };
  const targets = [...Object.keys(orgs), ...users.map(({ email }) => loginOf(email))].map((login) => ({
    value: login,
    label: login,
  }));
  const where = radios("target", `Where do you want to install ${client.name}?`, targets);
  return show(
    github,
    { ...asked, expiresAt: Date.now() + OPEN_FOR },
    `Install ${client.name}`,
    [where],
    null,
  );
}

function show(
  github: GitHubServer,
  asked: GitHubAsked,
  title: string,
  more: readonly string[],
  hint: string | null,
): Response {
  const id = randomBytes(16).toString("base64url");
  github.asked.set(id, asked);
  const people = github.options.users.map(({ email, name }) => ({
    value: email,
    label: `${name} (${loginOf(email)})`,
    note: email,
  }));
  const chosen = people.find(({ value }) => loginOf(value) === hint || value === hint)?.value;
  const fieldsets = [radios("account", "Choose an account", people, chosen), ...more];
  const [allow = ""] = title.split(" ");
  const body = form({ action: "/login/oauth/decision", request: id, fieldsets, allow, deny: "Cancel" });
  return page(BRAND, 200, "Sign in to GitHub", `<h1>${escaped(title)}</h1>${body}`);
}

/** What is wrong with the request, or the request. */
function readRequest(github: GitHubServer, query: URLSearchParams): GitHubAsked | string {
  const client = github.client(query.get("client_id") ?? "");
  if (!client) return "unknown client_id";
  const named = query.get("redirect_uri");
  // GitHub also takes paths below; exact is what RFC 9700 section 2.1 wants.
  const redirectUri = named ?? client.redirectUris[0];
  if (redirectUri === undefined || !client.redirectUris.includes(redirectUri)) return "redirect_uri_mismatch";
  const challenge = query.get("code_challenge") ?? undefined;
  if (challenge !== undefined && query.get("code_challenge_method") !== "S256")
    return "code_challenge_method must be S256";
  return {
    client,
    redirectUri,
    named: named !== null,
    // A GitHub App's permissions are those of its registration; `scope` says nothing.
    scopes: client.kind === "github_app" ? [] : normalised(query.get("scope") ?? ""),
    state: query.get("state") ?? undefined,
    challenge,
    install: false,
    expiresAt: Date.now() + OPEN_FOR,
  };
}

/** Scopes that another one includes are left out of the token, and so are unknown ones. */
function normalised(scope: string): string[] {
  const asked = [...new Set(scope.split(/[\s,]+/))].filter((one) => Object.hasOwn(SCOPES, one));
  return asked.filter((one) => !asked.some((other) => SCOPES[other]?.includes(one)));
}

/** What the person decided: back to the client with a code or an error, `state` and `iss`. */
export async function decide(github: GitHubServer, request: Request): Promise<Response> {
  const answer = new URLSearchParams(await request.text());
  const id = answer.get("request") ?? "";
  const asked = github.asked.get(id);
  github.asked.delete(id);
  if (!asked || asked.expiresAt < Date.now()) return refuse("this page was used or has expired");
  const back = new URL(asked.redirectUri);
  if (asked.state !== undefined) back.searchParams.set("state", asked.state);
  back.searchParams.set("iss", ISSUER);
  if (answer.get("decision") !== "allow") {
    back.searchParams.set("error", "access_denied");
    back.searchParams.set("error_description", "The user has denied your application access.");
    return redirect(back);
  }
  const email = answer.get("account") ?? "";
  if (!github.options.users.some((user) => user.email === email)) return refuse("choose an account");
  const login = loginOf(email);
  if (asked.install && !install(github, login, answer.get("target") ?? "", back))
    return refuse("choose an account that is yours, or an organization you belong to");
  const { client, scopes, challenge, named } = asked;
  const pending = { kind: client.kind, clientId: client.id, login, email, scopes, challenge };
  const redirectUri = named ? asked.redirectUri : undefined;
  const code = github.ledger.keepCode(github.ledger.mint("", 15), { ...pending, redirectUri });
  back.searchParams.set("code", code);
  return redirect(back);
}

/** Members who are no owners can only ask one to install. False: the account is none of theirs. */
function install(github: GitHubServer, login: string, target: string, back: URL): boolean {
  const role = github.roleIn(login, target);
  if (role === undefined) return false;
  if (role === "member") {
    back.searchParams.set("setup_action", "request");
    return true;
  }
  const known = github.installationOn(target);
  back.searchParams.set("installation_id", String((known ?? github.install(target)).id));
  back.searchParams.set("setup_action", known ? "update" : "install");
  return true;
}

export const loginOf = (email: string): string => email.split("@")[0] ?? email;
