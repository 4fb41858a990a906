import { z } from "zod";

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
