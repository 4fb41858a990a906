import { randomUUID } from "node:crypto";
import type { GitHubRepo } from "./emulator-internals.ts";
import type { GitHubCall } from "./github-account.ts";
import { githubFailed, notFound, pageOf } from "./github-answers.ts";
import { LOG_ORIGIN, pullStore } from "./github-pull-ledger.ts";

/** Seconds that the address of a log works. */
const LOG_SECONDS = 60;

/**
 * Runs, jobs and logs as GitHub has them, where the stock emulator differs:
 * https://docs.github.com/en/rest/actions/workflow-runs, /workflow-jobs and /workflows. Permissions were checked before.
 */
export async function runsRoute(call: GitHubCall): Promise<Response | undefined> {
  const { github, request, url } = call;
  const [, fullName = "", below = ""] = /^\/repos\/([^/]+\/[^/]+)(\/.*)$/.exec(url.pathname) ?? [];
  const repo = github.store.repos.findOneBy("full_name", fullName);
  if (!repo || request.method !== "GET") return undefined;
  const [, job] = /^\/actions\/jobs\/(\d+)\/logs$/.exec(below) ?? [];
  if (job !== undefined) return logOf(call, repo, Number(job));
  const [runs, workflow] = /^\/actions\/(?:workflows\/([^/]+)\/)?runs$/.exec(below) ?? [];
  // By id or by file; the stock emulator also takes a name.
  if (runs !== undefined) return /^\d+$|\.ya?ml$/.test(workflow ?? "0") ? listRuns(call) : notFound();
  if (/^\/actions\/runs\/\d+\/jobs$/.test(below)) return paged(call, "jobs");
  if (below === "/actions/workflows") return paged(call, "workflows");
  const [, ref, what] = /^\/commits\/([^/]+)\/(status|check-runs)$/.exec(below) ?? [];
  if (ref === undefined) return undefined;
  return what === "status" ? combinedStatus(call, repo, ref) : paged(call, "check_runs");
}

interface Run {
  status: string;
  conclusion: string | null;
  head_sha: string;
}

/** `status` may be a conclusion, too; the stock emulator knows the former alone. */
async function listRuns({ url, stock }: GitHubCall): Promise<Response> {
  const query = new URLSearchParams(url.search);
  const [status, sha] = [query.get("status"), query.get("head_sha")];
  const runs = await everything<Run>(stock, url, ["status", "head_sha"], "workflow_runs");
  if (runs instanceof Response) return runs;
  const fitting = runs.filter(
    (run) =>
      (!status || run.status === status || run.conclusion === status) && (!sha || run.head_sha === sha),
  );
  const { items, headers } = pageOf(fitting, url);
  return Response.json({ total_count: fitting.length, workflow_runs: items }, { headers });
}

/** In pages; the stock emulator lists all at once. */
async function paged({ url, stock }: GitHubCall, name: string): Promise<Response> {
  const all = await everything(stock, url, [], name);
  if (all instanceof Response) return all;
  const { items, headers } = pageOf(all, url);
  return Response.json({ total_count: all.length, [name]: items }, { headers });
}

/** What the stock emulator lists, without some parameters: an answer that is none is handed on. */
async function everything<T>(
  stock: GitHubCall["stock"],
  url: URL,
  without: readonly string[],
  name: string,
): Promise<T[] | Response> {
  const query = new URLSearchParams(url.search);
  for (const one of [...without, "page"]) query.delete(one);
  query.set("per_page", "100");
  const answer = await stock(`${url.pathname}?${query}`);
  if (answer.status !== 200) return answer;
  return ((await answer.json()) as Record<string, T[]>)[name] ?? [];
}

/** https://docs.github.com/en/rest/commits/statuses#get-the-combined-status-for-a-specific-reference */
function combinedStatus({ github, url }: GitHubCall, repo: GitHubRepo, sha: string): Response {
  const known = pullStore(github)
    .commits.all()
    .some((one) => one.repo_id === repo.id && one.sha === sha);
  if (!known) return githubFailed(422, `No commit found for SHA: ${sha}`);
  const statuses = github.pulls.statuses.get(sha) ?? [];
  const any = (...states: string[]) => statuses.some(({ state }) => states.includes(state));
  const state = any("failure", "error")
    ? "failure"
    : statuses.length === 0 || any("pending")
      ? "pending"
      : "success";
  const { items, headers } = pageOf(statuses, url);
  return Response.json({ state, sha, total_count: statuses.length, statuses: items }, { headers });
}

/**
 * Logs are kept elsewhere, at an address that carries its own permission for a minute.
 * https://docs.github.com/en/rest/actions/workflow-jobs#download-job-logs-for-a-workflow-run
 */
function logOf({ github }: GitHubCall, repo: GitHubRepo, id: number): Response {
  const job = pullStore(github)
    .jobs.all()
    .find((one) => one.id === id && one.repo_id === repo.id);
  const log = github.pulls.logs.get(id);
  if (job?.status !== "completed" || log === undefined) return notFound();
  if (log === "gone") return githubFailed(410, "Server Error");
  const signature = github.ledger.mint("", 32);
  github.pulls.signed.set(signature, { job: id, until: Date.now() + LOG_SECONDS * 1000 });
  const location = new URL(`/actions-results/${randomUUID()}/logs/job/job-logs.txt`, LOG_ORIGIN);
  location.searchParams.set("sp", "r");
  location.searchParams.set("sig", signature);
  return new Response(null, { status: 302, headers: { location: location.href } });
}
