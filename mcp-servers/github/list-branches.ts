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
} from "../kit/index.ts";
import { refListSchema } from "./commit-upstream.ts";
import { PROVENANCE } from "./provenance.ts";
import { repoName, repoPath } from "./repo.ts";
import { PRIVATE, READ_CODE } from "./scopes.ts";
import { repository } from "./targets.ts";

const PER_PAGE = 100;
/** GitHub cannot look for a part of a name: so many pages a call are looked through. */
const PAGES = 10;

const input = z.strictObject({
  repo: repoName,
  kind: z.enum(["branches", "tags"]).default("branches"),
  query: z.string().max(100).describe("Part of the name").optional(),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  items: z.array(z.object({ name: z.string(), sha: z.string(), protected: z.boolean().optional() })),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/branches/branches#list-branches and /repos/repos#list-repository-tags */
export const githubListBranches = defineTool({
  name: "github_list_branches",
  title: "List branches or tags",
  description: "Branches or tags with the commit each points to, by part of the name if wanted.",
  effect: "read",
  targets: repository,
  labels: READS,
  scopes: READ_CODE,
  extras: [PRIVATE],
  input,
  output,
  run: list,
  render,
});

async function list(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  const where = `${repoPath(asked.repo)}/${asked.kind}`;
  const part = asked.query?.trim().toLowerCase() ?? "";
  const scan = await scanPages({
    from: placeOf(cursor, query),
    want: asked.page_size,
    maxPages: part === "" ? 1 : PAGES,
    async read(page = "1") {
      const rows = readAnswer(refListSchema, await api.get(where, { query: { per_page: PER_PAGE, page } }));
      return { rows, next: rows.length === PER_PAGE ? String(Number(page) + 1) : undefined };
    },
    keep: ({ name }) => name.toLowerCase().includes(part),
  });
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const warnings = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} fit in one result.`] : []),
      ...(scan.next && part !== "" && scan.found.length < asked.page_size
        ? [`${scan.seen} names were looked at; there are more. Go on with the cursor.`]
        : []),
    ];
    return {
      items: rows.map((one) => ({
        name: one.name,
        sha: one.commit.sha,
        ...(one.protected && { protected: true }),
      })),
      ...(next_cursor !== undefined && { next_cursor }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

function render({ items, next_cursor, warnings }: Output): string {
  return [
    ...(items.length > 0
      ? [
          PROVENANCE,
          ...items.map((one) => `- ${one.name} · ${one.sha}${one.protected ? " · protected" : ""}`),
        ]
      : ["None match."]),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
