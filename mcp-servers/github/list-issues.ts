import { z } from "zod";
import {
  type Api,
  defineTool,
  fitResult,
  pageOfScan,
  placeOf,
  READS,
  readAnswer,
  scanPages,
  ToolError,
} from "../kit/index.ts";
import { issueRow, rowOf, rowText } from "./issue-row.ts";
import { PROVENANCE } from "./provenance.ts";
import { goneInWords, moment, repoName, repoPath } from "./repo.ts";
import { PRIVATE, READ_ISSUES } from "./scopes.ts";
import { repository } from "./targets.ts";
import { issueListSchema } from "./upstream.ts";

/** GitHub lists pull requests among the issues: so many rows a page, and so many pages a call. */
const PER_PAGE = 50;
const PAGES = 5;

const input = z.strictObject({
  repo: repoName,
  state: z.enum(["open", "closed", "all"]).default("open"),
  labels: z.array(z.string().max(50)).max(10).optional(),
  assignee: z.string().max(40).optional(),
  since: z.string().max(40).optional(),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  items: z.array(issueRow),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/issues/issues#list-repository-issues */
export const githubListIssues = defineTool({
  name: "github_list_issues",
  title: "List issues",
  description:
    "List issues of a repository, newest first, by state, labels, assignee (login, none or *) or time of change.",
  effect: "read",
  targets: repository,
  labels: READS,
  scopes: READ_ISSUES,
  extras: [PRIVATE],
  input,
  output,
  run: list,
  render,
});

async function list(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  const where = `${repoPath(asked.repo)}/issues`;
  const filter = {
    state: asked.state,
    labels: labelsOf(asked.labels),
    assignee: asked.assignee,
    since: asked.since === undefined ? undefined : moment(asked.since, "since"),
    sort: "created",
    direction: "desc",
    per_page: PER_PAGE,
  };
  const scan = await scanPages({
    from: placeOf(cursor, query),
    want: asked.page_size,
    maxPages: PAGES,
    async read(page = "1") {
      const answer = await api.get(where, { query: { ...filter, page } }).catch((error: unknown) => {
        throw goneInWords(error, asked.repo);
      });
      const rows = readAnswer(issueListSchema, answer);
      return { rows, next: rows.length === PER_PAGE ? String(Number(page) + 1) : undefined };
    },
    keep: (issue) => !issue.pull_request,
  });
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const warnings = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} issues fit in one result.`] : []),
      ...(scan.next && scan.found.length < asked.page_size
        ? [
            `Most of the ${scan.seen} newest are pull requests; there may be more issues. Go on with the cursor.`,
          ]
        : []),
    ];
    return {
      items: rows.map(rowOf),
      ...(next_cursor !== undefined && { next_cursor }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

function labelsOf(labels: readonly string[] | undefined): string | undefined {
  if (!labels || labels.length === 0) return undefined;
  if (labels.some((label) => label.includes(","))) {
    throw new ToolError("bad_argument", "GitHub cannot filter by a label that holds a comma.");
  }
  return labels.join(",");
}

function render({ items, next_cursor, warnings }: Output): string {
  return [
    ...(items.length > 0 ? [PROVENANCE, ...items.map((row) => `- ${rowText(row)}`)] : ["No issues match."]),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
