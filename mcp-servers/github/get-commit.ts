import { z } from "zod";
import {
  type Api,
  cutText,
  defineTool,
  fitResult,
  path,
  READS,
  readAnswer,
  ToolError,
  type Truncated,
  truncatedSchema,
} from "../kit/index.ts";
import { authorOf, type Commit, commitSchema } from "./commit-upstream.ts";
import { diffPage, diffRowSchema, startOfDiff } from "./diff-page.ts";
import { rowPage } from "./file-rows.ts";
import { PROVENANCE } from "./provenance.ts";
import { repoName, repoPath } from "./repo.ts";
import { PRIVATE, READ_CODE } from "./scopes.ts";
import { repository } from "./targets.ts";

const PER_PAGE = 100;
/** Places of files leave room for pages of any length, as GitHub may give more files on one than were asked for. */
const STEP = 1000;
/** GitHub lists no more of one commit. */
const MOST_FILES = 3000;
const LONGEST_MESSAGE = 8000;

const input = z.strictObject({
  repo: repoName,
  sha: z.string().max(255).describe("Commit, branch or tag"),
  detail: z.enum(["none", "stats", "patch"]).default("stats"),
  max_chars: z.int().min(500).max(100_000).describe("Cut here; continue with cursor").default(20_000),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  commit: z.object({
    sha: z.string(),
    message: z.string(),
    author: z.string(),
    author_email: z.string().optional(),
    date: z.string(),
    committer: z.string().optional(),
    parents: z.array(z.string()),
    verified: z.boolean().optional(),
    additions: z.number().optional(),
    deletions: z.number().optional(),
    url: z.string(),
  }),
  files: z.array(diffRowSchema),
  diff: z.string().optional(),
  truncated: truncatedSchema.optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/commits/commits#get-a-commit */
export const githubGetCommit = defineTool({
  name: "github_get_commit",
  title: "Read a commit",
  description:
    "One commit: message, author, changed files with line counts; with detail=patch its diff, whole files per page.",
  effect: "read",
  targets: repository,
  labels: READS,
  scopes: READ_CODE,
  extras: [PRIVATE],
  input,
  output,
  run: read,
  render,
});

async function read(api: Api, asked: Input): Promise<Output> {
  const { cursor, max_chars, ...query } = asked;
  const start = startOfDiff(cursor, query);
  const page = Math.floor((start?.file ?? 0) / STEP) + 1;
  const commit = await commitOf(api, asked, page);
  const files = asked.detail === "none" ? [] : (commit.files ?? []);
  const first = (page - 1) * STEP;
  const next = files.length >= PER_PAGE && page * PER_PAGE < MOST_FILES ? page * STEP : undefined;
  const window = { files, first, next, head: commit.sha, query, start };
  const warnings =
    page * PER_PAGE >= MOST_FILES && files.length >= PER_PAGE
      ? [`GitHub lists ${MOST_FILES} files of a commit at most; there may be more.`]
      : [];
  return fitResult((share) => {
    const max = Math.max(100, Math.floor(max_chars * share));
    const shown = asked.detail === "patch" ? diffPage({ ...window, max }) : rowPage({ ...window, max });
    const told = commitFacts(commit, share);
    const said = [...told.warnings, ...warnings];
    return {
      commit: told.commit,
      files: shown.rows,
      ...(shown.diff !== undefined && { diff: shown.diff }),
      ...(shown.truncated && { truncated: shown.truncated }),
      ...(said.length > 0 && { warnings: said }),
    };
  }, render);
}

async function commitOf(api: Api, { repo, sha }: Input, page: number): Promise<Commit> {
  try {
    const where = `${repoPath(repo)}${path`/commits/${sha}`}`;
    return readAnswer(commitSchema, await api.get(where, { query: { per_page: PER_PAGE, page } }));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.status === 409) throw new ToolError("not_found", `${repo} is empty: it has no commits yet.`);
    if (error.status !== 404 && error.status !== 422) throw error;
    throw new ToolError(
      "not_found",
      `GitHub shows no commit ${sha} in ${repo}. See github_list_commits; or this account may not see the repository.`,
      { status: error.status },
    );
  }
}

function commitFacts(one: Commit, share: number): { commit: Output["commit"]; warnings: string[] } {
  const { message, author, committer, verification } = one.commit;
  const { part } = cutText(message, 0, Math.max(200, Math.floor(LONGEST_MESSAGE * share)));
  const wrote = authorOf(one);
  const committed = one.committer?.login || committer?.name;
  return {
    commit: {
      sha: one.sha,
      message: part,
      author: wrote,
      ...(author?.email && { author_email: author.email }),
      date: author?.date ?? "",
      ...(committed && committed !== wrote && { committer: committed }),
      parents: one.parents.map(({ sha }) => sha),
      ...(verification && { verified: verification.verified }),
      ...(one.stats && { additions: one.stats.additions, deletions: one.stats.deletions }),
      url: one.html_url,
    },
    warnings:
      part.length < message.length
        ? [`Message cut: ${part.length} of ${message.length} characters are here.`]
        : [],
  };
}

function render({ commit, files, diff, truncated, warnings }: Output): string {
  const changed = commit.additions === undefined ? [] : [`+${commit.additions} -${commit.deletions}`];
  return [
    [
      `commit ${commit.sha}`,
      `by ${commit.author}`,
      commit.date,
      ...(commit.committer ? [`committed by ${commit.committer}`] : []),
      ...(commit.parents.length > 1 ? [`merge of ${commit.parents.length}`] : []),
      ...changed,
      ...(commit.verified ? ["signature verified"] : []),
      commit.url,
    ].join(" · "),
    PROVENANCE,
    commit.message,
    ...files.map(
      (one) =>
        `- ${one.path}${one.previous_path ? ` (was ${one.previous_path})` : ""} · ${one.status} · +${one.additions} -${one.deletions}${one.omitted ? ` · no patch: ${one.omitted}` : ""}${one.cut ? ` · ${one.cut}` : ""}`,
    ),
    ...(diff ? [diff] : []),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(truncated ? [cutLine(truncated, diff === undefined ? "files" : "characters of patches")] : []),
  ].join("\n");
}

const cutLine = ({ returned, total, next_cursor }: Truncated, what: string): string =>
  next_cursor === undefined
    ? `[Last part: ${returned} of ${total} ${what} read for it are here; the others came before.]`
    : `[Cut: ${returned} of ${total} ${what} read so far are here. Continue with cursor ${next_cursor}]`;
