import { z } from "zod";
import { cursorOf, truncatedSchema } from "../kit/index.ts";
import { withoutMark } from "./comment-mark.ts";
import { type Link, linkSchema } from "./issue-links.ts";
import { issueRow, rowOf, rowText } from "./issue-row.ts";
import { cutPieces } from "./pieces.ts";
import { PROVENANCE } from "./provenance.ts";
import type { Comment, Issue } from "./upstream.ts";

export const issueOutput = z.object({
  issue: issueRow.extend({
    type: z.enum(["issue", "pull_request"]),
    issue_type: z.string().optional(),
    milestone: z.string().optional(),
    closed: z.string().optional(),
    locked: z.boolean().optional(),
    reactions: z.string().optional(),
    parent: z.string().optional(),
    sub_issues: z.number().optional(),
    sub_issues_done: z.number().optional(),
    blocked_by: z.number().optional(),
    /** Absent where an earlier result has shown it. */
    body_md: z.string().optional(),
  }),
  comments: z.array(
    z.object({
      comment_id: z.number(),
      author: z.string(),
      author_association: z.string(),
      date: z.string(),
      body_md: z.string(),
      reactions: z.string().optional(),
      url: z.string(),
    }),
  ),
  /** On the first page. */
  linked_pull_requests: z.array(linkSchema).optional(),
  /** Characters of the texts read for this result: the body, and up to fifty comments. */
  truncated: truncatedSchema.optional(),
  warnings: z.array(z.string()).optional(),
});
export type IssueOutput = z.output<typeof issueOutput>;

/** A page of comments; in it the text to begin with (0 of page 1: the body), and what was shown of that one. */
export const position = z.object({ page: z.int().min(1), piece: z.int().min(0), offset: z.int().min(0) });
type Position = z.output<typeof position>;

/** One page of an issue. Pure. */
export function issuePage(of: {
  issue: Issue;
  comments: readonly Comment[];
  links: { links: readonly Link[]; warnings: readonly string[] } | undefined;
  start: Position;
  /** There are more pages of comments. */
  more: boolean;
  /** What cursors are bound to. */
  bound: unknown;
  maxChars: number;
}): IssueOutput {
  const { issue, comments, start, more, bound, links } = of;
  const body = start.page === 1 ? [withoutMark(issue.body)] : [];
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
    issue: { ...rowOf(issue), ...factsOf(issue), ...(first && { body_md: first.part }) },
    comments: shown.flatMap(({ piece, part }) => {
      const comment = comments[piece - body.length];
      return comment && piece >= body.length ? [shownComment(comment, part)] : [];
    }),
    ...(links && links.links.length > 0 && { linked_pull_requests: [...links.links] }),
    ...((following || continued) && {
      truncated: {
        returned: shown.reduce((sum, { part }) => sum + part.length, 0),
        total: texts.reduce((sum, text) => sum + text.length, 0),
        ...(following && { next_cursor: cursorOf(bound, following) }),
      },
    }),
    ...(links && links.warnings.length > 0 && { warnings: [...links.warnings] }),
  };
}

function factsOf(issue: Issue) {
  const { sub_issues_summary: subs, issue_dependencies_summary: blocks, parent_issue_url } = issue;
  const parent = /\/repos\/([^/]+\/[^/]+)\/issues\/(\d+)$/.exec(parent_issue_url ?? "");
  const reactions = reactionsOf(issue.reactions);
  return {
    type: issue.pull_request ? ("pull_request" as const) : ("issue" as const),
    ...(issue.type && { issue_type: issue.type.name }),
    ...(issue.milestone && { milestone: issue.milestone.title }),
    ...(issue.closed_at && { closed: issue.closed_at }),
    ...(issue.locked && { locked: true }),
    ...(reactions && { reactions }),
    ...(parent && { parent: `${parent[1]}#${parent[2]}` }),
    ...(subs && subs.total > 0 && { sub_issues: subs.total, sub_issues_done: subs.completed }),
    ...(blocks && blocks.blocked_by > 0 && { blocked_by: blocks.blocked_by }),
  };
}

/** `+1 3, heart 1`. */
function reactionsOf(reactions: Issue["reactions"]): string {
  return Object.entries(reactions ?? {})
    .filter(([name, count]) => name !== "total_count" && typeof count === "number" && count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}

function shownComment(comment: Comment, body_md: string): IssueOutput["comments"][number] {
  const reactions = reactionsOf(comment.reactions);
  return {
    comment_id: comment.id,
    author: comment.user,
    author_association: comment.author_association,
    date: comment.created_at,
    body_md,
    ...(reactions && { reactions }),
    url: comment.html_url,
  };
}

export function issueText({
  issue,
  comments,
  linked_pull_requests,
  truncated,
  warnings,
}: IssueOutput): string {
  const facts = [
    issue.issue_type,
    issue.milestone && `milestone ${issue.milestone}`,
    issue.parent && `part of ${issue.parent}`,
    issue.sub_issues && `${issue.sub_issues_done} of ${issue.sub_issues} sub-issues done`,
    issue.blocked_by && `blocked by ${issue.blocked_by}`,
    issue.locked && "locked",
    issue.reactions,
  ].filter(Boolean);
  return [
    [rowText(issue), issue.type, ...facts, issue.url].join(" · "),
    PROVENANCE,
    ...(issue.body_md ? [issue.body_md] : []),
    ...comments.map((one) =>
      [
        `--- ${one.author}${one.author_association ? ` (${one.author_association})` : ""} · ${one.date} · comment ${one.comment_id}${one.reactions ? ` · ${one.reactions}` : ""} · ${one.url}`,
        ...(one.body_md === "" ? [] : [one.body_md]),
      ].join("\n"),
    ),
    ...(linked_pull_requests ?? []).map(
      (one) =>
        `- linked: ${one.repo}#${one.number} ${one.title.replace(/\s+/g, " ")} · ${one.state} · by ${one.author}${one.author_association ? ` (${one.author_association})` : ""} · ${one.url}`,
    ),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(truncated ? [cutLine(truncated, issue.comments)] : []),
  ].join("\n");
}

function cutLine(
  { returned, total, next_cursor }: NonNullable<IssueOutput["truncated"]>,
  comments: number,
): string {
  return next_cursor === undefined
    ? `[Last part of ${comments} comments; the others came before.]`
    : `[Cut: ${returned} of ${total} characters read so far are here, of ${comments} comments in all. Continue with cursor ${next_cursor}]`;
}
