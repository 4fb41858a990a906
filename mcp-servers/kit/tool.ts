import type { z } from "zod";
import type { Api } from "./api.ts";
import type { Labels, Target } from "./targets.ts";

/**
 * What a tool does to the world. It alone drives the MCP hints, the default policy and approval.
 * - `read`: changes nothing.
 * - `write`: changes the caller's own data and can be undone.
 * - `destructive`: cannot be undone, or takes effect outside the caller's account (mail sent, event invited).
 */
export type Effect = "read" | "write" | "destructive";

export interface Tool<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  /** `<server>_<verb>_<object>`, lower snake case, at most 40 characters. */
  name: string;
  title: string;
  description: string;
  effect: Effect;
  /** Calling twice with the same input has the effect of calling once. Always so for `read`. */
  idempotent?: boolean;
  /** Alternatives: the grant must cover every scope of at least one. The first is what the scope picker asks for. */
  scopes: readonly (readonly string[])[];
  /**
   * What else the tool can do with more scopes, offered beside it in the scope picker. Not asked for by itself. `scopes`:
   * all that it then needs, as they are asked for instead of an alternative that they cover.
   */
  extras?: readonly { title: string; scopes: readonly string[] }[];
  /** What a call with these arguments touches; `"none"`: nothing that a rule can hold it to. Pure. */
  targets: "none" | ((input: z.output<I>) => readonly Target[]);
  labels: Labels<z.output<I>>;
  input: I;
  output: O;
  run(api: Api, input: z.output<I>, signal: AbortSignal): Promise<z.input<O>>;
  /** The text block: a compact rendering of the same data. It must say aloud where something was cut. */
  render(output: z.output<O>): string;
}
// biome-ignore lint/suspicious/noExplicitAny: a registry holds tools of every input type; `run` gets what its own `input` parsed.
export type AnyTool = Tool<any, any>;

/** Identity at run time; exists so that `run` is typed by `input` and `output`. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(tool: Tool<I, O>): Tool<I, O> {
  return tool;
}
