import { z } from "zod";
import { cutText } from "../kit/index.ts";
import { columnName } from "./a1.ts";
import type { Lines } from "./sheet-page.ts";

/** Where a page of a sheet begins: a row, and how many characters of it were shown before. */
export const rowPlace = z.object({
  row: z.int().min(1),
  offset: z.int().min(0),
  changed: z.string().optional(),
});
export type RowPlace = { row: number; offset: number };

export interface SheetPart {
  text: string;
  /** First and last row in `text`; undefined when there is none. */
  rows: { first: number; last: number } | undefined;
  next: RowPlace | undefined;
  /** Rows of the range; those behind the last that holds something count only where that is not known. */
  total: number;
  warnings: string[];
}

/** As many whole rows as fit into `max` characters; a row that is longer than that alone is cut within. Pure. */
export function sheetPart(found: Lines, offset: number, max: number): SheetPart {
  const { rectangle, lines } = found;
  const taken: string[] = [];
  let left = max;
  let next: RowPlace | undefined;
  for (const [at, { row, text }] of lines.entries()) {
    const start = at === 0 ? Math.min(offset, text.length) : 0;
    if (text.length - start <= left) {
      taken.push(text.slice(start));
      left -= text.length - start + 1;
      continue;
    }
    next = { row, offset: 0 };
    if (taken.length === 0) {
      const { part, end } = cutText(text, start, Math.max(2, max));
      taken.push(part);
      if (end < text.length) next = { row, offset: end };
      else next = lines[at + 1] ? { row: (lines[at + 1] as { row: number }).row, offset: 0 } : undefined;
    }
    break;
  }
  const shown = lines.slice(0, taken.length);
  const ended = next === undefined && found.next > rectangle.bottom;
  if (next === undefined && !ended) next = { row: found.next, offset: 0 };
  const first = shown[0]?.row;
  const last = shown.at(-1)?.row;
  const known = found.next > rectangle.bottom ? (lines.at(-1)?.row ?? rectangle.top - 1) : rectangle.bottom;
  return {
    text: taken.join("\n"),
    rows: first === undefined || last === undefined ? undefined : { first, last },
    next,
    total: Math.max(0, known - rectangle.top + 1),
    warnings: [
      ...gaps([
        found.first - 1,
        ...shown.map(({ row }) => row),
        ...(next?.row === found.next ? [next.row] : []),
      ]),
      ...(next && next.offset > 0
        ? [`Row ${next.row} is too long for one result and goes on with the cursor.`]
        : []),
      ...(found.disarmed
        ? ["An apostrophe stands before texts that a spreadsheet would run as formulas."]
        : []),
    ],
  };
}

/** Empty stretches that were passed over. */
function gaps(rows: readonly number[]): string[] {
  return rows.flatMap((row, at) => {
    const before = rows[at - 1];
    return before === undefined || row === before + 1 ? [] : [`Rows ${before + 1} to ${row - 1} are empty.`];
  });
}

export const rangeText = ({ left, top, right, bottom }: Lines["rectangle"]): string =>
  `${columnName(left)}${top}:${columnName(right)}${bottom}`;
