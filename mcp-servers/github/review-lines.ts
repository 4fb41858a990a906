import type { DiffFile } from "./diff-page.ts";

export interface ReviewComment {
  path: string;
  line: number;
  side?: "LEFT" | "RIGHT" | undefined;
  start_line?: number | undefined;
  body: string;
}

/** The stretches of lines that each hunk shows, before and after the change. Counted from 1, ends included. */
interface Hunk {
  LEFT: readonly [number, number];
  RIGHT: readonly [number, number];
}

/** The hunks of a patch by their headers: `@@ -12,7 +12,9 @@`. A count that is left out is 1. Pure. */
export function hunksOf(patch: string): Hunk[] {
  return [...patch.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map((found) => {
    const [left, leftCount, right, rightCount] = found.slice(1).map((text) => (text ? Number(text) : 1));
    const stretch = (from = 1, count = 1) => [from, from + count - 1] as const;
    return { LEFT: stretch(left, leftCount), RIGHT: stretch(right, rightCount) };
  });
}

/**
 * Why GitHub does not take a comment, in a few words with the lines it would take; undefined for one it takes. It takes
 * lines that the diff shows, and stretches within one hunk. Pure.
 */
export function misplaced(
  { path, line, side = "RIGHT", start_line }: ReviewComment,
  files: readonly DiffFile[],
) {
  const file = files.find(({ filename }) => filename === path);
  if (!file) return `${path} is no changed file`;
  if (!file.patch) return `${path} has no diff to comment on`;
  const hunks = hunksOf(file.patch).map((hunk) => hunk[side]);
  const holds = ([from, to]: readonly [number, number], at: number) => from <= at && at <= to;
  const hunk = hunks.find((one) => holds(one, line));
  const shown = hunks
    .filter(([from, to]) => to >= from)
    .map(([from, to]) => `${from}-${to}`)
    .slice(0, 20)
    .join(", ");
  if (!hunk)
    return `${path}:${line} (${side}) is not in the diff, which shows ${shown || "no line on that side"}`;
  if (start_line !== undefined && !holds(hunk, start_line))
    return `${path}:${start_line}-${line} (${side}) is not within one hunk, which are ${shown}`;
  return undefined;
}
