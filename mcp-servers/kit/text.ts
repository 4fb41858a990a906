import { z } from "zod";
import { cursorOf, openCursor } from "./cursor.ts";
import { ToolError } from "./tool-error.ts";

/** Says that something was cut: characters returned, characters in all, and how to go on. */
export const truncatedSchema = z.object({
  returned: z.number().int(),
  total: z.number().int(),
  next_cursor: z.string().optional(),
});
export type Truncated = z.infer<typeof truncatedSchema>;

/** At most `max` characters of `text` from `start`, never splitting a surrogate pair. */
export function cutText(text: string, start: number, max: number): { part: string; end: number } {
  let end = Math.min(text.length, start + max);
  if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1] ?? "")) end -= 1;
  return { part: text.slice(start, end), end };
}

const offsetSchema = z.object({ offset: z.int().min(0) });

/** Where a cursor of this text goes on; 0 without one. */
export function textStart(cursor: string | undefined, query: unknown): number {
  return cursor === undefined ? 0 : openCursor(cursor, query, offsetSchema).offset;
}

/**
 * One page of a long text: at most `max` characters from `start`. `truncated` whenever this is not all of it. Pages put
 * one after the other are the whole text. Throws `bad_argument` for a start behind the end.
 */
export function textPage(
  text: string,
  { start, max, query }: { start: number; max: number; query: unknown },
): { part: string; truncated: Truncated | undefined } {
  if (start > text.length) {
    throw new ToolError(
      "bad_argument",
      "This is shorter than when the cursor was made. Leave the cursor out to start again.",
    );
  }
  const { part, end } = cutText(text, start, Math.max(1, max));
  if (start === 0 && end === text.length) return { part, truncated: undefined };
  const next = end < text.length ? { next_cursor: cursorOf(query, { offset: end }) } : {};
  return { part, truncated: { returned: part.length, total: text.length, ...next } };
}

/** The sentence that the text block ends with where something was cut. */
export function cutLine({ returned, total, next_cursor }: Truncated): string {
  return next_cursor === undefined
    ? `[Last part: ${returned} of ${total} characters are here; the others came before.]`
    : `[Cut: ${returned} of ${total} characters are here. Continue with cursor ${next_cursor}]`;
}
