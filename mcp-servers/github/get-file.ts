import { z } from "zod";
import { type Api, defineTool, fitResult, openCursor, path, readAnswer, ToolError } from "../kit/index.ts";
import { type Asked, directoryPage, fileOutput, filePage, fileText, position } from "./file-page.ts";
import { repoName, repoPath } from "./repo.ts";
import { READ_CODE } from "./scopes.ts";
import { blobSchema, contentsSchema, type Entry } from "./upstream.ts";

const input = z.strictObject({
  repo: repoName,
  path: z.string().max(1000).optional(),
  ref: z.string().max(255).optional(),
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
  description: "Read a file or list a directory.",
  effect: "read",
  scopes: READ_CODE,
  input,
  output: fileOutput,
  run: getFile,
  render: fileText,
});

async function getFile(api: Api, asked: Input) {
  const { cursor, max_chars, ...query } = asked;
  if (asked.start_line !== undefined && asked.end_line !== undefined && asked.end_line < asked.start_line) {
    throw new ToolError("bad_argument", "`end_line` comes before `start_line`.");
  }
  const start = cursor === undefined ? undefined : openCursor(cursor, query, position);
  const where: Asked = { ...query, path: (asked.path ?? "").replace(/^\/+|\/+$/g, "") };
  const found = readAnswer(contentsSchema, await api.get(contentsPath(where), { query: { ref: asked.ref } }));
  if (Array.isArray(found)) {
    return fitResult((share) => directoryPage({ query, where, entries: found, start, share }), fileText);
  }
  const bytes = await bytesOf(api, asked.repo, found);
  return fitResult(
    (share) =>
      filePage({
        query,
        where,
        entry: found,
        bytes,
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

/** Undefined for what has no content of its own: symbolic links and submodules. */
async function bytesOf(api: Api, repo: string, entry: Entry): Promise<Buffer | undefined> {
  if (entry.type !== "file") return undefined;
  if (entry.encoding === "base64" && typeof entry.content === "string")
    return Buffer.from(entry.content, "base64");
  // Beyond 1 MB the contents come from the blob.
  const blob = readAnswer(blobSchema, await api.get(`${repoPath(repo)}${path`/git/blobs/${entry.sha}`}`));
  return Buffer.from(blob.content, blob.encoding === "base64" ? "base64" : "utf8");
}
