import { z } from "zod";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

/** What an agent has read in one run, as far as the guard counts it. */
export const guardRun = z.object({
  /** A digest: runs are told apart by it, and nothing else is. */
  run: z.string(),
  untrusted_at: at.nullable(),
  private_at: at.nullable(),
  /** The tools by which it did. */
  untrusted_by: z.string().nullable(),
  private_by: z.string().nullable(),
  /** It has read both: what carries data out asks. */
  tripped: z.boolean(),
  seen_at: at,
  /** When it counts no more, unless the agent goes on. */
  ends_at: at,
});
export const guard = z.object({ agent: id, enabled: z.boolean(), runs: z.array(guardRun) });
export type Guard = z.infer<typeof guard>;
export const changedGuard = z.strictObject({ enabled: z.boolean() });

export const getGuard = route({
  method: "get",
  path: "/api/workspaces/:workspace/agents/:agent/guard",
  access: "workspace.read",
  summary: "What an agent has read in its runs",
  response: guard,
});

export const changeGuard = route({
  method: "patch",
  path: "/api/workspaces/:workspace/agents/:agent/guard",
  access: "tokens.manage",
  summary: "Switch the guard of an agent on or off",
  body: changedGuard,
  response: guard,
  atBrowser: true,
});

export const clearGuardRun = route({
  method: "delete",
  path: "/api/workspaces/:workspace/agents/:agent/guard/:run",
  access: "tokens.manage",
  summary: "Forget what an agent has read in one run",
  response: guard,
  atBrowser: true,
});
