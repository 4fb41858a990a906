import { z } from "zod";
import { route } from "./route.ts";
import { at, id, nextCursor, pageQuery } from "./shared.ts";

/** How often something may be used. Every limit that fits a call must have room for it. */
export const limit = z.object({
  id,
  subject: z.object({
    /** `any`: every caller, each counted alone. */
    kind: z.enum(["any", "agent", "user", "connector"]),
    id: id.nullable(),
    label: z.string().nullable(),
  }),
  /** Calls within a minute and within 24 hours, each counted from the first of them; null: as many as one likes. */
  per_minute: z.number().int().nullable(),
  per_day: z.number().int().nullable(),
  /** `write`: what changes something, destructive or not; `read`, `destructive`: those alone; null: every call. */
  effect: z.enum(["read", "write", "destructive"]).nullable(),
  created_by: z.string(),
  created_at: at,
  /**
   * Counted in the window that runs; of `any` that of the caller with the most. Reads are counted some in advance, so it
   * may be a little more than was called. `resets_at` null: no window runs.
   */
  minute: z.object({ used: z.number().int(), resets_at: at.nullable() }).nullable(),
  day: z.object({ used: z.number().int(), resets_at: at.nullable() }).nullable(),
});
export type Limit = z.infer<typeof limit>;
export const limits = z.object({ limits: z.array(limit), next_cursor: nextCursor });
export const newLimit = z
  .strictObject({
    subject: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("any") }),
      z.strictObject({ kind: z.enum(["agent", "user", "connector"]), id }),
    ]),
    per_minute: z.number().int().min(1).max(100_000).nullable().default(null),
    per_day: z.number().int().min(1).max(10_000_000).nullable().default(null),
    effect: z.enum(["read", "write", "destructive"]).nullable().default(null),
  })
  .refine((l) => l.per_minute !== null || l.per_day !== null, {
    message: "Give a number of calls a minute or a day.",
    path: ["per_minute"],
  });

export const listLimits = route({
  method: "get",
  path: "/api/workspaces/:workspace/limits",
  access: "connectors.manage",
  summary: "All limits",
  query: pageQuery,
  response: limits,
});

export const addLimit = route({
  method: "post",
  path: "/api/workspaces/:workspace/limits",
  access: "connectors.manage",
  summary: "Limit how often something may be used",
  description: "`conflict`: there is one for this subject and effect.",
  body: newLimit,
  response: limit,
  status: 201,
});

export const removeLimit = route({
  method: "delete",
  path: "/api/workspaces/:workspace/limits/:id",
  access: "connectors.manage",
  summary: "Remove a limit",
  response: limit,
  atBrowser: true,
});
