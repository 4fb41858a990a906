import type { GitHubRepo } from "./emulator-internals.ts";
import type { GitHubCall } from "./github-account.ts";
import { type CommentRow, type PullRow, pullStore } from "./github-pull-ledger.ts";
import { ownerOf } from "./github-server.ts";

interface Window {
  first?: number;
  after?: string | null;
}

/**
 * A resolver of `PullRequest.reviewThreads`: https://docs.github.com/en/graphql/reference/objects#pullrequestreviewthread.
 * A thread is a review comment with the replies to it.
 */
export function threadsOf(call: GitHubCall, repo: GitHubRepo, pull: PullRow) {
  const all = pullStore(call.github)
    .comments.all()
    .filter(
      (one) => one.repo_id === repo.id && one.comment_type === "review" && one.pull_number === pull.number,
    );
  return ({ first = 0, after }: Window) => {
    if (first < 1 || first > 100)
      throw new Error(
        "`first` must be between 1 and 100: https://docs.github.com/en/graphql/guides/using-pagination-in-the-graphql-api",
      );
    const threads = all.filter((one) => one.in_reply_to_id === null);
    const from = after ? Number(Buffer.from(after, "base64").toString()) : 0;
    const shown = threads.slice(from, from + first);
    const end = from + shown.length;
    return {
      totalCount: threads.length,
      pageInfo: {
        hasNextPage: end < threads.length,
        endCursor: shown.length > 0 ? Buffer.from(String(end)).toString("base64") : null,
      },
      nodes: shown.map((root) => thread(call, repo, pull, root, all)),
    };
  };
}

function thread(
  call: GitHubCall,
  repo: GitHubRepo,
  pull: PullRow,
  root: CommentRow,
  all: readonly CommentRow[],
) {
  const { github } = call;
  const resolver = github.pulls.resolved.get(root.id);
  const startLine = github.pulls.startLines.get(root.id) ?? null;
  const isOutdated = changedSince(call, repo, pull, root);
  const comments = all.filter((one) => one.id === root.id || one.in_reply_to_id === root.id);
  return {
    id: `PRRT_${root.id}`,
    isResolved: resolver !== undefined,
    isOutdated,
    path: root.path,
    line: isOutdated ? null : root.line,
    startLine: isOutdated ? null : startLine,
    originalLine: root.line,
    diffSide: root.side ?? "RIGHT",
    subjectType: root.line === null ? "FILE" : "LINE",
    resolvedBy: resolver === undefined ? null : { login: resolver },
    comments: ({ first = 0 }: Window) => ({
      totalCount: comments.length,
      nodes: comments.slice(0, first).map((one) => comment(call, repo, pull, one)),
    }),
  };
}

function comment({ github }: GitHubCall, repo: GitHubRepo, pull: PullRow, one: CommentRow) {
  const author = pullStore(github)
    .users.all()
    .find((user) => user.id === one.user_id);
  const role = author && github.roleIn(author.login, ownerOf(repo));
  return {
    databaseId: one.id,
    author: author ? { __typename: "User", login: author.login } : null,
    authorAssociation: role ? "MEMBER" : "NONE",
    body: one.body,
    createdAt: one.created_at,
    url: `https://github.com/${repo.full_name}/pull/${pull.number}#discussion_r${one.id}`,
  };
}

/** Whether the file is another one now than in the commit that was commented on. */
function changedSince({ github }: GitHubCall, repo: GitHubRepo, pull: PullRow, root: CommentRow): boolean {
  const store = pullStore(github);
  const blobAt = (sha: string | null) => {
    let tree = store.commits.all().find((one) => one.repo_id === repo.id && one.sha === sha)?.tree_sha;
    let found: string | undefined;
    for (const name of (root.path ?? "").split("/")) {
      const row = store.trees.all().find((one) => one.repo_id === repo.id && one.sha === tree);
      found = (row?.tree as { path: string; sha: string }[] | undefined)?.find(
        (one) => one.path === name,
      )?.sha;
      tree = found;
    }
    return found;
  };
  return blobAt(root.commit_sha) !== blobAt(pull.head_sha);
}
