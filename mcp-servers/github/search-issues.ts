import { z } from "zod";
import {
  type Api,
  defineTool,
  fitResult,
  type Place,
  pageOfScan,
  placeOf,
  READS,
  ToolError,
} from "../kit/index.ts";
import { issueRow, rowOf, rowText } from "./issue-row.ts";
import { PROVENANCE } from "./provenance.ts";
import { repoName, sameRepo } from "./repo.ts";
import { FIND_ISSUES, PRIVATE } from "./scopes.ts";
import { type Found, searchPage } from "./search-page.ts";
import { narrowed } from "./search-query.ts";
import { searched } from "./targets.ts";
import { type Issue, issueSchema } from "./upstream.ts";

const input = z.strictObject({
  query: z.string().max(256),
  repo: repoName.optional(),
  type: z.enum(["issue", "pr", "any"]).default("any"),
  sort: z.enum(["best", "created", "updated", "comments"]).optional(),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  items: z.array(issueRow.extend({ repo: z.string(), type: z.string() })),
  total: z.number(),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/search/search#search-issues-and-pull-requests */
export const githubSearchIssues = defineTool({
  name: "github_search_issues",
  title: "Search issues and pull requests",
  description:
    "Search issues and pull requests by words and qualifiers (is:open author:ada label:bug updated:>2026-01-01 in:title).",
  effect: "read",
  targets: searched,
  labels: READS,
  scopes: FIND_ISSUES,
  extras: [PRIVATE],
  input,
  output,
  run: search,
  render,
});

async function search(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  if (asked.query.trim() === "" && asked.repo === undefined)
    throw new ToolError("bad_argument", "`query` is empty. Say what to look for, or in which `repo`.");
  const kinds = kindsOf(api, asked);
  const from = placeOf(cursor, { ...query, kinds: kinds.length });
  const { scan, total, warnings } =
    kinds.length === 1 ? await one(api, asked, kinds[0], from) : await both(api, asked, from);
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, { ...query, kinds: kinds.length }, share);
    const said = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} matches fit in one result.`] : []),
      ...warnings,
      ...unseen(api, asked),
    ];
    return {
      items: rows.map(shownRow),
      total,
      ...(next_cursor !== undefined && { next_cursor }),
      ...(said.length > 0 && { warnings: said }),
    };
  }, render);
}

type Kind = "is:issue" | "is:pull-request";

/**
 * What is asked for at GitHub, one search each. A GitHub App acting for a person may not ask for issues and pull
 * requests at once.
 */
function kindsOf(api: Api, { type, query }: Input): readonly (Kind | undefined)[] {
  if (type === "issue") return ["is:issue"];
  if (type === "pr") return ["is:pull-request"];
  if (/(?:^|[\s(])(?:is|type):(?:issue|pr|pull-request)\b/i.test(query)) return [undefined];
  return isApp(api) ? ["is:issue", "is:pull-request"] : [undefined];
}

const SEEN_BY = { "issues:read": "issues", "pull_requests:read": "pull requests" } as const;

/** Grants of a GitHub App hold permissions, those of an OAuth app scopes. */
const isApp = (api: Api): boolean =>
  ["metadata:read", "contents:read", ...Object.keys(SEEN_BY)].some((scope) => api.hasScope(scope));

/** What a GitHub App does not see of private repositories; of public ones everybody sees everything. */
function unseen(api: Api, { type }: Input): string[] {
  if (!isApp(api)) return [];
  return Object.entries(SEEN_BY).flatMap(([scope, what]) =>
    api.hasScope(scope) || (type !== "any" && (type === "issue") !== (what === "issues"))
      ? []
      : [`In private repositories ${what} were not searched: the connection lacks ${scope}.`],
  );
}

function one(api: Api, asked: Input, kind: Kind | undefined, from: Place): Promise<Found<Issue>> {
  const { repo } = asked;
  return searchPage(api, {
    kind: "issues",
    item: issueSchema,
    q: narrowed(asked.query, { repo, also: kind }),
    sort: asked.sort === "best" ? undefined : asked.sort,
    pageSize: asked.page_size,
    from,
    ...(repo !== undefined && { keep: (issue: Issue) => sameRepo(repoOf(issue), repo) }),
  });
}

/** The same page of both, put together; a page holds up to `page_size` of each kind, so halves are asked for. */
async function both(api: Api, asked: Input, from: Place): Promise<Found<Issue>> {
  const halves = { ...asked, page_size: Math.max(1, Math.ceil(asked.page_size / 2)) };
  const page = from.page === undefined ? {} : { page: from.page };
  const [issues, pulls] = await Promise.all([
    one(api, halves, "is:issue", { ...page, skip: 0 }),
    one(api, halves, "is:pull-request", { ...page, skip: 0 }),
  ]);
  const rows = [...issues.scan.found, ...pulls.scan.found].map(({ row }) => row);
  const sorted = asked.sort === undefined || asked.sort === "best" ? rows : rows.sort(by(asked.sort));
  const end = from.skip + asked.page_size;
  return {
    scan: {
      found: sorted.map((row, skip) => ({ row, at: { ...page, skip } })).slice(from.skip, end),
      next: sorted.length > end ? { ...page, skip: end } : (issues.scan.next ?? pulls.scan.next),
      seen: issues.scan.seen + pulls.scan.seen,
    },
    total: issues.total + pulls.total,
    warnings: [...new Set([...issues.warnings, ...pulls.warnings])],
  };
}

const by = (field: "created" | "updated" | "comments") => (one: Issue, other: Issue) =>
  field === "comments"
    ? other.comments - one.comments
    : other[`${field}_at`].localeCompare(one[`${field}_at`]);

/** `owner/name` from the address of its API. */
const repoOf = ({ repository_url }: Issue): string =>
  /\/repos\/([^/]+\/[^/]+)$/.exec(repository_url ?? "")?.[1] ?? "";

const shownRow = (issue: Issue): Output["items"][number] => ({
  ...rowOf(issue),
  repo: repoOf(issue),
  type: issue.pull_request ? "pull_request" : "issue",
});

function render({ items, total, next_cursor, warnings }: Output): string {
  const rows = items.map((row) => `- ${row.repo} ${row.type === "pull_request" ? "PR " : ""}${rowText(row)}`);
  return [
    ...(items.length > 0 ? [`${total} match.`, PROVENANCE, ...rows] : ["Nothing matches."]),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
