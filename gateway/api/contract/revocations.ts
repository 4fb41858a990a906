import { z } from "zod";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

/** `confirm` repeats the target: the provider's id, the teammate's address, the workspace's slug. */
export const newRevocation = z.strictObject({
  scope: z.enum(["provider", "user", "workspace"]),
  /** A provider's id or `usr_…`; left out for the workspace. */
  target: id.optional(),
  confirm: z.string().max(320),
});
export const revocationRun = z.object({
  id,
  scope: z.enum(["provider", "user", "workspace"]),
  target: z.string(),
  started_by: z.string(),
  started_at: at,
  /** Every grant has ended behind the fence; null: that goes on. */
  fenced_at: at.nullable(),
  total: z.number().int(),
  /** What became of them at their providers. */
  upstream: z.object({
    pending: z.number().int(),
    revoked: z.number().int(),
    kept: z.number().int(),
    failed: z.number().int(),
  }),
});
export type RevocationRun = z.infer<typeof revocationRun>;
/** The newest 50. */
export const revocationRuns = z.object({ revocations: z.array(revocationRun) });

export const startRevocation = route({
  method: "post",
  path: "/api/workspaces/:workspace/revocations",
  access: "connectors.manage",
  summary: "End every live grant of a provider, a teammate or the workspace",
  description:
    "When it answers, no result that depends on one of them gets out. `confirm` repeats the target: the provider's id, the teammate's address, the workspace's slug.",
  body: newRevocation,
  response: revocationRun,
  status: 201,
});

export const listRevocations = route({
  method: "get",
  path: "/api/workspaces/:workspace/revocations",
  access: "connectors.manage",
  summary: "The newest 50 runs that ended grants",
  response: revocationRuns,
});

export const getRevocation = route({
  method: "get",
  path: "/api/workspaces/:workspace/revocations/:id",
  access: "connectors.manage",
  summary: "One run that ended grants",
  response: revocationRun,
});
