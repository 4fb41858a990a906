import type { z } from "zod";
import type { RegisteredTool } from "../catalog/index.ts";
import { Refusal } from "./outcome.ts";

/** Takes the choice of an account, which the listing added, off the tool's own arguments. */
export function splitConnector(
  tool: RegisteredTool,
  args: unknown,
): { named: string | undefined; rest: unknown } {
  if (
    typeof args !== "object" ||
    args === null ||
    !("connector" in args) ||
    "connector" in tool.tool.input.shape
  ) {
    return { named: undefined, rest: args };
  }
  const { connector, ...rest } = args as Record<string, unknown>;
  if (typeof connector !== "string") throw new Refusal("bad_argument", "connector must be a string.");
  return { named: connector, rest };
}

/** The arguments as the tool takes them. A `Refusal` names each field that does not fit. */
export function parseInput(tool: RegisteredTool, args: unknown): Record<string, unknown> {
  const parsed = tool.tool.input.safeParse(args ?? {});
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 10).map((issue: z.core.$ZodIssue) => ({
    // Names in a record are the caller's, and so is their length.
    path: issue.path.join(".").slice(0, 200),
    message: issue.message.slice(0, 300),
  }));
  const lines = fields.map(
    (f: { path: string; message: string }) => `${f.path || "arguments"}: ${f.message}`,
  );
  throw new Refusal("bad_argument", `The arguments do not fit: ${lines.join("; ")}.`, { fields });
}
