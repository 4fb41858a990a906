import type { GitHubRepo } from "./emulator-internals.ts";
import type { GitHubCall } from "./github-account.ts";
import { ISSUE_TYPES } from "./github-issue-ledger.ts";

export type Fields = Record<string, unknown>;
export type Shown = Fields & { number: number };

/** The stock emulator's row, of a pull request, too. */
export const rowOf = ({ github }: GitHubCall, repo: GitHubRepo, number: number) =>
  github.store.issues.all().find((one) => one.repo_id === repo.id && one.number === number);

/** An issue or a pull request as the routes of issues show it. */
export async function issueOf(
  call: GitHubCall,
  repo: GitHubRepo,
  number: number,
): Promise<Shown | undefined> {
  const row = rowOf(call, repo, number);
  if (!row) return undefined;
  const kind = row.is_pull_request ? "pulls" : "issues";
  const answer = await call.stock(`/repos/${repo.full_name}/${kind}/${number}`);
  if (answer.status !== 200) return undefined;
  const shown = (await answer.json()) as Shown;
  return { ...(row.is_pull_request ? asIssue(shown) : shown), ...facts(call, repo, number) };
}

const OF_ISSUES = [
  "id",
  "node_id",
  "number",
  "title",
  "user",
  "labels",
  "state",
  "state_reason",
  "locked",
  "active_lock_reason",
  "assignee",
  "assignees",
  "milestone",
  "comments",
  "created_at",
  "updated_at",
  "closed_at",
  "author_association",
  "body",
  "draft",
];

/** A pull request as the routes of issues show it. */
export function asIssue(pull: Shown): Shown {
  const { html_url, diff_url, patch_url, merged_at } = pull;
  const url = String(pull.url);
  const at = url.replace("/pulls/", "/issues/");
  return {
    ...Object.fromEntries(OF_ISSUES.map((name) => [name, pull[name] ?? null])),
    number: pull.number,
    url: at,
    html_url,
    repository_url: url.replace(/\/pulls\/\d+$/, ""),
    comments_url: `${at}/comments`,
    timeline_url: `${at}/timeline`,
    pull_request: { url, html_url, diff_url, patch_url, merged_at: merged_at ?? null },
  };
}

function facts({ github }: GitHubCall, repo: GitHubRepo, number: number): Fields {
  const { type, reactions = {}, parent } = github.issues.of(repo.full_name, number);
  const parts = github.issues.partsOf(repo.full_name, number);
  const done = parts.filter((part) => rowOf({ github } as GitHubCall, repo, part)?.state === "closed").length;
  const at = `${github.url}/repos/${repo.full_name}/issues`;
  const names = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"];
  return {
    type: type === undefined ? null : { id: ISSUE_TYPES.indexOf(type) + 1, name: type },
    reactions: {
      url: `${at}/${number}/reactions`,
      total_count: Object.values(reactions).reduce((sum, count) => sum + count, 0),
      ...Object.fromEntries(names.map((name) => [name, reactions[name] ?? 0])),
    },
    sub_issues_summary: {
      total: parts.length,
      completed: done,
      percent_completed: parts.length === 0 ? 0 : Math.round((100 * done) / parts.length),
    },
    ...(parent !== undefined && { parent_issue_url: `${at}/${parent}` }),
  };
}
