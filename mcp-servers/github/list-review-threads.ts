import { z } from "zod";
import {
  type Api,
  cutText,
  defineTool,
  fitResult,
  pageOfScan,
  placeOf,
  READS,
  scanPages,
  ToolError,
} from "../kit/index.ts";
import { askGraphql } from "./graphql.ts";
import { PROVENANCE } from "./provenance.ts";
import { pullNumber } from "./read-pull.ts";
import { repoName, repoPath } from "./repo.ts";
import { PRIVATE, READ_PULLS } from "./scopes.ts";
import { repository } from "./targets.ts";
import { type Thread, threadsAnswer } from "./thread-answer.ts";

/** GitHub does not filter threads by their resolution: so many rows a page are looked through, so many pages a call. */
const PER_PAGE = 50;
const PAGES = 4;
const COMMENTS = 30;
const LONGEST_COMMENT = 2000;

const input = z.strictObject({
  repo: repoName,
  number: pullNumber,
  unresolved_only: z.boolean().default(false),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  items: z.array(
    z.object({
      thread_id: z.string(),
      resolved: z.boolean(),
      resolved_by: z.string().optional(),
      /** The code below it has changed since. */
      outdated: z.boolean(),
      path: z.string(),
      /** Absent: on the whole file, or on a line that is gone. */
      line: z.number().int().optional(),
      start_line: z.number().int().optional(),
      original_line: z.number().int().optional(),
      /** `LEFT`: before the change. */
      side: z.string(),
      comments: z.array(
        z.object({
          comment_id: z.number().int().optional(),
          author: z.string(),
          author_association: z.string(),
          date: z.string(),
          body_md: z.string(),
          url: z.string(),
        }),
      ),
      /** Further comments, not shown. */
      more_comments: z.number().int().optional(),
    }),
  ),
  /** Threads of the pull request, whatever their state. */
  total: z.number().int(),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;
type Item = Output["items"][number];

/** https://docs.github.com/en/graphql/reference/objects#pullrequestreviewthread: REST does not tell what is resolved. */
export const githubListReviewThreads = defineTool({
  name: "github_list_review_threads",
  title: "List review threads",
  description: "Review threads of a pull request: their comments, and whether they are resolved.",
  effect: "read",
  targets: repository,
  labels: READS,
  scopes: READ_PULLS,
  extras: [PRIVATE],
  input,
  output,
  run: list,
  render,
});

async function list(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  repoPath(asked.repo); // refuses what is no owner/name
  const [owner = "", name = ""] = asked.repo.trim().split("/");
  const first = asked.unresolved_only ? PER_PAGE : asked.page_size;
  let total = 0;
  const scan = await scanPages({
    from: placeOf(cursor, query),
    want: asked.page_size,
    maxPages: PAGES,
    async read(after) {
      const variables = { owner, name, number: asked.number, first, after, comments: COMMENTS };
      const answer = await askGraphql(api, "reviewThreads", variables, threadsAnswer);
      const threads = answer.repository?.pullRequest?.reviewThreads;
      if (!threads)
        throw new ToolError("not_found", "There is no such pull request, or this account may not see it.");
      total = threads.totalCount;
      const { hasNextPage, endCursor } = threads.pageInfo;
      return { rows: threads.nodes, next: hasNextPage && endCursor ? endCursor : undefined };
    },
    keep: (thread) => !asked.unresolved_only || !thread.isResolved,
  });
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const warnings = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} threads fit in one result.`] : []),
      ...(scan.next && scan.found.length < asked.page_size
        ? [`${scan.seen} threads were looked through; later ones may be unresolved. Go on with the cursor.`]
        : []),
    ];
    return {
      // A thread that does not fit by itself is shown in part.
      items: rows.map((thread) =>
        shown(thread, rows.length > 1 ? 1 : Math.min(1, share * scan.found.length)),
      ),
      total,
      ...(next_cursor !== undefined && { next_cursor }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

/** With a share below 1, fewer comments and less of each. */
function shown(thread: Thread, share: number): Item {
  const { nodes, totalCount } = thread.comments;
  const comments = nodes.slice(0, Math.max(1, Math.ceil(nodes.length * share)));
  const more = totalCount - comments.length;
  return {
    thread_id: thread.id,
    resolved: thread.isResolved,
    ...(thread.resolvedBy && { resolved_by: thread.resolvedBy.login }),
    outdated: thread.isOutdated,
    path: thread.path,
    ...(thread.line && { line: thread.line }),
    ...(thread.startLine && { start_line: thread.startLine }),
    ...(thread.originalLine && { original_line: thread.originalLine }),
    side: thread.diffSide,
    comments: comments.map(({ databaseId, author, authorAssociation, createdAt, body, url }) => ({
      ...(databaseId && { comment_id: databaseId }),
      author,
      author_association: authorAssociation,
      date: createdAt,
      body_md: shortened(body, Math.max(200, Math.floor(LONGEST_COMMENT * share))),
      url,
    })),
    ...(more > 0 && { more_comments: more }),
  };
}

function shortened(body: string, max: number): string {
  const { part, end } = cutText(body, 0, max);
  return end < body.length ? `${part}… [${part.length} of ${body.length} characters]` : part;
}

function render({ items, total, next_cursor, warnings }: Output): string {
  return [
    ...(items.length > 0 ? [`${total} threads in all.`, PROVENANCE] : [`No such threads (${total} in all).`]),
    ...items.flatMap(threadText),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}

function threadText(item: Item): string[] {
  const lines = item.start_line === undefined ? `${item.line}` : `${item.start_line}-${item.line}`;
  const at =
    item.line !== undefined
      ? `:${lines}${item.side === "LEFT" ? " (before the change)" : ""}`
      : item.original_line === undefined
        ? ""
        : ` (line ${item.original_line} then)`;
  const resolved = item.resolved
    ? `resolved${item.resolved_by ? ` by ${item.resolved_by}` : ""}`
    : "unresolved";
  return [
    `--- ${item.path}${at} · ${resolved}${item.outdated ? " · outdated" : ""} · thread ${item.thread_id}`,
    ...item.comments.map(
      (one) => `${one.author} (${one.author_association}) · ${one.date} · ${one.url}\n${one.body_md}`,
    ),
    ...(item.more_comments === undefined
      ? []
      : [`[${item.more_comments} more comments are not shown; the link leads to them.]`]),
  ];
}
