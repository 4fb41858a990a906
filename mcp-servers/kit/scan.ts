import { z } from "zod";
import { cursorOf, openCursor } from "./cursor.ts";

/** A place in a provider's own pages: which page (absent: the first) and how many of its rows came before. */
export const placeSchema = z.object({ page: z.string().optional(), skip: z.number().int().min(0) });
export type Place = z.output<typeof placeSchema>;

export interface Scan<T> {
  found: readonly { row: T; at: Place }[];
  /** Where to go on; absent at the end. */
  next: Place | undefined;
  /** Rows looked at. */
  seen: number;
}

/** Where a cursor of this query goes on; the start without one. */
export function placeOf(cursor: string | undefined, query: unknown): Place {
  return cursor === undefined ? { skip: 0 } : openCursor(cursor, query, placeSchema);
}

/**
 * Reads a provider's pages one after the other until `want` rows pass `keep` or `maxPages` were read. For lists that
 * the provider cannot filter itself; pages may be shorter than asked for, or empty.
 */
export async function scanPages<T>(options: {
  from: Place;
  want: number;
  maxPages: number;
  read(page: string | undefined): Promise<{ rows: readonly T[]; next: string | undefined }>;
  keep(row: T): boolean;
}): Promise<Scan<T>> {
  const found: { row: T; at: Place }[] = [];
  let at = options.from;
  let seen = 0;
  for (let pages = 1; ; pages++) {
    const { page } = at;
    const { rows, next } = await options.read(page);
    for (let skip = at.skip; skip < rows.length; skip++) {
      const here = page === undefined ? { skip } : { page, skip };
      if (found.length === options.want) return { found, next: here, seen };
      const row = rows[skip] as T;
      seen += 1;
      if (options.keep(row)) found.push({ row, at: here });
    }
    if (next === undefined) return { found, next: undefined, seen };
    at = { page: next, skip: 0 };
    if (found.length >= options.want || pages >= options.maxPages) return { found, next: at, seen };
  }
}

/** The first `share` of what a scan found, and the cursor for the rest. At least one row, as long as there is one. */
export function pageOfScan<T>(
  { found, next }: Scan<T>,
  query: unknown,
  share: number,
): { rows: T[]; next_cursor: string | undefined; cut: boolean } {
  const shown = found.slice(0, Math.max(1, Math.floor(found.length * share)));
  const first = found[shown.length];
  const place = first?.at ?? next;
  return {
    rows: shown.map(({ row }) => row),
    next_cursor: place && cursorOf(query, place),
    cut: first !== undefined,
  };
}
