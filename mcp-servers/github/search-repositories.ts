import { z } from "zod";
import {
  type Api,
  cutText,
  defineTool,
  fitResult,
  pageOfScan,
  placeOf,
  readAnswer,
  scanPages,
  ToolError,
} from "../kit/index.ts";
import { PROVENANCE } from "./provenance.ts";
import { SEE_REPOSITORIES } from "./scopes.ts";
import { type Repository, repositorySearchSchema } from "./upstream.ts";

const LONGEST_DESCRIPTION = 200;
/** GitHub gives no more of any search. */
const MOST_RESULTS = 1000;

const input = z.strictObject({
  query: z.string().max(256),
  sort: z.enum(["best", "stars", "updated"]).optional(),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  items: z.array(
    z.object({
      full_name: z.string(),
      description: z.string(),
      stars: z.number().int(),
      updated: z.string().optional(),
      default_branch: z.string(),
      private: z.boolean(),
    }),
  ),
  total: z.number().int(),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/search/search#search-repositories */
export const githubSearchRepositories = defineTool({
  name: "github_search_repositories",
  title: "Search repositories",
  description: "Search repositories.",
  effect: "read",
  scopes: SEE_REPOSITORIES,
  input,
  output,
  run: search,
  render,
});

async function search(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  if (asked.query.trim() === "") throw new ToolError("bad_argument", "`query` is empty.");
  let total = 0;
  let incomplete = false;
  const scan = await scanPages({
    from: placeOf(cursor, query),
    want: asked.page_size,
    maxPages: 1,
    async read(page = "1") {
      const answer = readAnswer(
        repositorySearchSchema,
        await api.get("/search/repositories", { query: words(asked, page) }),
      );
      total = answer.total_count;
      incomplete = answer.incomplete_results === true;
      const more = Number(page) * asked.page_size < Math.min(total, MOST_RESULTS);
      return { rows: answer.items, next: more ? String(Number(page) + 1) : undefined };
    },
    keep: () => true,
  });
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const warnings = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} repositories fit in one result.`] : []),
      ...(incomplete ? ["GitHub ran out of time: there may be more matches than it found."] : []),
      ...(total > MOST_RESULTS ? [`GitHub shows the first ${MOST_RESULTS} of ${total} matches only.`] : []),
    ];
    return {
      items: rows.map(rowOf),
      total,
      ...(next_cursor !== undefined && { next_cursor }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

function words({ query, sort, page_size }: Input, page: string) {
  const by = sort === "best" ? undefined : sort;
  return { q: query, sort: by, order: by && "desc", per_page: page_size, page };
}

function rowOf(repository: Repository): Output["items"][number] {
  const { part } = cutText(repository.description.replace(/\s+/g, " "), 0, LONGEST_DESCRIPTION);
  return {
    full_name: repository.full_name,
    description: part,
    stars: repository.stargazers_count,
    ...(repository.updated_at && { updated: repository.updated_at }),
    default_branch: repository.default_branch,
    private: repository.private,
  };
}

function render({ items, total, next_cursor, warnings }: Output): string {
  const rows = items.map((one) =>
    [
      `- ${one.full_name}${one.private ? " (private)" : ""}`,
      `${one.stars} stars`,
      `updated ${one.updated ?? "?"}`,
      `branch ${one.default_branch}`,
      ...(one.description ? [one.description] : []),
    ].join(" · "),
  );
  return [
    ...(items.length > 0
      ? [`${total} repositories match.`, PROVENANCE, ...rows]
      : ["No repositories match."]),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
