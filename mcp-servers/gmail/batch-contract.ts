import { z } from "zod";
import { inWords } from "./fetch-message.ts";

export const ids = z.array(z.string().max(64)).max(100);
export const target = z.enum(["threads", "messages"]).default("threads");
export type Target = z.output<typeof target>;

/** A failure of one item, in words that name what was looked for. */
export function saidOf(target: Target, id: string) {
  return inWords(target === "threads" ? "thread" : "message", id);
}

export function failedLines(failed: readonly { id: string; reason: string }[]): string[] {
  return failed.length === 0
    ? []
    : [`${failed.length} failed:`, ...failed.map(({ id, reason }) => `- ${id}: ${reason}`)];
}
