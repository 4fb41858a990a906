import type { GitHubRepo } from "./emulator-internals.ts";
import type { GitHubCall } from "./github-account.ts";
import { bodyOf, invalid } from "./github-bodies.ts";
import type { Changed } from "./github-git.ts";
import { type CommentRow, type PullRow, pullStore } from "./github-pull-ledger.ts";
import { filesOfPull } from "./github-pull-state.ts";

const REVIEW = ["commit_id", "body", "event", "comments"];
const COMMENT = ["path", "position", "body", "line", "side", "start_line", "start_side"];
const EVENTS = ["APPROVE", "REQUEST_CHANGES", "COMMENT"];

interface Inline {
  path: string;
  body: string;
  line: number;
  side: "LEFT" | "RIGHT";
  start_line?: number;
}

const unprocessable = (...errors: string[]): Response => invalid(errors, "Unprocessable Entity");

/**
 * All of a review or nothing: https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request. The
 * sentences are GitHub's, and like GitHub's they do not say which comment it was.
 */
export async function createReview(call: GitHubCall, repo: GitHubRepo, pull: PullRow): Promise<Response> {
  const body = await bodyOf(call, REVIEW);
  if (body instanceof Response) return body;
  const { event, comments = [], commit_id = pull.head_sha } = body;
  if (event !== undefined && !EVENTS.includes(String(event)))
    return unprocessable("Variable $event is not valid");
  if (!Array.isArray(comments)) return unprocessable("Comments must be an array");
  const actor = actorOf(call);
  if (actor === pull.user_id && event === "APPROVE")
    return unprocessable("Can not approve your own pull request");
  if (actor === pull.user_id && event === "REQUEST_CHANGES")
    return unprocessable("Can not request changes on your own pull request");
  if (pending(call, repo, pull).some(({ user_id }) => user_id === actor))
    return unprocessable("User can only have one pending review per pull request");
  const said = typeof body.body === "string" && body.body.trim() !== "";
  if (!said && (event === "REQUEST_CHANGES" || (event === "COMMENT" && comments.length === 0)))
    return unprocessable("Body can't be blank");
  const files = await filesOfPull(call, repo, pull);
  for (const comment of comments) {
    const wrong = wrongComment(comment as Record<string, unknown>, files);
    if (wrong) return wrong;
  }
  const { comments: _, ...stock } = body;
  const answer = await call.stock(call.url.pathname, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...stock, commit_id }),
  });
  const review = (await answer.json()) as { id: number; user: { id: number } };
  for (const one of comments)
    keep(call, repo, pull, { ...(one as Inline) }, { review, commit: String(commit_id) });
  return Response.json(review, { status: answer.status === 201 ? 200 : answer.status });
}

function actorOf({ github, grant }: GitHubCall): number | undefined {
  return grant.kind === "installation" ? undefined : github.account(grant.login)?.id;
}

const pending = ({ github }: GitHubCall, repo: GitHubRepo, pull: PullRow) =>
  pullStore(github)
    .reviews.all()
    .filter((one) => one.repo_id === repo.id && one.pull_number === pull.number && one.state === "PENDING");

function wrongComment(comment: Record<string, unknown>, files: readonly Changed[]): Response | undefined {
  const unknown = Object.keys(comment).filter((name) => !COMMENT.includes(name));
  if (unknown.length > 0) return unprocessable(`${unknown[0]} is not a permitted key`);
  const { path, body, line, side = "RIGHT", start_line, start_side = side } = comment;
  if (typeof body !== "string" || body.trim() === "") return unprocessable("Body can't be blank");
  const file = files.find(({ filename }) => filename === path);
  const blank = "Pull request review thread diff hunk can't be blank";
  if (!file?.patch) return unprocessable(`Pull request review thread path is invalid and ${blank}`);
  const hunk = hunkOf(file.patch, Number(line), String(side));
  if (hunk === undefined)
    return unprocessable(`Pull request review thread line must be part of the diff and ${blank}`);
  if (start_line === undefined) return undefined;
  if (Number(start_line) >= Number(line))
    return unprocessable("Pull request review thread start line must precede the end line.");
  return hunkOf(file.patch, Number(start_line), String(start_side)) === hunk
    ? undefined
    : unprocessable("Pull request review thread start line must be part of the same hunk as the line.");
}

/** Which hunk shows a line of a side, walking through the patch line by line. */
function hunkOf(patch: string, line: number, side: string): number | undefined {
  const at = { LEFT: 0, RIGHT: 0 };
  let hunk = -1;
  for (const text of patch.split("\n")) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text);
    if (header) {
      hunk += 1;
      [at.LEFT, at.RIGHT] = [Number(header[1]) - 1, Number(header[2]) - 1];
      continue;
    }
    if (text.startsWith("\\")) continue;
    const sides = text.startsWith("-") ? ["LEFT"] : text.startsWith("+") ? ["RIGHT"] : ["LEFT", "RIGHT"];
    for (const one of sides as ("LEFT" | "RIGHT")[]) at[one] += 1;
    if (sides.includes(side) && at[side as "LEFT"] === line) return hunk;
  }
  return undefined;
}

/** As the stock emulator keeps comments, besides the first line, which it does not know. */
function keep(
  { github }: GitHubCall,
  repo: GitHubRepo,
  pull: PullRow,
  { path, body, line, side = "RIGHT", start_line }: Inline,
  { review, commit }: { review: { id: number; user: { id: number } }; commit: string },
): void {
  const now = new Date().toISOString();
  const { comments, pullRequests } = pullStore(github);
  const row: Omit<CommentRow, "id"> = {
    node_id: "",
    repo_id: repo.id,
    issue_number: null,
    pull_number: pull.number,
    commit_sha: commit,
    body,
    user_id: review.user.id,
    in_reply_to_id: null,
    path,
    position: null,
    line,
    side,
    subject_type: "line",
    comment_type: "review",
    review_id: review.id,
    created_at: now,
    updated_at: now,
  };
  const { id } = comments.insert(row);
  comments.update(id, { node_id: Buffer.from(`0:PullRequestReviewComment${id}`).toString("base64") });
  if (start_line !== undefined) github.pulls.startLines.set(id, start_line);
  pullRequests.update(pull.id, { review_comments: Number(pull.review_comments ?? 0) + 1 });
}

/** Nobody sees the reviews of others that are not submitted yet. */
export async function listReviews(call: GitHubCall): Promise<Response> {
  const answer = await call.stock(`${call.url.pathname}${call.url.search}`);
  const all = (await answer.json()) as { state: string; user: { id: number } | null }[];
  const actor = actorOf(call);
  return Response.json(
    all.filter(({ state, user }) => state !== "PENDING" || user?.id === actor),
    { status: answer.status, headers: answer.headers },
  );
}
