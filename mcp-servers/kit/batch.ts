import { z } from "zod";
import { eachOf } from "./each.ts";
import { ToolError } from "./tool-error.ts";

export const failedSchema = z.array(z.object({ id: z.string(), reason: z.string() }));

export interface BatchResult {
  changed: string[];
  failed: { id: string; reason: string }[];
}

/**
 * `work` for each id, at most `width` at a time. What one item may fail by is reported beside it; what concerns all of
 * them (limit, permission, connection) ends the batch: the rest is reported as not tried. Throws when nothing was done.
 */
export async function batch(
  ids: readonly string[],
  width: number,
  work: (id: string) => Promise<unknown>,
): Promise<BatchResult> {
  let stopped: ToolError | undefined;
  const once = [...new Set(ids)];
  const outcomes = await eachOf(once, width, async (id) => {
    if (stopped) return { id, reason: `not tried: ${stopped.message}` };
    try {
      await work(id);
      return { id, reason: undefined };
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      if (!CONCERNS_ONE.has(error.fault)) stopped ??= error;
      return { id, reason: error.message };
    }
  });
  const changed = outcomes.flatMap(({ id, reason }) => (reason === undefined ? [id] : []));
  if (stopped && changed.length === 0) throw stopped;
  return {
    changed,
    failed: outcomes.flatMap(({ id, reason }) => (reason === undefined ? [] : [{ id, reason }])),
  };
}

const CONCERNS_ONE: ReadonlySet<ToolError["fault"]> = new Set([
  "bad_argument",
  "not_found",
  "conflict",
  "too_large",
]);
