import { z } from "zod";

/** ISO 8601 in UTC. */
export const at = z.iso.datetime();
export const id = z.string().min(1).max(64);
/** Of a tool. */
export const effect = z.enum(["read", "write", "destructive"]);
/** Of a list that has pages: what is looked for, how many, and where the page before ended (`next_cursor`). */
export const pageQuery = z.strictObject({
  /** Part of a name or address, whatever its case. */
  q: z.string().trim().max(100).optional(),
  page_size: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(200).optional(),
});
/** Null: that was the last page. */
export const nextCursor = z.string().nullable();
export const person = z.object({ id, name: z.string(), email: z.string() });
