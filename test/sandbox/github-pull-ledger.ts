import type { Collection, GitHubRepo, Row } from "./emulator-internals.ts";
import type { GitHubServer } from "./github-server.ts";

/** Rows of `emulate@0.12.2` that the routes of ours read and write, besides those of `emulator-internals.ts`. */
export interface PullRow extends Row {
  number: number;
  repo_id: number;
  title: string;
  state: "open" | "closed";
  user_id: number;
  draft: boolean;
  merged: boolean;
  head_ref: string;
  head_sha: string;
  head_repo_id: number;
  base_ref: string;
  base_sha: string;
  node_id: string;
  created_at: string;
  [field: string]: unknown;
}
export interface CommentRow extends Row {
  repo_id: number;
  pull_number: number | null;
  comment_type: string;
  in_reply_to_id: number | null;
  path: string | null;
  line: number | null;
  side: "LEFT" | "RIGHT" | null;
  commit_sha: string | null;
  user_id: number;
  body: string;
  created_at: string;
  [field: string]: unknown;
}
/** `branches` and `refs` tell the same in two ways. */
interface TipRow extends Row {
  repo_id: number;
  sha: string;
  name?: string;
  ref?: string;
  [field: string]: unknown;
}
interface GitRow extends Row {
  repo_id: number;
  sha: string;
  tree_sha?: string;
  parent_shas?: string[];
  [field: string]: unknown;
}
interface AnyRow extends Row {
  repo_id: number;
  [field: string]: unknown;
}
export interface PullStore {
  pullRequests: Collection<PullRow>;
  comments: Collection<CommentRow>;
  reviews: Collection<AnyRow & { pull_number: number; user_id: number; state: string }>;
  branches: Collection<TipRow>;
  refs: Collection<TipRow>;
  commits: Collection<GitRow>;
  trees: Collection<GitRow>;
  blobs: Collection<GitRow>;
  branchProtections: Collection<AnyRow>;
  checkRuns: Collection<AnyRow & { head_sha: string; status: string; conclusion: string | null }>;
  workflows: Collection<AnyRow>;
  workflowRuns: Collection<AnyRow>;
  jobs: Collection<AnyRow & { run_id: number; status: string }>;
  users: Collection<Row & { login: string; name: string | null; email: string | null }>;
}

export const pullStore = (github: GitHubServer): PullStore => github.store as unknown as PullStore;

export interface Status {
  context: string;
  state: "success" | "failure" | "error" | "pending";
  description: string;
  target_url: string;
}

/** What the stock emulator keeps nowhere. */
export class PullLedger {
  /** Threads by their first comment's id, and who resolved them. */
  readonly resolved = new Map<number, string>();
  /** First lines of comments on several lines, by comment id. */
  readonly startLines = new Map<number, number>();
  /** Head and base whose mergeability was asked for once: the second time it is known. */
  readonly looked = new Set<string>();
  /** By commit sha. */
  readonly statuses = new Map<string, Status[]>();
  /** By job id; `gone`: expired. */
  readonly logs = new Map<number, Buffer | "gone">();
  /** Signed addresses of logs: what they lead to and until when. Milliseconds since the epoch. */
  readonly signed = new Map<string, { job: number; until: number }>();
  /** Where logs are kept, and what the gateway believes the host is. */
  storage = "";
}

export const LOG_ORIGIN = "https://productionresultssa0.blob.core.windows.net";

export function pullIn(github: GitHubServer, repo: GitHubRepo, number: number): PullRow | undefined {
  return pullStore(github)
    .pullRequests.all()
    .find((one) => one.repo_id === repo.id && one.number === number);
}

/** The commit that a branch is at. */
export const tipOf = (github: GitHubServer, repoId: number, branch: string): string | undefined =>
  pullStore(github)
    .refs.all()
    .find((one) => one.repo_id === repoId && one.ref === `refs/heads/${branch}`)?.sha;

/** Moves a branch that is there. */
export function moveBranch(github: GitHubServer, repoId: number, branch: string, sha: string): void {
  const { refs, branches } = pullStore(github);
  for (const one of refs.all())
    if (one.repo_id === repoId && one.ref === `refs/heads/${branch}`) refs.update(one.id, { sha });
  for (const one of branches.all())
    if (one.repo_id === repoId && one.name === branch) branches.update(one.id, { sha });
}

/** Gives one repository the git objects of another: forks share them at GitHub. */
export function shareObjects(github: GitHubServer, from: number, to: number): void {
  const { commits, trees, blobs } = pullStore(github);
  for (const rows of [commits, trees, blobs]) {
    const all = rows.all();
    const has = new Set(all.filter((one) => one.repo_id === to).map((one) => one.sha));
    for (const { id: _, ...row } of all.filter((one) => one.repo_id === from && !has.has(one.sha)))
      rows.insert({ ...row, repo_id: to, sha: row.sha });
  }
}

/** A push to the branch of an open pull request moves its head; the stock emulator leaves it. */
export function followBranches(github: GitHubServer, repo: GitHubRepo): void {
  const { pullRequests } = pullStore(github);
  for (const pull of pullRequests.all()) {
    if (pull.repo_id !== repo.id || pull.state !== "open") continue;
    const head_sha = tipOf(github, pull.head_repo_id, pull.head_ref) ?? pull.head_sha;
    if (head_sha === pull.head_sha) continue;
    if (pull.head_repo_id !== repo.id) shareObjects(github, pull.head_repo_id, repo.id);
    pullRequests.update(pull.id, { head_sha });
  }
}

/** Sets the rules of a branch, or takes them away. https://docs.github.com/en/rest/branches/branch-protection */
export function protectBranch(
  github: GitHubServer,
  fullName: string,
  branch_name: string,
  rules: object | undefined,
): void {
  const repo_id = github.store.repos.findOneBy("full_name", fullName)?.id ?? 0;
  const { branchProtections } = pullStore(github);
  for (const one of branchProtections.all())
    if (one.repo_id === repo_id && one.branch_name === branch_name) branchProtections.delete(one.id);
  if (rules) branchProtections.insert({ repo_id, branch_name, ...rules });
}
