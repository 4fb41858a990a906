import { z } from "zod";
import {
  type Api,
  defineTool,
  fitResult,
  openCursor,
  path,
  READS,
  readAnswer,
  ToolError,
} from "../kit/index.ts";
import { GITHUB_MOST_BYTES, githubFile, MOST_BYTES, RAW } from "./blob-file.ts";
import {
  type Asked,
  directoryPage,
  type FileOutput,
  factsOf,
  fileOutput,
  filePage,
  fileText,
  position,
} from "./file-page.ts";
import { mimeTypeOf, textOf } from "./file-text.ts";
import { repoName, repoPath } from "./repo.ts";
import { PRIVATE, READ_CODE } from "./scopes.ts";
import { repository } from "./targets.ts";
import { contentsSchema, type Entry, isSubmodule } from "./upstream.ts";

/** Text is read up to this size; longer files are handed out as they are. */
const LONGEST_TEXT = 10 * 1024 * 1024;

const input = z.strictObject({
  repo: repoName,
  path: z.string().max(1000).optional(),
  ref: z.string().max(255).describe("Branch, tag or commit; default branch if left out").optional(),
  start_line: z.int().min(1).max(1_000_000).optional(),
  end_line: z.int().min(1).max(1_000_000).optional(),
  max_chars: z.int().min(500).max(100_000).describe("Cut here; continue with cursor").default(20_000),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

/** https://docs.github.com/en/rest/repos/contents#get-repository-content */
export const githubGetFile = defineTool({
  name: "github_get_file",
  title: "Read a file",
  description: "Read a file (by lines if wanted) or list a directory. What is no text comes as a link.",
  effect: "read",
  targets: repository,
  labels: READS,
  scopes: READ_CODE,
  extras: [PRIVATE],
  input,
  output: fileOutput,
  run: getFile,
  render: fileText,
});

async function getFile(api: Api, asked: Input): Promise<FileOutput> {
  const { cursor, max_chars, ...query } = asked;
  if (asked.start_line !== undefined && asked.end_line !== undefined && asked.end_line < asked.start_line) {
    throw new ToolError("bad_argument", "`end_line` comes before `start_line`.");
  }
  const start = cursor === undefined ? undefined : openCursor(cursor, query, position);
  const where: Asked = { ...query, path: (asked.path ?? "").replace(/^\/+|\/+$/g, "") };
  const found = await contentsOf(api, where);
  if (Array.isArray(found)) {
    return fitResult((share) => directoryPage({ query, where, entries: found, start, share }), fileText);
  }
  if (found.type !== "file" || isSubmodule(found)) return pointer(where, found);
  if (found.size > LONGEST_TEXT) return linked(api, where, found, "too long to be shown as text");
  const file = textOf(await bytesOf(api, where, found));
  if (!file) return linked(api, where, found, "no text");
  return fitResult(
    (share) =>
      filePage({
        query,
        where,
        entry: found,
        file,
        start,
        maxChars: Math.max(50, Math.floor(max_chars * share)),
      }),
    fileText,
  );
}

function contentsPath({ repo, path: file }: Asked): string {
  const segments = file === "" ? [] : file.split("/");
  return `${repoPath(repo)}/contents${segments.map((segment) => path`/${segment}`).join("")}`;
}

async function contentsOf(api: Api, where: Asked): Promise<Entry | Entry[]> {
  try {
    return readAnswer(contentsSchema, await api.get(contentsPath(where), { query: { ref: where.ref } }));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.status === 403 && error.reason?.includes("too_large")) {
      throw new ToolError(
        "too_large",
        `${where.path} has more than 100 MB, which GitHub gives to nobody here. Download it from GitHub itself.`,
        { status: 403 },
      );
    }
    if (error.status !== 404) throw error;
    const at = where.ref === undefined ? "on its default branch" : `at ${where.ref}`;
    throw new ToolError(
      "not_found",
      where.path === ""
        ? `GitHub shows nothing of ${where.repo} ${at}: the repository or the ref is not there, is empty, or this account may not see it.`
        : `GitHub shows no ${where.path} in ${where.repo} ${at}. List its directory, or the branches; or this account may not see the repository.`,
      { status: 404 },
    );
  }
}

/** Symbolic links that lead nowhere in the repository, and submodules. */
function pointer(where: Asked, entry: Entry): FileOutput {
  const facts = factsOf(where.repo, entry);
  if (!isSubmodule(entry)) {
    const to = entry.target ? ` to ${entry.target}` : "";
    return { ...facts, warnings: [`This is a ${entry.type}${to}.`] };
  }
  const of = entry.submodule_git_url ? ` of ${entry.submodule_git_url}` : "";
  return {
    ...facts,
    type: "submodule",
    warnings: [`This is a submodule: commit ${entry.sha}${of}. Read it in that repository.`],
  };
}

/** Beyond 1 MB GitHub leaves the content out, and gives it as it is when asked so. */
async function bytesOf(api: Api, where: Asked, entry: Entry): Promise<Uint8Array> {
  if (entry.encoding === "base64" && typeof entry.content === "string")
    return Buffer.from(entry.content, "base64");
  const options = { query: { ref: where.ref }, headers: RAW, maxBytes: LONGEST_TEXT };
  return (await api.bytes(contentsPath(where), options)).bytes;
}

function linked(api: Api, where: Asked, entry: Entry, why: string): FileOutput {
  const facts = factsOf(where.repo, entry);
  const { name, size, sha } = entry;
  const is = `This is ${why} (${size} bytes)`;
  if (size > MOST_BYTES) {
    const most =
      size > GITHUB_MOST_BYTES ? "GitHub gives no more than 100 MB" : "at most 40 MB go through here";
    return { ...facts, warnings: [`${is}, and ${most}. Download it from GitHub itself.`] };
  }
  const [owner = "", repo = ""] = where.repo.trim().split("/");
  const link = api.link(
    githubFile,
    { owner, repo, sha, name },
    { name, mimeType: mimeTypeOf(name), size, show: true },
  );
  return { ...facts, link, warnings: [`${is}. Get it by its link.`] };
}
