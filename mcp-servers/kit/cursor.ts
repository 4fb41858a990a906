import { z } from "zod";
import { ToolError } from "./tool-error.ts";

const shape = z.object({ q: z.string(), p: z.unknown() });

/** A short fingerprint of the query (FNV-1a, 64 bits): enough to notice a changed query, not a secret. */
function fingerprint(query: unknown): string {
  let h = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(JSON.stringify(query))) {
    h = BigInt.asUintN(64, (h ^ BigInt(byte)) * 0x100000001b3n);
  }
  return h.toString(36);
}

/** An opaque cursor: `position` plus the query it belongs to. */
export function cursorOf(query: unknown, position: unknown): string {
  return Buffer.from(JSON.stringify({ q: fingerprint(query), p: position })).toString("base64url");
}

/** The position in a cursor made by `cursorOf` for the same query; anything else is a `bad_argument`. */
export function openCursor<T>(cursor: string, query: unknown, position: z.ZodType<T>): T {
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw new ToolError("bad_argument", "This cursor is not one of ours. Leave it out to start again.");
  }
  const opened = shape.safeParse(raw);
  const at = opened.success ? position.safeParse(opened.data.p) : undefined;
  if (!opened.success || !at?.success) {
    throw new ToolError("bad_argument", "This cursor is not one of ours. Leave it out to start again.");
  }
  if (opened.data.q !== fingerprint(query)) {
    throw new ToolError("bad_argument", "This cursor belongs to another query. Leave it out to start again.");
  }
  return at.data;
}
