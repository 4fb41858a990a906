import { z } from "zod";
import { cursorOf } from "../kit/index.ts";

/** Google's page, and how many of its rows an earlier result has already shown. */
export const place = z.object({ page: z.string().optional(), skip: z.int().min(0).max(2500) });
export type Place = z.output<typeof place>;

/** One page of Google's as a result: the rows not yet shown, as many as a share allows, and where to go on. */
export function pageOf<T>(
  rows: readonly T[],
  of: { at: Place; next: string | undefined; query: unknown; share: number },
): { items: T[]; next_cursor?: string } {
  const left = rows.slice(of.at.skip);
  const items = left.slice(0, Math.max(1, Math.floor(left.length * of.share)));
  if (items.length < left.length) {
    return { items, next_cursor: cursorOf(of.query, { ...of.at, skip: of.at.skip + items.length }) };
  }
  return of.next === undefined
    ? { items }
    : { items, next_cursor: cursorOf(of.query, { page: of.next, skip: 0 }) };
}
