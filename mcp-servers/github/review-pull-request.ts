import { z } from "zod";
import { type Api, defineTool, readAnswer, SENDS, ToolError } from "../kit/index.ts";
import type { DiffFile } from "./diff-page.ts";
import { inTurn } from "./in-turn.ts";
import { needing } from "./needing.ts";
import { type Pull, pullFilesSchema, reviewListSchema, reviewSchema } from "./pull-upstream.ts";
import { pullNumber, pullPath, readPull } from "./read-pull.ts";
import { repoName } from "./repo.ts";
import { misplaced } from "./review-lines.ts";
import { PRIVATE, WRITE_PULLS } from "./scopes.ts";
import { repository } from "./targets.ts";

const FILES_PER_PAGE = 100;
const FILE_PAGES = 10;

const line = z.int().min(1).max(10_000_000);
const input = z.strictObject({
  repo: repoName,
  number: pullNumber,
  event: z.enum(["comment", "approve", "request_changes"]),
  body: z.string().max(65_536).optional(),
  comments: z
    .array(
      z.strictObject({
        path: z.string().max(1000),
        line,
        side: z.enum(["LEFT", "RIGHT"]).describe("LEFT: before the change").optional(),
        start_line: line.optional(),
        body: z.string().max(65_536),
      }),
    )
    .max(100)
    .describe("On lines that the diff shows")
    .optional(),
  commit_sha: z.string().max(40).describe("Reviewed head_sha; default the present one").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  review_id: z.number().int(),
  state: z.string(),
  commit_sha: z.string(),
  comments: z.number().int(),
  url: z.string(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request */
export const githubReviewPullRequest = defineTool({
  name: "github_review_pull_request",
  title: "Review a pull request",
  description: "Submit a review (comment, approve, request changes) with comments on lines, in one call.",
  effect: "destructive",
  targets: repository,
  labels: SENDS,
  scopes: WRITE_PULLS,
  extras: [PRIVATE],
  input,
  output,
  run: (api, asked, signal) =>
    needing("access to the repository, of a GitHub App pull_requests:write", () =>
      review(api, asked, signal),
    ),
  render: ({ review_id, state, commit_sha, comments, url }) =>
    `Review ${review_id}: ${state} on ${commit_sha.slice(0, 10)} with ${comments} inline comments · ${url}`,
});

async function review(api: Api, asked: Input, signal: AbortSignal): Promise<Output> {
  check(asked);
  const where = pullPath(asked);
  const comments = (asked.comments ?? []).map(sent);
  return inTurn(api, signal, async () => {
    const pull = await readPull(api, where);
    pinned(pull, asked.commit_sha);
    const fields = {
      commit_id: pull.head.sha,
      event: asked.event.toUpperCase(),
      ...(asked.body !== undefined && { body: asked.body }),
      ...(comments.length > 0 && { comments }),
    };
    try {
      const made = readAnswer(reviewSchema, await api.post(`${where}/reviews`, fields));
      return {
        review_id: made.id,
        state: made.state.toLowerCase(),
        commit_sha: made.commit_id || pull.head.sha,
        comments: comments.length,
        url: made.html_url,
      };
    } catch (error) {
      throw error instanceof ToolError && error.status === 422
        ? await refusal(api, where, pull, asked, error)
        : error;
    }
  });
}

function check({ event, body = "", comments = [] }: Input): void {
  const wrong = (sentence: string) => new ToolError("bad_argument", `${sentence} Nothing was submitted.`);
  if (event === "request_changes" && body.trim() === "")
    throw wrong("`body` must say which changes are requested.");
  if (event === "comment" && body.trim() === "" && comments.length === 0)
    throw wrong("A review that comments needs a `body` or `comments`.");
  for (const [at, comment] of comments.entries()) {
    if (comment.body.trim() === "") throw wrong(`\`comments[${at}].body\` is empty.`);
    if (comment.start_line !== undefined && comment.start_line > comment.line)
      throw wrong(`\`comments[${at}].start_line\` comes after its \`line\`.`);
  }
}

/** GitHub takes no stretch of one line. */
function sent({ path, line, side = "RIGHT", start_line, body }: NonNullable<Input["comments"]>[number]) {
  const stretch = start_line !== undefined && start_line < line ? { start_line, start_side: side } : {};
  return { path, line, side, ...stretch, body };
}

function pinned({ head }: Pull, sha: string | undefined): void {
  if (sha === undefined || (sha.length >= 7 && head.sha.startsWith(sha.toLowerCase()))) return;
  throw new ToolError(
    "conflict",
    `The head is now ${head.sha}, not the ${sha} that was reviewed. Read the diff again. Nothing was submitted.`,
    { data: { head_sha: head.sha } },
  );
}

/** GitHub refuses a review as a whole and does not say which comment it was; what is the case tells. */
async function refusal(
  api: Api,
  where: string,
  pull: Pull,
  asked: Input,
  refused: ToolError,
): Promise<ToolError> {
  const say = (fault: "bad_argument" | "conflict", sentence: string) =>
    new ToolError(fault, `${sentence} Nothing was submitted.`, { status: 422, reason: refused.reason });
  if (asked.event !== "comment" && pull.user.toLowerCase() === api.account.toLowerCase())
    return say(
      "bad_argument",
      `GitHub lets nobody ${asked.event === "approve" ? "approve" : "request changes on"} their own pull request (422), and ${pull.user} opened this one. Use event: comment.`,
    );
  if (asked.comments?.length) {
    const files = await changedFiles(api, where);
    const wrong = asked.comments.flatMap((comment) => misplaced(comment, files) ?? []);
    if (wrong.length > 0)
      return say(
        "bad_argument",
        `GitHub takes no comment there: ${wrong.slice(0, 10).join("; ")}${wrong.length > 10 ? `; and ${wrong.length - 10} more` : ""}.`,
      );
  }
  if (await hasPending(api, where))
    return say(
      "conflict",
      "There is a review of this account on it that was begun and not submitted. Submit or discard it on GitHub first.",
    );
  return say(
    "bad_argument",
    `${refused.message}${asked.event === "comment" ? "" : " Nobody approves or requests changes on their own pull request, apps included."}`,
  );
}

async function changedFiles(api: Api, where: string): Promise<DiffFile[]> {
  const files: DiffFile[] = [];
  for (let page = 1; page <= FILE_PAGES; page++) {
    const query = { per_page: FILES_PER_PAGE, page };
    const read = readAnswer(pullFilesSchema, await api.get(`${where}/files`, { query }));
    files.push(...read);
    if (read.length < FILES_PER_PAGE) break;
  }
  return files;
}

/** Those of others are not shown while they are pending. */
async function hasPending(api: Api, where: string): Promise<boolean> {
  const reviews = readAnswer(
    reviewListSchema,
    await api.get(`${where}/reviews`, { query: { per_page: 100 } }),
  );
  return reviews.some(({ state }) => state === "PENDING");
}
