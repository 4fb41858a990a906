import type { GitHubRepo } from "./emulator-internals.ts";
import type { GitHubCall } from "./github-account.ts";
import { type Changed, type Comparison, compare } from "./github-git.ts";
import { type PullRow, pullStore, tipOf } from "./github-pull-ledger.ts";

export interface PullState {
  mergeable: boolean;
  /** https://docs.github.com/en/graphql/reference/enums#mergestatestatus, in lower case. */
  mergeable_state: "clean" | "dirty" | "blocked" | "behind" | "draft" | "unstable";
  comparison: Comparison;
}

/** Where an open pull request stands now. Files that both sides changed count as conflicts. */
export async function stateOfPull(call: GitHubCall, repo: GitHubRepo, pull: PullRow): Promise<PullState> {
  const base = tipOf(call.github, repo.id, pull.base_ref) ?? pull.base_sha;
  const comparison = await compare(call.stock, repo.full_name, base, pull.head_sha);
  const parted = comparison.merge_base_commit.sha;
  const theirs = await compare(call.stock, repo.full_name, parted, base);
  const changed = new Map(theirs.files.map(({ filename, sha }) => [filename, sha]));
  const mergeable = comparison.files.every(
    ({ filename, sha }) => !changed.has(filename) || changed.get(filename) === sha,
  );
  return { mergeable, mergeable_state: standing(call, repo, pull, mergeable, comparison), comparison };
}

interface Protection {
  branch_name: string;
  required_status_checks?: { strict?: boolean; contexts: string[] } | null;
  required_pull_request_reviews?: { required_approving_review_count: number } | null;
}

function standing(
  { github }: GitHubCall,
  repo: GitHubRepo,
  pull: PullRow,
  mergeable: boolean,
  { behind_by }: Comparison,
): PullState["mergeable_state"] {
  if (pull.draft) return "draft";
  if (!mergeable) return "dirty";
  const store = pullStore(github);
  const rule = store.branchProtections
    .all()
    .find((one) => one.repo_id === repo.id && one.branch_name === pull.base_ref) as Protection | undefined;
  const runs = store.checkRuns
    .all()
    .filter((one) => one.repo_id === repo.id && one.head_sha === pull.head_sha);
  const required = rule?.required_status_checks?.contexts ?? [];
  const passed = (name: string) => runs.some((one) => one.name === name && one.conclusion === "success");
  const approvals = new Set(
    store.reviews
      .all()
      .filter((one) => one.repo_id === repo.id && one.pull_number === pull.number && one.state === "APPROVED")
      .map(({ user_id }) => user_id),
  );
  const needed = rule?.required_pull_request_reviews?.required_approving_review_count ?? 0;
  if (!required.every(passed) || approvals.size < needed) return "blocked";
  if (rule?.required_status_checks?.strict && behind_by > 0) return "behind";
  const statuses = github.pulls.statuses.get(pull.head_sha) ?? [];
  const bad =
    runs.some(({ status, conclusion }) => status !== "completed" || !FINE.has(conclusion ?? "")) ||
    statuses.some(({ state }) => state !== "success");
  return bad ? "unstable" : "clean";
}

const FINE = new Set(["success", "neutral", "skipped"]);

/** Longer ones come without their patch. */
const LONGEST_PATCH = 20_000;

/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
export async function filesOfPull(
  { github, stock }: GitHubCall,
  repo: GitHubRepo,
  pull: PullRow,
): Promise<Changed[]> {
  const base =
    pull.state === "open" ? (tipOf(github, repo.id, pull.base_ref) ?? pull.base_sha) : pull.base_sha;
  const { files } = await compare(stock, repo.full_name, base, pull.head_sha);
  return files.map((file) => {
    if ((file.patch?.length ?? 0) <= LONGEST_PATCH) return file;
    const { patch: _, ...rest } = file;
    return rest;
  });
}
