import type { GitHubRepo } from "./emulator-internals.ts";
import type { GitHubCall } from "./github-account.ts";
import { notFound, pageOf } from "./github-answers.ts";
import { bodyOf, custom, field, invalid } from "./github-bodies.ts";
import { type Changed, compare } from "./github-git.ts";
import { mergePull, updateBranch } from "./github-merge.ts";
import {
  followBranches,
  type PullRow,
  pullIn,
  pullStore,
  shareObjects,
  tipOf,
} from "./github-pull-ledger.ts";
import { filesOfPull, stateOfPull } from "./github-pull-state.ts";
import { createReview, listReviews } from "./github-reviews.ts";
import { ownerOf } from "./github-server.ts";

/** One route below a pull request. Undefined: the stock emulator answers. */
export type PullRoute = (
  call: GitHubCall,
  repo: GitHubRepo,
  pull: PullRow,
) => Promise<Response | undefined> | Response | undefined;

const ROUTES: Readonly<Record<string, PullRoute>> = {
  "GET ": showPull,
  "PATCH ": changePull,
  "GET /files": listFiles,
  "PUT /merge": mergePull,
  "PUT /update-branch": updateBranch,
  "GET /reviews": listReviews,
  "POST /reviews": createReview,
  "POST /requested_reviewers": requestReviewers,
};

/**
 * Pull requests as GitHub has them, where the stock emulator differs: https://docs.github.com/en/rest/pulls/pulls,
 * /review-requests and /reviews. Permissions were checked before.
 */
export async function pullsRoute(call: GitHubCall): Promise<Response | undefined> {
  const { github, request, url } = call;
  const [, fullName = "", number, below = ""] = ROUTE.exec(url.pathname) ?? [];
  const repo = github.store.repos.findOneBy("full_name", fullName);
  if (!repo) return undefined;
  followBranches(github, repo);
  if (number === undefined) {
    if (request.method === "GET") return listPulls(call);
    return request.method === "POST" ? createPull(call, repo) : notFound();
  }
  const pull = pullIn(github, repo, Number(number));
  if (!pull) return notFound();
  const route = ROUTES[`${request.method} ${below}`];
  return route?.(call, repo, pull);
}

const ROUTE = /^\/repos\/([^/]+\/[^/]+)\/pulls(?:\/(\d+)(\/.*)?)?$/;

/** What lists do not tell: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests */
const SINGLE_ONLY = [
  "merged",
  "mergeable",
  "mergeable_state",
  "rebaseable",
  "merged_by",
  "comments",
  "review_comments",
  "maintainer_can_modify",
  "commits",
  "additions",
  "deletions",
  "changed_files",
];

async function listPulls({ url, stock }: GitHubCall): Promise<Response> {
  const query = new URLSearchParams(url.search);
  // Without its owner GitHub passes over a head.
  if (!query.get("head")?.includes(":")) query.delete("head");
  const answer = await stock(`${url.pathname}?${query}`);
  const all = (await answer.json()) as Record<string, unknown>[];
  for (const one of all) for (const name of SINGLE_ONLY) delete one[name];
  return Response.json(all, { status: answer.status, headers: answer.headers });
}

/** The first look at a new head or base starts the work; it is done by the second. */
async function showPull(call: GitHubCall, repo: GitHubRepo, pull: PullRow): Promise<Response> {
  const answer = await call.stock(call.url.pathname);
  const shown = (await answer.json()) as Record<string, unknown>;
  return Response.json(
    { ...shown, ...(await facts(call, repo, pull)) },
    { status: answer.status, headers: answer.headers },
  );
}

async function facts(call: GitHubCall, repo: GitHubRepo, pull: PullRow) {
  const base = tipOf(call.github, repo.id, pull.base_ref) ?? pull.base_sha;
  if (pull.state === "closed") {
    const { files, ahead_by } = await compare(call.stock, repo.full_name, pull.base_sha, pull.head_sha);
    return { ...stats(files, ahead_by), mergeable: null, mergeable_state: "unknown" };
  }
  const { mergeable, mergeable_state, comparison } = await stateOfPull(call, repo, pull);
  const numbers = stats(comparison.files, comparison.ahead_by);
  const state = `${pull.id} ${pull.head_sha} ${base}`;
  if (call.github.pulls.looked.has(state)) return { ...numbers, mergeable, mergeable_state };
  call.github.pulls.looked.add(state);
  return { ...numbers, mergeable: null, mergeable_state: "unknown" };
}

const stats = (files: readonly Changed[], commits: number) => ({
  commits,
  changed_files: files.length,
  additions: files.reduce((sum, one) => sum + one.additions, 0),
  deletions: files.reduce((sum, one) => sum + one.deletions, 0),
});

async function listFiles(call: GitHubCall, repo: GitHubRepo, pull: PullRow): Promise<Response> {
  const { items, headers } = pageOf(await filesOfPull(call, repo, pull), call.url);
  return Response.json(items, { headers });
}

const CREATE = ["title", "head", "head_repo", "base", "body", "maintainer_can_modify", "draft", "issue"];

async function createPull(call: GitHubCall, repo: GitHubRepo): Promise<Response | undefined> {
  const { github, stock } = call;
  const body = await bodyOf(call, CREATE);
  if (body instanceof Response) return body;
  const { title, head, base } = body;
  if (typeof title !== "string" || title.trim() === "") return invalid([field("title", "missing_field")]);
  if (typeof base !== "string" || !tipOf(github, repo.id, base)) return invalid([field("base", "invalid")]);
  const named = typeof head === "string" ? head : "";
  const [owner = "", branch = ""] = named.includes(":") ? named.split(":") : [ownerOf(repo), named];
  const from =
    owner === ownerOf(repo) ? repo : github.store.repos.findOneBy("full_name", `${owner}/${repo.name}`);
  const sha = from && tipOf(github, from.id, branch);
  if (!from || !sha) return invalid([field("head", "invalid")]);
  if (from.id !== repo.id) shareObjects(github, from.id, repo.id);
  const open = pullStore(github)
    .pullRequests.all()
    .some(
      (one) =>
        one.repo_id === repo.id &&
        one.state === "open" &&
        one.base_ref === base &&
        one.head_repo_id === from.id &&
        one.head_ref === branch,
    );
  if (open) return invalid([custom(`A pull request already exists for ${owner}:${branch}.`)]);
  const { ahead_by } = await compare(stock, repo.full_name, tipOf(github, repo.id, base) ?? base, sha);
  if (ahead_by === 0) return invalid([custom(`No commits between ${base} and ${named}`)]);
  return undefined;
}

const CHANGE = ["title", "body", "state", "base", "maintainer_can_modify"];

async function changePull(call: GitHubCall, repo: GitHubRepo, pull: PullRow): Promise<Response | undefined> {
  const body = await bodyOf(call, CHANGE);
  if (body instanceof Response) return body;
  if (typeof body.base === "string" && !tipOf(call.github, repo.id, body.base))
    return invalid([field("base", "invalid")]);
  if (body.state === "open" && pull.merged) return invalid([field("state", "invalid")]);
  return undefined;
}

/** https://docs.github.com/en/rest/pulls/review-requests#request-reviewers-for-a-pull-request */
async function requestReviewers(
  call: GitHubCall,
  repo: GitHubRepo,
  pull: PullRow,
): Promise<Response | undefined> {
  const { github } = call;
  const body = await bodyOf(call, ["reviewers", "team_reviewers"]);
  if (body instanceof Response) return body;
  for (const login of Array.isArray(body.reviewers) ? body.reviewers : []) {
    if (github.account(String(login))?.id === pull.user_id)
      return invalid([], "Review cannot be requested from pull request author.");
    if (!github.roleIn(String(login), ownerOf(repo)))
      return invalid(
        [],
        "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.",
      );
  }
  const answer = await call.ask(call.request);
  return new Response(answer.body, {
    status: answer.status === 200 ? 201 : answer.status,
    headers: answer.headers,
  });
}
