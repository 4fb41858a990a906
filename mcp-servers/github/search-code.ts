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
} from "../kit/index.ts";
import { PROVENANCE } from "./provenance.ts";
import { repoName, sameRepo } from "./repo.ts";
import { PRIVATE, READ_CODE } from "./scopes.ts";
import { searchPage } from "./search-page.ts";
import { hasTerm, narrowed } from "./search-query.ts";
import { searched } from "./targets.ts";
import { type FoundCode, foundCodeSchema } from "./upstream.ts";

/** Of all fragments of one file together. */
const LONGEST_FRAGMENTS = 400;

const input = z.strictObject({
  query: z.string().max(256),
  repo: repoName.optional(),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  items: z.array(
    z.object({
      repo: z.string(),
      private: z.boolean(),
      path: z.string(),
      url: z.string(),
      fragments: z.array(z.string()),
    }),
  ),
  total: z.number(),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/search/search#search-code */
export const githubSearchCode = defineTool({
  name: "github_search_code",
  title: "Search code",
  description:
    "Search code on default branches: words plus qualifiers (language:ts path:src filename:x), no regular expressions. At most 10 a minute.",
  effect: "read",
  targets: searched,
  labels: READS,
  scopes: READ_CODE,
  extras: [PRIVATE],
  input,
  output,
  run: search,
  render,
});

async function search(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  if (!hasTerm(asked.query))
    throw new ToolError("bad_argument", "GitHub's code search takes at least one word besides qualifiers.");
  const { repo } = asked;
  const { scan, total, warnings } = await searchPage(api, {
    kind: "code",
    item: foundCodeSchema,
    q: narrowed(asked.query, { repo }),
    pageSize: asked.page_size,
    from: placeOf(cursor, query),
    headers: { accept: "application/vnd.github.text-match+json" },
    ...(repo !== undefined && { keep: (one: FoundCode) => sameRepo(one.repository.full_name, repo) }),
  });
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const said = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} files fit in one result.`] : []),
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

function rowOf({ path, html_url, repository, text_matches }: FoundCode): Output["items"][number] {
  let left = LONGEST_FRAGMENTS;
  const fragments = text_matches
    .filter(({ property }) => property !== "path")
    .flatMap(({ fragment }) => {
      const { part } = cutText(fragment, 0, left);
      left -= part.length;
      return part === "" ? [] : [part];
    });
  return { repo: repository.full_name, private: repository.private, path, url: html_url, fragments };
}

function render({ items, total, next_cursor, warnings }: Output): string {
  const rows = items.map((one) =>
    [
      `- ${one.repo}${one.private ? " (private)" : ""} · ${one.path} · ${one.url}`,
      ...one.fragments.map((fragment) => fragment.replace(/^/gm, "    ")),
    ].join("\n"),
  );
  return [
    ...(items.length > 0 ? [`${total} files match.`, PROVENANCE, ...rows] : ["No code matches."]),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
