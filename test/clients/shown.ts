import type { Shown } from "./matrix.ts";

/** As much of an MCP tool result as every library hands out. */
interface Result {
  isError?: boolean | undefined;
  content?: unknown;
  structuredContent?: unknown;
}

/** The texts of a result, which is what a client shows. */
export function shownOf({ isError, content, structuredContent }: Result): Shown {
  const texts = Array.isArray(content)
    ? content.flatMap((one: { text?: unknown }) => (typeof one.text === "string" ? [one.text] : []))
    : [JSON.stringify(content ?? structuredContent ?? null)];
  return { failed: isError === true, text: texts.join("\n") };
}
