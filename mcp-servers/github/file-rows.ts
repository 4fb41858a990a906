import { cursorOf, ToolError, type Truncated } from "../kit/index.ts";
import { type DiffFile, type DiffRow, type DiffSpot, diffRowOf } from "./diff-page.ts";

/** Files with their counts alone: as many as `max` characters of names hold, at least one. */
export function rowPage(of: {
  files: readonly DiffFile[];
  first: number;
  next: number | undefined;
  head: string;
  query: unknown;
  start: DiffSpot | undefined;
  max: number;
}): { rows: DiffRow[]; diff: undefined; truncated: Truncated | undefined } {
  const { files, first, next, head, query, start, max } = of;
  if (start && start.head !== head) {
    throw new ToolError(
      "bad_argument",
      "There are new commits since this cursor was made. Leave it out to start again.",
    );
  }
  const rest = files.slice((start?.file ?? first) - first);
  let left = max;
  const end = rest.findIndex(({ filename, previous_filename }, at) => {
    left -= filename.length + (previous_filename?.length ?? 0) + 40;
    return left < 0 && at > 0;
  });
  const shown = end < 0 ? rest : rest.slice(0, end);
  const at = first + files.length - rest.length + shown.length;
  const after = shown.length < rest.length ? at : next;
  const cut = after !== undefined || start !== undefined;
  return {
    rows: shown.map(diffRowOf),
    diff: undefined,
    truncated: cut
      ? {
          returned: shown.length,
          total: files.length,
          ...(after !== undefined && { next_cursor: cursorOf(query, { head, file: after, offset: 0 }) }),
        }
      : undefined,
  };
}
