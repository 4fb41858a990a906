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
import { PROVENANCE } from "./provenance.ts";
import { pullRow, pullText, rowOfPull } from "./pull-row.ts";
import { type Pull, pullListSchema } from "./pull-upstream.ts";
import { repoName, repoPath } from "./repo.ts";
import { PRIVATE, READ_PULLS } from "./scopes.ts";
import { repository } from "./targets.ts";

/** GitHub filters by neither author nor merged: so many rows a page are looked through, and so many pages a call. */
const PER_PAGE = 50;
const PAGES = 5;

const input = z.strictObject({
  repo: repoName,
  state: z.enum(["open", "closed", "merged", "all"]).default("open"),
  base: z.string().max(255).optional(),
  head: z.string().max(255).describe("branch or owner:branch").optional(),
  author: z.string().max(40).optional(),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  items: z.array(pullRow),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests */
export const githubListPullRequests = defineTool({
  name: "github_list_pull_requests",
  title: "List pull requests",
  description: "List pull requests of a repository, newest first, by state, branches or author.",
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
  const keep = filterOf(asked);
  const perPage = keep ? PER_PAGE : asked.page_size;
  const filter = {
    state: asked.state === "merged" ? "closed" : asked.state,
    base: asked.base,
    head: headOf(asked),
    sort: "created",
    direction: "desc",
    per_page: perPage,
  };
  const scan = await scanPages({
    from: placeOf(cursor, query),
    want: asked.page_size,
    maxPages: PAGES,
    async read(page = "1") {
      const answer = await api.get(`${repoPath(asked.repo)}/pulls`, { query: { ...filter, page } });
      const rows = readAnswer(pullListSchema, answer);
      return { rows, next: rows.length === perPage ? String(Number(page) + 1) : undefined };
    },
    keep: keep ?? (() => true),
  });
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const warnings = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} pull requests fit in one result.`] : []),
      ...(scan.next && scan.found.length < asked.page_size
        ? [`${scan.seen} pull requests were looked through; older ones may match. Go on with the cursor.`]
        : []),
    ];
    return {
      items: rows.map(rowOfPull),
      ...(next_cursor !== undefined && { next_cursor }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

/** What GitHub does not filter by; undefined: nothing. */
function filterOf({ state, author }: Input): ((pull: Pull) => boolean) | undefined {
  const login = author?.trim().replace(/^@/, "").toLowerCase();
  if (login === "") throw new ToolError("bad_argument", "`author` is a login, such as octocat.");
  if (login === undefined && state !== "merged") return undefined;
  return (pull) =>
    (login === undefined || pull.user.toLowerCase() === login) &&
    (state !== "merged" || Boolean(pull.merged_at));
}

/** GitHub passes over a head without its owner, and lists everything. */
function headOf({ head, repo }: Input): string | undefined {
  if (head === undefined || head.includes(":")) return head;
  if (head.trim() === "") throw new ToolError("bad_argument", "`head` is a branch, or owner:branch.");
  return `${repo.trim().split("/")[0]}:${head}`;
}

function render({ items, next_cursor, warnings }: Output): string {
  return [
    ...(items.length > 0
      ? [PROVENANCE, ...items.map((row) => `- ${pullText(row)}`)]
      : ["No pull requests match."]),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
