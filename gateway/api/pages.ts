import { GatewayError } from "../errors.ts";

export interface PageWish {
  q?: string | undefined;
  page_size: number;
  cursor?: string | undefined;
}
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** The place after the item that the page before ended with; when that one is gone, where it was. */
function placeOf(items: readonly { id: string }[], cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [, index, id] = /^(\d{1,6})\.(\w{1,64})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (index === undefined || id === undefined) {
    const fields = [{ path: "cursor", message: "is no cursor of this list" }];
    throw new GatewayError("bad_request", { data: { fields } });
  }
  const found = items.findIndex((one) => one.id === id);
  return found === -1 ? Number(index) : found + 1;
}

/**
 * A page of a list that fits into memory, in the list's own order: those in whose words `q` occurs, whatever its case.
 * Throws `bad_request` for a cursor that is none.
 */
export function pageOf<T extends { id: string }>(
  all: readonly T[],
  { q, page_size: size, cursor }: PageWish,
  wordsOf: (item: T) => readonly (string | null)[],
): Page<T> {
  const wanted = q?.toLowerCase();
  const items = wanted
    ? all.filter((item) => wordsOf(item).some((word) => word?.toLowerCase().includes(wanted)))
    : all;
  const from = placeOf(items, cursor);
  const page = items.slice(from, from + size);
  const last = page.at(-1);
  const isMore = from + size < items.length;
  const next =
    last && isMore ? Buffer.from(`${from + page.length - 1}.${last.id}`).toString("base64url") : null;
  return { items: page, next_cursor: next };
}
