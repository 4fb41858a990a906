import { z } from "zod";
import { route } from "./route.ts";

/** `confirm` is the workspace's slug. */
export const deleteWorkspace = z.strictObject({ confirm: z.string().max(64) });
export const workspaceDeleted = z.object({
  members: z.number().int(),
  tokens: z.number().int(),
  /** Live grants that were ended; the providers' receipts follow, then what is left is deleted. */
  grants: z.number().int(),
});
export type WorkspaceDeleted = z.infer<typeof workspaceDeleted>;

export const removeWorkspace = route({
  method: "delete",
  path: "/api/workspaces/:workspace",
  access: "workspace.manage",
  summary: "Delete the workspace and sign everybody out",
  body: deleteWorkspace,
  response: workspaceDeleted,
  atBrowser: true,
});
