import type { z } from "zod";
import { ToolError } from "./tool-error.ts";

/** What the provider answered, as `schema` reads it. An answer of another shape is the provider's failure. */
export function readAnswer<S extends z.ZodType>(schema: S, answer: unknown): z.output<S> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join(".");
  throw new ToolError(
    "provider_down",
    `The provider answered in an unexpected shape (at ${where || "the top"}).`,
  );
}
