import { z } from "zod";
import {
  type Api,
  cutLine,
  defineTool,
  fitResult,
  READS,
  readAnswer,
  truncatedSchema,
} from "../kit/index.ts";
import { type DiffFile, type DiffSpot, diffPage, diffRowSchema, startOfDiff } from "./diff-page.ts";
import { PROVENANCE } from "./provenance.ts";
import { pullFilesSchema } from "./pull-upstream.ts";
import { pullNumber, pullPath, readPull } from "./read-pull.ts";
import { repoName } from "./repo.ts";
import { PRIVATE, READ_PULLS } from "./scopes.ts";
import { repository } from "./targets.ts";

const PER_PAGE = 100;
/** Pages of files looked through in one call when only some paths are wanted. */
const PAGES = 5;
/** What GitHub lists of one pull request. */
const MOST_FILES = 3000;

const input = z.strictObject({
  repo: repoName,
  number: pullNumber,
  paths: z.array(z.string().max(1000)).max(50).describe("Files or directories").optional(),
  max_chars: z.int().min(2000).max(100_000).describe("Cut here; continue with cursor").default(24_000),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  head_sha: z.string(),
  diff: z.string(),
  files: z.array(diffRowSchema),
  /** Files of the whole pull request. */
  changed_files: z.number().int().optional(),
  /** Characters of the patches read so far. */
  truncated: truncatedSchema.optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
export const githubGetPullRequestDiff = defineTool({
  name: "github_get_pull_request_diff",
  title: "Read the diff of a pull request",
  description:
    "Unified diff of a pull request, whole files per page; `paths` narrows it. What has no diff (binary, too big) is named.",
  effect: "read",
  targets: repository,
  labels: READS,
  scopes: READ_PULLS,
  extras: [PRIVATE],
  input,
  output,
  run: read,
  render,
});

async function read(api: Api, asked: Input): Promise<Output> {
  const { repo, number, paths } = asked;
  const query = { repo, number, paths };
  const start = startOfDiff(asked.cursor, query);
  const where = pullPath(asked);
  const pull = await readPull(api, where);
  const keep = wanted(paths);
  const stretch = await filesFrom(api, where, start, keep && { keep, enough: asked.max_chars });
  return fitResult((share) => {
    const { rows, diff, truncated } = diffPage({
      ...stretch,
      head: pull.head.sha,
      query,
      start,
      max: Math.max(200, Math.floor(asked.max_chars * share)),
      ...(keep && { keep }),
    });
    const warnings = warningsOf(asked, stretch, rows.length);
    return {
      head_sha: pull.head.sha,
      diff,
      files: rows,
      ...(typeof pull.changed_files === "number" && { changed_files: pull.changed_files }),
      ...(truncated && { truncated }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

/** Whole pages of the list of files, from the one where a cursor goes on. */
interface Stretch {
  files: DiffFile[];
  first: number;
  /** Place of the page behind them; undefined at the end. */
  next: number | undefined;
}

async function filesFrom(
  api: Api,
  where: string,
  start: DiffSpot | undefined,
  filter: { keep: (file: DiffFile) => boolean; enough: number } | undefined,
): Promise<Stretch> {
  const files: DiffFile[] = [];
  const firstPage = Math.floor((start?.file ?? 0) / PER_PAGE);
  let found = 0;
  for (let page = firstPage + 1; ; page++) {
    const query = { per_page: PER_PAGE, page };
    const read = readAnswer(pullFilesSchema, await api.get(`${where}/files`, { query }));
    files.push(...read);
    const more = read.length === PER_PAGE && page * PER_PAGE < MOST_FILES;
    for (const file of read) if (filter?.keep(file)) found += file.patch?.length ?? 0;
    if (!more || !filter || found >= filter.enough || page - firstPage >= PAGES)
      return { files, first: firstPage * PER_PAGE, next: more ? page * PER_PAGE : undefined };
  }
}

/** Whether a file is one of `paths`, below one of them, or was before it was renamed. */
function wanted(paths: readonly string[] | undefined): ((file: DiffFile) => boolean) | undefined {
  const plain = paths?.map((path) => path.replace(/^\/+|\/+$/g, "")).filter((path) => path !== "");
  if (!plain || plain.length === 0) return undefined;
  const under = (name: string) => plain.some((path) => name === path || name.startsWith(`${path}/`));
  return ({ filename, previous_filename }) =>
    under(filename) || Boolean(previous_filename && under(previous_filename));
}

function warningsOf({ paths, cursor }: Input, { files, first, next }: Stretch, shown: number): string[] {
  const seen = first + files.length;
  if (shown === 0 && paths && next !== undefined)
    return [`None of the first ${seen} files is one of \`paths\`. Go on with the cursor.`];
  if (shown === 0 && paths && cursor === undefined)
    return [`No changed file is one of \`paths\`. github_get_pull_request lists the files.`];
  return seen >= MOST_FILES ? [`GitHub lists the first ${MOST_FILES} files only.`] : [];
}

function render({ head_sha, diff, files, changed_files, truncated, warnings }: Output): string {
  const rows = files.map((file) => {
    const more = file.omitted ?? file.cut;
    return `- ${file.path} · ${file.status} · +${file.additions} -${file.deletions}${more ? ` · ${more}` : ""}`;
  });
  return [
    `Head ${head_sha} · ${files.length} of ${changed_files ?? "?"} files here`,
    PROVENANCE,
    ...rows,
    ...(diff === "" ? [] : [diff]),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(truncated ? [cutLine(truncated)] : []),
  ].join("\n");
}
