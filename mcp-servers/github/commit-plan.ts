import { createHash } from "node:crypto";
import { ToolError } from "../kit/index.ts";

/** One file of a commit, its content at hand. `bytes` absent: it is deleted. */
export interface Change {
  path: string;
  bytes: Uint8Array | undefined;
  /** It came as text, which GitHub takes as it is. */
  text: string | undefined;
  executable: boolean | undefined;
}
/** What is at a path now. */
export interface Present {
  mode: string;
  type: string;
  sha: string;
}
export interface TreeEntry {
  path: string;
  mode: string;
  type: "blob";
  /** Null deletes. */
  sha?: string | null;
  content?: string;
}
/** What a commit does to one file. `upload`: the content is too much for the tree itself. */
export interface Step {
  status: "added" | "modified" | "deleted";
  entry: TreeEntry;
  upload: Change | undefined;
}

/** Longer texts go up as blobs of their own. */
const LONGEST_INLINE = 20_000;
const FILE = "100644";
const EXECUTABLE = "100755";

export const isWorkflow = (path: string): boolean => /^\.github\/workflows\//i.test(path);

/** A path inside the repository as git takes it on every system. Throws `bad_argument` for any other. */
export function safePath(path: string): string {
  const refuse = (why: string) =>
    new ToolError("bad_argument", `The path ${JSON.stringify(path.slice(0, 120))} ${why}.`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
  if (!path.isWellFormed() || /[\u0000-\u001f\u007f\\]/.test(path))
    throw refuse("holds characters that are refused");
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".."))
    throw refuse(
      "does not lead from the root of the repository to a file: no leading, trailing or double slash, no ..",
    );
  if (parts.some(isGitDirectory)) throw refuse("leads into .git");
  return path;
}

/** Names that some file system takes for `.git`: https://github.com/git/git/blob/master/path.c (is_ntfs_dotgit, HFS+). */
function isGitDirectory(part: string): boolean {
  const plain = part.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "").toLowerCase();
  return /^(?:\.git|git~1)(?:[ .]*(?::.*)?)$/.test(plain);
}

/** Refuses a path twice, and one that is the directory of another. */
export function requireApart(paths: readonly string[]): void {
  const all = new Set<string>();
  for (const path of paths) {
    if (all.has(path)) throw new ToolError("bad_argument", `The path ${path} is there twice.`);
    all.add(path);
  }
  for (const path of paths) {
    const above = directoriesOf(path).find((directory) => all.has(directory));
    if (above)
      throw new ToolError("bad_argument", `${above} cannot be both a file and the directory of ${path}.`);
  }
}

/** `a/b/c` is in `a` and `a/b`. */
export function directoriesOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, n) => parts.slice(0, n + 1).join("/"));
}

/** https://git-scm.com/book/en/v2/Git-Internals-Git-Objects; GitHub's repositories are SHA-1 */
export function blobSha(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/**
 * What has to be sent for the changes, given what is there; those that change nothing are left out. Keeps the mode of
 * what is there. Throws `bad_argument` where a change does not fit what is there.
 */
export function planOf(changes: readonly Change[], present: (path: string) => Present | undefined): Step[] {
  requireApart(changes.map(({ path }) => path));
  return changes.flatMap((change) => stepOf(change, present) ?? []);
}

function stepOf(change: Change, present: (path: string) => Present | undefined): Step | undefined {
  const { path, bytes, text, executable } = change;
  const now = present(path);
  if (now?.type === "tree")
    throw new ToolError("bad_argument", `${path} is a directory there. Name the files in it.`);
  if (!bytes) {
    if (!now) throw new ToolError("bad_argument", `There is no ${path} to delete.`);
    return { status: "deleted", entry: { path, mode: now.mode, type: "blob", sha: null }, upload: undefined };
  }
  const above = directoriesOf(path).find(
    (directory) => present(directory) && present(directory)?.type !== "tree",
  );
  if (above) throw new ToolError("bad_argument", `${above} is a file there, not a directory.`);
  if (now && now.mode !== FILE && now.mode !== EXECUTABLE) {
    const what = now.type === "commit" ? "submodule" : "symbolic link";
    throw new ToolError(
      "bad_argument",
      `${path} is a ${what} there. Delete it in a commit of its own first.`,
    );
  }
  const mode = executable === undefined ? (now?.mode ?? FILE) : executable ? EXECUTABLE : FILE;
  const sha = blobSha(bytes);
  if (now && now.sha === sha && now.mode === mode) return undefined;
  const status = now ? "modified" : "added";
  if (now?.sha === sha) return { status, entry: { path, mode, type: "blob", sha }, upload: undefined };
  if (text !== undefined && text.length <= LONGEST_INLINE)
    return { status, entry: { path, mode, type: "blob", content: text }, upload: undefined };
  return { status, entry: { path, mode, type: "blob", sha }, upload: change };
}
