import type { GitHubRepo } from "./emulator-internals.ts";
import { missingScope, reach, reads } from "./github-access.ts";
import { githubFailed, notForApps, notFound, pageOf } from "./github-answers.ts";
import { shownInstallation } from "./github-app.ts";
import { alternatives, countedSearch, refusedSearch, withMatches } from "./github-search.ts";
import { type GitHubGrant, type GitHubServer, ownerOf } from "./github-server.ts";
import type { Stock } from "./strict-emulator.ts";

/** One call of the API with a live token. */
export interface GitHubCall {
  github: GitHubServer;
  grant: GitHubGrant;
  token: string;
  request: Request;
  url: URL;
  /** Asks the stock emulator as the token's account. */
  stock: (path: string, init?: RequestInit) => Promise<Response>;
  /** Lets the stock emulator answer a request as it is. */
  ask: Stock;
}

/** Routes of ours, and who may use stock ones outside `/repos`. Undefined: the stock emulator may answer. */
export async function accountRoute(call: GitHubCall): Promise<Response | undefined> {
  const { grant, request, url } = call;
  const { pathname } = url;
  if (request.method === "DELETE" && pathname === "/installation/token") return endOwnToken(call);
  if (request.method !== "GET") return notFound();
  if (pathname.startsWith("/search/")) return search(call);
  const own = /^\/user(?:\/(repos|orgs|emails|installations)(?:\/(\d+)\/repositories)?)?$/.exec(pathname);
  if (own) return ownAccount(call, own[1], own[2]);
  if (pathname === "/installation/repositories") {
    if (grant.kind !== "installation") return notForApps();
    return counted(call, "repositories", await reposOf(call, (repo) => isOwn(call, repo)));
  }
  const owner = /^\/(?:orgs|users)\/([^/]+)\/repos$/.exec(pathname)?.[1];
  if (owner !== undefined) {
    if (!call.github.account(owner)) return notFound();
    return paged(call, await reposOf(call, (repo) => ownerOf(repo) === owner));
  }
  return /^\/(?:orgs|users)\/[^/]+$/.test(pathname) ? undefined : notFound();
}

async function ownAccount(
  call: GitHubCall,
  what: string | undefined,
  installation: string | undefined,
): Promise<Response | undefined> {
  const { github, grant } = call;
  if (grant.kind === "installation") return notForApps();
  if (installation !== undefined && what !== "installations") return notFound();
  if (what === "repos") return paged(call, await reposOf(call, (repo) => isOwn(call, repo)));
  if (what === "installations") return ownInstallations(call, installation);
  if (grant.kind === "github_app") return what === undefined ? undefined : notForApps();
  if (what === "emails") return missingScope(grant.scopes, ["user", "user:email"]);
  if (what === "orgs") return missingScope(grant.scopes, ["user", "read:org", "read:user", "repo"]);
  return github.account(grant.login) ? undefined : notFound();
}

/** https://docs.github.com/en/rest/apps/installations */
async function ownInstallations(call: GitHubCall, id: string | undefined): Promise<Response> {
  const { github, grant } = call;
  if (grant.kind !== "github_app") {
    return githubFailed(
      403,
      "You must authenticate with an access token authorized to a GitHub App in order to list installations",
    );
  }
  const mine = [...github.installations.values()].filter((one) =>
    github.roleIn(grant.login, one.account.login),
  );
  if (id === undefined)
    return counted(
      call,
      "installations",
      mine.map((one) => shownInstallation(github, one)),
    );
  const found = mine.find((one) => one.id === Number(id));
  if (!found) return notFound();
  const repos = await reposOf(call, (repo) => ownerOf(repo) === found.account.login);
  const admin = github.roleIn(grant.login, found.account.login) === "admin";
  // The stock emulator shows everybody's rights; these are the asking person's.
  const shown = repos.map((repo) => ({
    ...(repo as object),
    permissions: { admin, push: true, pull: true },
  }));
  return counted(call, "repositories", shown);
}

function endOwnToken({ github, grant, token }: GitHubCall): Response {
  if (grant.kind !== "installation") return notForApps();
  github.ledger.endAccess(token);
  return new Response(null, { status: 204 });
}

/** Whether the token's account has a hand in it, besides looking at what is public. */
function isOwn({ github, grant }: GitHubCall, repo: GitHubRepo): boolean {
  if (grant.kind === "oauth_app") return github.roleIn(grant.login, ownerOf(repo)) !== undefined;
  return typeof reach(github, grant, repo) === "object";
}

/** Repositories that the token sees, as the stock emulator shows them. */
async function reposOf(call: GitHubCall, which: (repo: GitHubRepo) => boolean): Promise<unknown[]> {
  const { github, grant, stock } = call;
  const repos = github.store.repos
    .all()
    .filter((repo) => which(repo) && reads(github, grant, repo, "metadata"));
  return Promise.all(repos.map(async (repo) => (await stock(`/repos/${repo.full_name}`)).json()));
}

function paged({ url }: GitHubCall, all: readonly unknown[]): Response {
  const { items, headers } = pageOf(all, url);
  return Response.json(items, { headers });
}

function counted({ url }: GitHubCall, name: string, all: readonly unknown[]): Response {
  const { items, headers } = pageOf(all, url);
  return Response.json({ total_count: all.length, [name]: items }, { headers });
}

interface Hit {
  url: string;
  html_url: string;
  full_name?: string;
  repository?: { full_name: string };
  repository_url?: string;
  /** Of a pull request, which the stock emulator shows in its own shape. */
  head?: unknown;
  [field: string]: unknown;
}

const PERMISSION: Readonly<Record<string, string>> = {
  code: "contents",
  commits: "contents",
  repositories: "metadata",
};

/** What the stock emulator finds, less what the token may not see. https://docs.github.com/en/rest/search/search */
async function search(call: GitHubCall): Promise<Response> {
  const { github, grant, url, stock } = call;
  const kind = url.pathname.slice("/search/".length);
  if (kind !== "issues" && !Object.hasOwn(PERMISSION, kind)) return notFound();
  const { headers: limits, refused } = countedSearch(call, kind);
  const wrong = refused ?? refusedSearch(call, kind);
  if (wrong) return wrong;
  const q = url.searchParams.get("q") ?? "";
  const found: Hit[] = [];
  for (const one of alternatives(q)) {
    const all = new URLSearchParams(url.search);
    all.set("q", one);
    all.set("per_page", "100");
    all.delete("page");
    const answer = await stock(`${url.pathname}?${all}`);
    if (answer.status !== 200) return answer;
    const { items } = (await answer.json()) as { items: Hit[] };
    found.push(...items.filter((hit) => !found.some(({ html_url }) => html_url === hit.html_url)));
  }
  const seen = found.flatMap((hit) => {
    const name =
      hit.repository?.full_name ?? hit.full_name ?? /\/repos\/([^/]+\/[^/]+)/.exec(hit.url)?.[1] ?? "";
    const repo = github.store.repos.findOneBy("full_name", name);
    const permission = PERMISSION[kind] ?? (hit.head === undefined ? "issues" : "pull_requests");
    return repo && reads(github, grant, repo, permission)
      ? [hit.head === undefined ? hit : asIssue(hit)]
      : [];
  });
  const { items, headers } = pageOf(seen, url);
  const matches = kind === "code" && /text-match/.test(call.request.headers.get("accept") ?? "");
  const shown = matches ? await Promise.all(items.map((hit) => matched(call, hit, q))) : items;
  const answer = { total_count: seen.length, incomplete_results: false, items: shown };
  return Response.json(answer, { headers: { ...limits, ...headers } });
}

function matched(call: GitHubCall, hit: Hit, q: string): Promise<object> | object {
  const repo = call.github.store.repos.findOneBy("full_name", hit.repository?.full_name ?? "");
  return repo ? withMatches(call, hit, repo, q) : hit;
}

/** A pull request among issues, as GitHub lists it. */
function asIssue({ head, base, ...hit }: Hit): Hit {
  const { url, html_url, diff_url, patch_url, merged_at } = hit;
  return {
    ...hit,
    url: url.replace("/pulls/", "/issues/"),
    repository_url: url.replace(/\/pulls\/\d+$/, ""),
    pull_request: { url, html_url, diff_url, patch_url, merged_at },
  };
}
