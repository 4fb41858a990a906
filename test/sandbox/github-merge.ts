import type { GitHubRepo } from "./emulator-internals.ts";
import type { GitHubCall } from "./github-account.ts";
import { githubFailed } from "./github-answers.ts";
import { bodyOf, invalid } from "./github-bodies.ts";
import { commitOnto, compare } from "./github-git.ts";
import { moveBranch, type PullRow, pullStore, tipOf } from "./github-pull-ledger.ts";
import { type PullState, stateOfPull } from "./github-pull-state.ts";
import { ownerOf } from "./github-server.ts";

const MERGE = ["commit_title", "commit_message", "sha", "merge_method"];
const ALLOW = {
  merge: "allow_merge_commit",
  squash: "allow_squash_merge",
  rebase: "allow_rebase_merge",
} as const;
const NOT_ALLOWED = {
  merge: "Merge commits are not allowed on this repository.",
  squash: "Squash merges are not allowed on this repository.",
  rebase: "Rebase merges are not allowed on this repository.",
};
type Method = keyof typeof ALLOW;

/** https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request */
export async function mergePull(call: GitHubCall, repo: GitHubRepo, pull: PullRow): Promise<Response> {
  const body = await bodyOf(call, MERGE);
  if (body instanceof Response) return body;
  const method = (body.merge_method ?? "merge") as Method;
  if (!Object.hasOwn(ALLOW, method))
    return invalid([{ resource: "PullRequest", field: "merge_method", code: "invalid" }]);
  if (pull.state !== "open") return githubFailed(405, "Pull Request is not mergeable");
  if (body.sha !== undefined && body.sha !== pull.head_sha)
    return githubFailed(409, "Head branch was modified. Review and try the merge again.");
  const settings = repo as unknown as Record<string, unknown>;
  if (settings[ALLOW[method]] === false) return githubFailed(405, NOT_ALLOWED[method]);
  const state = await stateOfPull(call, repo, pull);
  const refused = REFUSED[state.mergeable_state];
  if (refused !== undefined) return githubFailed(405, refused);
  const sha = await merged(call, repo, pull, {
    method,
    state,
    title: body.commit_title,
    message: body.commit_message,
  });
  finish(call, repo, pull, sha);
  return Response.json({ sha, merged: true, message: "Pull Request successfully merged" });
}

const REFUSED: Readonly<Partial<Record<PullState["mergeable_state"], string>>> = {
  draft: "Pull Request is still a draft",
  dirty: "Pull Request is not mergeable",
  blocked: "At least 1 approving review is required by reviewers with write access.",
  behind: "Head branch is out of date. Review and try the merge again.",
};

interface How {
  method: Method;
  state: PullState;
  title: unknown;
  message: unknown;
}

/** The commits that a method makes on the base. Answers the last one. */
async function merged(call: GitHubCall, repo: GitHubRepo, pull: PullRow, how: How): Promise<string> {
  const { stock, github } = call;
  const { files, commits } = how.state.comparison;
  const base = tipOf(github, repo.id, pull.base_ref) ?? pull.base_sha;
  if (how.method === "rebase") {
    let onto = base;
    for (const { sha, commit, parents } of commits) {
      const own = await compare(stock, repo.full_name, parents[0]?.sha ?? base, sha);
      const message = commit.message;
      onto = await commitOnto(stock, repo.full_name, { onto, files: own.files, parents: [onto], message });
    }
    return onto;
  }
  const squash = how.method === "squash";
  const head = `${ownerOf(repo)}/${pull.head_ref}`;
  const title = squash
    ? `${pull.title} (#${pull.number})`
    : `Merge pull request #${pull.number} from ${head}`;
  const text = squash ? commits.map(({ commit }) => `* ${commit.message}`).join("\n\n") : pull.title;
  const message = [how.title ?? title, how.message ?? text].filter((part) => part !== "").join("\n\n");
  const parents = squash ? [base] : [base, pull.head_sha];
  return commitOnto(stock, repo.full_name, { onto: base, files, parents, message });
}

function finish({ github, grant }: GitHubCall, repo: GitHubRepo, pull: PullRow, sha: string): void {
  const store = pullStore(github);
  const base_sha = tipOf(github, repo.id, pull.base_ref) ?? pull.base_sha;
  moveBranch(github, repo.id, pull.base_ref, sha);
  const now = new Date().toISOString();
  const login = grant.kind === "installation" ? grant.installation.account.login : grant.login;
  const done = {
    state: "closed" as const,
    merged: true,
    merged_at: now,
    closed_at: now,
    merge_commit_sha: sha,
  };
  store.pullRequests.update(pull.id, { ...done, base_sha, merged_by_id: github.account(login)?.id ?? null });
  const issue = github.store.issues
    .all()
    .find((one) => one.repo_id === repo.id && one.number === pull.number);
  if (issue) github.store.issues.update(issue.id, { state: "closed", closed_at: now } as object);
}

/** https://docs.github.com/en/rest/pulls/pulls#update-a-pull-request-branch */
export async function updateBranch(call: GitHubCall, repo: GitHubRepo, pull: PullRow): Promise<Response> {
  const { github, stock } = call;
  const body = await bodyOf(call, ["expected_head_sha"]);
  if (body instanceof Response) return body;
  const wrong = (message: string) => githubFailed(422, message);
  if (pull.state !== "open") return wrong("Pull request is closed");
  if (body.expected_head_sha !== undefined && body.expected_head_sha !== pull.head_sha)
    return wrong("expected_head_sha does not match the head of the pull request");
  const { mergeable, comparison } = await stateOfPull(call, repo, pull);
  if (comparison.behind_by === 0) return wrong("There are no new commits on the base branch.");
  if (!mergeable) return wrong("merge conflict between base and head");
  const base = tipOf(github, repo.id, pull.base_ref) ?? pull.base_sha;
  const { files } = await compare(stock, repo.full_name, comparison.merge_base_commit.sha, base);
  const sha = await commitOnto(stock, repo.full_name, {
    onto: pull.head_sha,
    files,
    parents: [pull.head_sha, base],
    message: `Merge branch '${pull.base_ref}' into ${pull.head_ref}`,
  });
  moveBranch(github, pull.head_repo_id, pull.head_ref, sha);
  pullStore(github).pullRequests.update(pull.id, { head_sha: sha });
  const url = `${github.url}/repos/${repo.full_name}/pulls/${pull.number}`;
  return Response.json({ message: "Updating pull request branch.", url }, { status: 202 });
}
