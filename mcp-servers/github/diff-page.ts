import { z } from "zod";
import { cursorOf, cutText, openCursor, ToolError, type Truncated } from "../kit/index.ts";

/**
 * One file of a diff as commits, comparisons and pull requests list it.
 * https://docs.github.com/en/rest/commits/commits#get-a-commit and /pulls/pulls#list-pull-requests-files
 */
export const diffFileSchema = z.object({
  filename: z.string(),
  previous_filename: z.string().nullish(),
  /** `added`, `removed`, `modified`, `renamed`, `copied`, `changed`, `unchanged`. */
  status: z.string(),
  additions: z.number().int().default(0),
  deletions: z.number().int().default(0),
  /** Of the content after the change. */
  sha: z.string().nullish(),
  /** Left out for binary files and for changes that GitHub finds too large. */
  patch: z.string().nullish(),
});
export type DiffFile = z.output<typeof diffFileSchema>;

/** A file as a result names it. `omitted`: why its patch is not there. `cut`: which part of its patch is. */
export const diffRowSchema = z.object({
  path: z.string(),
  previous_path: z.string().optional(),
  status: z.string(),
  additions: z.number().int(),
  deletions: z.number().int(),
  omitted: z.string().optional(),
  cut: z.string().optional(),
});
export type DiffRow = z.output<typeof diffRowSchema>;

/** A place in a diff: the file, counted in the provider's whole list, and characters of its patch that came before. */
const spotSchema = z.object({ head: z.string(), file: z.int().min(0), offset: z.int().min(0) });
export type DiffSpot = z.output<typeof spotSchema>;

/** Where a cursor of `diffPage` goes on; undefined without one. `file` tells which page of files to read. */
export function startOfDiff(cursor: string | undefined, query: unknown): DiffSpot | undefined {
  return cursor === undefined ? undefined : openCursor(cursor, query, spotSchema);
}

export interface DiffWindow {
  /** Files in the provider's order, a stretch of its whole list. */
  files: readonly DiffFile[];
  /** Place of `files[0]` in the whole list; at most `start.file`. Places may have gaps between windows. */
  first: number;
  /** Place of what comes behind `files` in the whole list; undefined at its end. */
  next: number | undefined;
  /** Sha that the diff ends in: a cursor is good for this one only. */
  head: string;
  /** What cursors are bound to. */
  query: unknown;
  start: DiffSpot | undefined;
  /** Characters of diff. One file is shown whatever it says. */
  max: number;
  /** Files that are wanted; every one without it. */
  keep?: (file: DiffFile) => boolean;
}

export interface DiffPage {
  rows: DiffRow[];
  /** Unified diff of the rows, one after the other. */
  diff: string;
  /** Characters of the patches in `files`, those before `start` included. */
  truncated: Truncated | undefined;
}

/**
 * One page of a diff: as many whole files as fit in `max`. A file that is longer than that by itself is cut between
 * hunks, or between lines where one hunk is longer. Pages one after the other hold every patch once. Pure. Throws
 * `bad_argument` for a cursor of another head.
 */
export function diffPage(window: DiffWindow): DiffPage {
  const { files, head, query, start } = window;
  if (start && start.head !== head) {
    throw new ToolError(
      "bad_argument",
      "There are new commits since this cursor was made. Leave it out to start again.",
    );
  }
  const { shown, next } = fill(window);
  const after = next ?? (window.next === undefined ? undefined : { file: window.next, offset: 0 });
  const kept = files.filter((file) => window.keep?.(file) ?? true);
  return {
    rows: shown.map(rowOf),
    diff: shown.map(unified).join("\n"),
    truncated:
      after || start
        ? {
            returned: shown.reduce((sum, { part }) => sum + part.length, 0),
            total: kept.reduce((sum, { patch }) => sum + (patch?.length ?? 0), 0),
            ...(after && { next_cursor: cursorOf(query, { head, ...after }) }),
          }
        : undefined,
  };
}

interface Shown {
  file: DiffFile;
  part: string;
  /** Characters of the patch before `part`. */
  from: number;
}

function fill({ files, first, start, max, keep }: DiffWindow): {
  shown: Shown[];
  next: Omit<DiffSpot, "head"> | undefined;
} {
  const shown: Shown[] = [];
  let left = max;
  for (let at = (start?.file ?? first) - first; at < files.length; at++) {
    const file = files[at] as DiffFile;
    if (keep && !keep(file)) continue;
    const from = at + first === start?.file ? start.offset : 0;
    const rest = (file.patch ?? "").slice(from);
    const cost = unified({ file, part: rest, from }).length;
    if (shown.length > 0 && cost > left) return { shown, next: { file: at + first, offset: from } };
    const part = cost > left ? cutPatch(rest, left - (cost - rest.length)) : rest;
    shown.push({ file, part, from });
    left -= cost;
    if (part.length < rest.length) return { shown, next: { file: at + first, offset: from + part.length } };
  }
  return { shown, next: undefined };
}

/** At most `max` characters of a patch (but some), ending before a hunk, else behind a line, else anywhere. */
function cutPatch(patch: string, max: number): string {
  const { part } = cutText(patch, 0, Math.max(100, max));
  if (part.length === patch.length) return part;
  const hunk = patch.lastIndexOf("\n@@ ", part.length - 1) + 1;
  if (hunk > 0) return part.slice(0, hunk);
  const line = part.lastIndexOf("\n") + 1;
  return line > 0 ? part.slice(0, line) : part;
}

function rowOf({ file, part, from }: Shown): DiffRow {
  const omitted = whyOmitted(file);
  const total = file.patch?.length ?? 0;
  return {
    ...diffRowOf(file),
    ...(omitted && { omitted }),
    ...(part.length < total && { cut: `characters ${from}-${from + part.length} of ${total}` }),
  };
}

/** Of a file with nothing in it, in repositories of SHA-1 and of SHA-256. */
const EMPTY = new Set([
  "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
  "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
]);

/** A file without its patch. */
export function diffRowOf({ filename, previous_filename, status, additions, deletions }: DiffFile): DiffRow {
  const previous = previous_filename ? { previous_path: previous_filename } : {};
  return { path: filename, ...previous, status, additions, deletions };
}

/** Undefined for a file whose patch is there. GitHub leaves patches out and does not say why. */
export function whyOmitted(file: DiffFile): string | undefined {
  const { patch, status, additions, deletions, sha } = file;
  if (patch) return undefined;
  if (additions + deletions > 0) return "too large: GitHub gives no patch";
  if (status === "renamed" || status === "copied") return `${status} without changes`;
  if (status === "unchanged") return "unchanged";
  if (EMPTY.has(sha ?? "")) return "empty file";
  return "binary, or no line of text changed";
}

/** Paths may hold anything but NUL. Those with control characters or quotes are written as git writes them. */
const named = (side: string, path: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped.
  /[\u0000-\u001f\u007f"\\]/.test(path) ? JSON.stringify(`${side}/${path}`) : `${side}/${path}`;

function unified({ file, part, from }: Shown): string {
  const { filename, previous_filename, status, patch } = file;
  const [before, after] = [named("a", previous_filename || filename), named("b", filename)];
  const omitted = whyOmitted(file);
  const renamed = status === "renamed" || status === "copied";
  const total = patch?.length ?? 0;
  return [
    `diff --git ${before} ${after}`,
    ...(renamed && previous_filename
      ? [`${status === "renamed" ? "rename" : "copy"} from ${previous_filename.replace(/\s+/g, " ")}`]
      : []),
    ...(omitted ? [`[No patch: ${omitted}]`] : []),
    ...(omitted
      ? []
      : [
          `--- ${status === "added" ? "/dev/null" : before}`,
          `+++ ${status === "removed" ? "/dev/null" : after}`,
        ]),
    ...(from > 0 ? [`[Continued at character ${from} of this file's patch]`] : []),
    ...(part === "" ? [] : [part.replace(/\n$/, "")]),
    ...(from + part.length < total ? [`[This file's patch goes on]`] : []),
  ].join("\n");
}
