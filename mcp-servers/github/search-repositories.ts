import { z } from "zod";
import {
  type Api,
  cutText,
  defineTool,
  fitResult,
  pageOfScan,
  placeOf,
  READS,
  ToolError,
  unbounded,
} from "../kit/index.ts";
import { PROVENANCE } from "./provenance.ts";
import { PRIVATE, SEE_REPOSITORIES } from "./scopes.ts";
import { searchPage } from "./search-page.ts";
import { narrowed } from "./search-query.ts";
import { type FoundRepository, foundRepositorySchema } from "./upstream.ts";

const LONGEST_DESCRIPTION = 200;

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
  description: "Search repositories in GitHub's search syntax (language:go stars:>100 org:acme).",
  effect: "read",
  targets: () => [unbounded("repositories")],
  labels: READS,
  scopes: SEE_REPOSITORIES,
  extras: [PRIVATE],
  input,
  output,
  run: search,
  render,
});

async function search(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  if (asked.query.trim() === "") throw new ToolError("bad_argument", "`query` is empty.");
  const { scan, total, warnings } = await searchPage(api, {
    kind: "repositories",
    item: foundRepositorySchema,
    q: narrowed(asked.query, {}),
    sort: asked.sort === "best" ? undefined : asked.sort,
    pageSize: asked.page_size,
    from: placeOf(cursor, query),
  });
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const said = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} repositories fit in one result.`] : []),
      ...warnings,
    ];
    return {
      items: rows.map(rowOf),
      total,
      ...(next_cursor !== undefined && { next_cursor }),
      ...(said.length > 0 && { warnings: said }),
    };
  }, render);
}

function rowOf(repository: FoundRepository): Output["items"][number] {
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
