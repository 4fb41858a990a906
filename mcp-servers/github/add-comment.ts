import { z } from "zod";
import { type Api, defineTool, readAnswer, SENDS, ToolError } from "../kit/index.ts";
import { marked, markOf } from "./comment-mark.ts";
import { inTurn } from "./in-turn.ts";
import { repoName, repoPath } from "./repo.ts";
import { PRIVATE, WRITE_COMMENTS } from "./scopes.ts";
import { repository } from "./targets.ts";
import { type Comment, commentListSchema, commentSchema } from "./upstream.ts";

const LONGEST = 65_536;
/** How far back an earlier comment with the key is looked for, and in how many pages of 100. */
const LOOK_BACK_MS = 24 * 60 * 60_000;
const LOOK_PAGES = 5;

const input = z.strictObject({
  repo: repoName,
  number: z.int().min(1).max(100_000_000),
  body: z.string().max(LONGEST),
  idempotency_key: z.string().max(100).describe("Same key: same result").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  comment_id: z.number().int(),
  url: z.string(),
  /** An earlier call with the same idempotency key wrote it; this one wrote nothing. */
  already_sent: z.boolean().optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/issues/comments#create-an-issue-comment */
export const githubAddComment = defineTool({
  name: "github_add_comment",
  title: "Add a comment",
  description:
    "Comment on an issue, or in the conversation of a pull request; github_review_pull_request comments on lines.",
  effect: "destructive",
  targets: repository,
  labels: SENDS,
  scopes: WRITE_COMMENTS,
  extras: [PRIVATE],
  input,
  output,
  run: comment,
  render: ({ comment_id, url, already_sent }) =>
    `${already_sent ? "Already written earlier with this idempotency key; nothing new was written." : "Written."} comment ${comment_id} · ${url}`,
});

/**
 * With a key, its hash goes along as a Markdown comment that pages do not show, and the comments of the last day are
 * searched for it first. Writes of one connector wait for each other, so a retry finds its first try; that holds for
 * one gateway process at a time.
 */
async function comment(api: Api, asked: Input, signal: AbortSignal): Promise<Output> {
  const { body, idempotency_key: key } = asked;
  if (body.trim() === "") throw new ToolError("bad_argument", "`body` is empty. Nothing was written.");
  const where = `${repoPath(asked.repo)}/issues/${asked.number}/comments`;
  const mark = key === undefined ? undefined : markOf(api, key);
  const text = mark === undefined ? body : marked(body, mark);
  if (text.length > LONGEST) {
    throw new ToolError(
      "too_large",
      `With an idempotency key a comment may have ${LONGEST - (text.length - body.length)} characters. Nothing was written.`,
    );
  }
  return inTurn(api, signal, async () => {
    const earlier = mark === undefined ? undefined : await earlierOf(api, where, mark);
    if (earlier) return { comment_id: earlier.id, url: earlier.html_url, already_sent: true };
    const made = readAnswer(commentSchema, await api.post(where, { body: text }));
    return { comment_id: made.id, url: made.html_url };
  });
}

async function earlierOf(api: Api, where: string, mark: string): Promise<Comment | undefined> {
  const since = `${new Date(Date.now() - LOOK_BACK_MS).toISOString().slice(0, 19)}Z`;
  for (let page = 1; page <= LOOK_PAGES; page++) {
    const query = { since, per_page: 100, page };
    const comments = readAnswer(commentListSchema, await api.get(where, { query }));
    const found = comments.find((one) => one.body.endsWith(mark));
    if (found || comments.length < 100) return found;
  }
  return undefined;
}
