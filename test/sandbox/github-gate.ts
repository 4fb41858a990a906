import type { PluginContext } from "./emulator-internals.ts";
import { refuseInRepo } from "./github-access.ts";
import { accountRoute, type GitHubCall } from "./github-account.ts";
import { badCredentials, githubFailed } from "./github-answers.ts";
import { appRoute } from "./github-app.ts";
import { authorize, decide, installPage } from "./github-authorize.ts";
import { codeRoute } from "./github-contents.ts";
import { graphqlRoute } from "./github-graphql.ts";
import { issuesRoute } from "./github-issue-routes.ts";
import { pullsRoute } from "./github-pulls.ts";
import { runsRoute } from "./github-runs.ts";
import type { GitHubGrant, GitHubServer } from "./github-server.ts";
import { endToken, token } from "./github-token.ts";
import type { Gate } from "./strict-emulator.ts";

/**
 * Everything that reaches the emulated GitHub passes here, github.com and api.github.com alike: sign-in and the app's
 * own routes are ours, the API is served to live tokens that may use it, and every other stock route is closed.
 */
export function githubGate(github: GitHubServer, tokenMap: () => PluginContext["tokenMap"]): Gate {
  return async (request, url, bearer, stock) => {
    const signIn = await signInRoute(github, request, url);
    if (signIn) return signIn;
    // https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent
    if (!request.headers.get("user-agent"))
      return githubFailed(
        403,
        "Request forbidden by administrative rules. Please make sure your request has a User-Agent header",
      );
    if (url.pathname === "/app" || url.pathname.startsWith("/app/"))
      return appRoute(github, request, url, bearer);
    if (bearer === undefined) return githubFailed(401, "Requires authentication");
    const grant = github.ledger.access(bearer);
    if (!grant) return badCredentials();
    const principals = tokenMap();
    // The stock routes read the caller from the emulator's own table.
    if (!principals.has(bearer)) principals.set(bearer, principalOf(github, grant));
    const own = { authorization: `Bearer ${bearer}` };
    const ask = (path: string, init: RequestInit = {}) =>
      stock(new Request(new URL(path, url), { ...init, headers: { ...own, ...init.headers } }));
    const call: GitHubCall = { github, grant, token: bearer, request, url, stock: ask, ask: stock };
    const answer = refused(call) ?? (await accountOrRepo(call)) ?? (await stock(request));
    return withHeaders(answer, grant);
  };
}

const REPO = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/;

function refused({ github, grant, request, url }: GitHubCall): Response | undefined {
  const [, fullName, below = ""] = REPO.exec(url.pathname) ?? [];
  if (fullName === undefined) return undefined;
  const present = github.store.repos.findOneBy("full_name", github.moved.get(fullName) ?? "");
  if (present) return moved(`${github.url}/repositories/${present.id}${below}${url.search}`);
  return refuseInRepo(github, grant, { method: request.method, fullName, below: below.replace(/\/$/, "") });
}

/** Renamed or transferred: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects */
function moved(to: string): Response {
  const documentation_url =
    "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects";
  return Response.json(
    { message: "Moved Permanently", url: to, documentation_url },
    { status: 301, headers: { location: to } },
  );
}

async function accountOrRepo(call: GitHubCall): Promise<Response | undefined> {
  if (!REPO.test(call.url.pathname)) return (await graphqlRoute(call)) ?? accountRoute(call);
  return (await pullsRoute(call)) ?? (await issuesRoute(call)) ?? (await codeRoute(call)) ?? runsRoute(call);
}

/** github.com's own pages, and the endpoints that take the client's id and secret. */
function signInRoute(
  github: GitHubServer,
  request: Request,
  url: URL,
): Promise<Response> | Response | undefined {
  const { pathname } = url;
  switch (`${request.method} ${pathname}`) {
    case "GET /login/oauth/authorize":
      return authorize(github, url);
    case "POST /login/oauth/decision":
      return decide(github, request);
    case "POST /login/oauth/access_token":
      return token(github, request);
  }
  const slug = /^\/apps\/([^/]+)\/installations\/new$/.exec(pathname)?.[1];
  if (slug !== undefined && request.method === "GET") return installPage(github, slug, url);
  const [, clientId = "", what = ""] = /^\/applications\/([^/]+)\/(grant|token)$/.exec(pathname) ?? [];
  if (clientId !== "" && request.method === "DELETE")
    return endToken(github, request, { clientId, what: what === "grant" ? "grant" : "token" });
  return undefined;
}

function principalOf(github: GitHubServer, grant: GitHubGrant) {
  if (grant.kind !== "installation") {
    const { login, scopes } = grant;
    return { login, id: github.account(login)?.id ?? 0, scopes: [...scopes] };
  }
  const { installation, permissions, repositories } = grant;
  const { id, login, type } = installation.account;
  const ids = (repositories ?? []).flatMap(
    (name) => github.store.repos.findOneBy("full_name", name)?.id ?? [],
  );
  return {
    login,
    id,
    scopes: [],
    installation: {
      installationId: installation.id,
      appId: github.options.app.id,
      accountId: id,
      accountType: type,
      permissions: { ...permissions },
      repositoryIds: ids,
      repositorySelection: repositories ? "selected" : "all",
    },
  };
}

function withHeaders(answer: Response, grant: GitHubGrant): Response {
  const own = new Response(answer.body, answer);
  if (grant.kind === "oauth_app") {
    own.headers.set("x-oauth-scopes", grant.scopes.join(", "));
    if (!own.headers.has("x-accepted-oauth-scopes")) own.headers.set("x-accepted-oauth-scopes", "");
  }
  own.headers.set("x-github-api-version-selected", "2022-11-28");
  return own;
}
