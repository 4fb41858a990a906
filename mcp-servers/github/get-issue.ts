import { z } from "zod";
import {
  type Api,
  cursorOf,
  defineTool,
  fitResult,
  openCursor,
  readAnswer,
  truncatedSchema,
} from "../kit/index.ts";
import { withoutMark } from "./comment-mark.ts";
import { issueRow, rowOf, rowText } from "./issue-row.ts";
import { cutPieces } from "./pieces.ts";
import { PROVENANCE } from "./provenance.ts";
import { repoName, repoPath } from "./repo.ts";
import { READ_ISSUES } from "./scopes.ts";
import { type Comment, commentListSchema, type Issue, issueSchema } from "./upstream.ts";

const PER_PAGE = 50;

const input = z.strictObject({
  repo: repoName,
  number: z.int().min(1).max(100_000_000),
  include_comments: z.boolean().default(true),
  max_chars: z.int().min(500).max(60_000).describe("Cut here; continue with cursor").default(12_000),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  issue: issueRow.extend({
    type: z.enum(["issue", "pull_request"]),
    milestone: z.string().optional(),
    closed: z.string().optional(),
    /** Absent where an earlier result has shown it. */
    body_md: z.string().optional(),
  }),
  comments: z.array(
    z.object({
      comment_id: z.number().int(),
      author: z.string(),
      author_association: z.string(),
      date: z.string(),
      body_md: z.string(),
      url: z.string(),
    }),
  ),
  /** Characters of the texts read for this result: the body, and up to fifty comments. */
  truncated: truncatedSchema.optional(),
});
type Output = z.output<typeof output>;

/** A page of comments; in it the text to begin with (0 of page 1: the body), and what was shown of that one. */
const position = z.object({ page: z.int().min(1), piece: z.int().min(0), offset: z.int().min(0) });
type Position = z.output<typeof position>;

/** https://docs.github.com/en/rest/issues/issues#get-an-issue and /comments#list-issue-comments */
export const githubGetIssue = defineTool({
  name: "github_get_issue",
  title: "Read an issue",
  description: "Issue with comments page and links.",
  effect: "read",
  scopes: READ_ISSUES,
  input,
  output,
  run: read,
  render,
});

async function read(api: Api, asked: Input): Promise<Output> {
  const { repo, number, include_comments, max_chars, cursor } = asked;
  const bound = { repo, number, include_comments };
  const start: Position =
    cursor === undefined ? { page: 1, piece: 0, offset: 0 } : openCursor(cursor, bound, position);
  const where = `${repoPath(repo)}/issues/${number}`;
  const issue = readAnswer(issueSchema, await api.get(where));
  const comments = include_comments && issue.comments > 0 ? await commentPage(api, where, start.page) : [];
  const more = comments.length === PER_PAGE && start.page * PER_PAGE < issue.comments;
  return fitResult(
    (share) => pageOf({ issue, comments, start, more, bound, maxChars: Math.floor(max_chars * share) }),
    render,
  );
}

async function commentPage(api: Api, where: string, page: number): Promise<Comment[]> {
  const query = { per_page: PER_PAGE, page };
  const comments = readAnswer(commentListSchema, await api.get(`${where}/comments`, { query }));
  return comments.map((comment) => ({ ...comment, body: withoutMark(comment.body) }));
}

function pageOf(of: {
  issue: Issue;
  comments: readonly Comment[];
  start: Position;
  more: boolean;
  bound: unknown;
  maxChars: number;
}): Output {
  const { issue, comments, start, more, bound } = of;
  const body = start.page === 1 ? [issue.body] : [];
  const texts = [...body, ...comments.map((comment) => comment.body)];
  const { shown, next } = cutPieces(texts, start, Math.max(50, of.maxChars));
  const following = next
    ? { ...next, page: start.page }
    : more
      ? { page: start.page + 1, piece: 0, offset: 0 }
      : undefined;
  const first = body.length > 0 && shown[0]?.piece === 0 ? shown[0] : undefined;
  const continued = start.page > 1 || start.piece > 0 || start.offset > 0;
  return {
    issue: {
      ...rowOf(issue),
      type: issue.pull_request ? "pull_request" : "issue",
      ...(issue.milestone && { milestone: issue.milestone.title }),
      ...(issue.closed_at && { closed: issue.closed_at }),
      ...(first && { body_md: first.part }),
    },
    comments: shown.flatMap(({ piece, part }) => {
      const comment = comments[piece - body.length];
      return comment && piece >= body.length ? [shownComment(comment, part)] : [];
    }),
    ...((following || continued) && {
      truncated: {
        returned: shown.reduce((sum, { part }) => sum + part.length, 0),
        total: texts.reduce((sum, text) => sum + text.length, 0),
        ...(following && { next_cursor: cursorOf(bound, following) }),
      },
    }),
  };
}

function shownComment(comment: Comment, body_md: string): Output["comments"][number] {
  return {
    comment_id: comment.id,
    author: comment.user,
    author_association: comment.author_association,
    date: comment.created_at,
    body_md,
    url: comment.html_url,
  };
}

function render({ issue, comments, truncated }: Output): string {
  return [
    `${rowText(issue)} · ${issue.type} · ${issue.url}`,
    PROVENANCE,
    ...(issue.body_md ? [issue.body_md] : []),
    ...comments.map((one) =>
      [
        `--- ${one.author}${one.author_association ? ` (${one.author_association})` : ""} · ${one.date} · comment ${one.comment_id} · ${one.url}`,
        ...(one.body_md === "" ? [] : [one.body_md]),
      ].join("\n"),
    ),
    ...(truncated ? [cutLine(truncated, issue.comments)] : []),
  ].join("\n");
}

function cutLine(
  { returned, total, next_cursor }: NonNullable<Output["truncated"]>,
  comments: number,
): string {
  return next_cursor === undefined
    ? `[Last part of ${comments} comments; the others came before.]`
    : `[Cut: ${returned} of ${total} characters read so far are here, of ${comments} comments in all. Continue with cursor ${next_cursor}]`;
}
