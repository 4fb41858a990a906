/** By whom a person's own connections were used. */
import { z } from "zod";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

/** `kind`: `agent`, or `user` for the person's own client. */
const user = z.object({ kind: z.enum(["agent", "user"]), id, name: z.string() });

/** Mine alone: which agents use a shared connection is the admins' to see. */
export const ownActivity = z.object({
  connectors: z.array(
    z.object({
      id,
      last_call: z.object({ at, tool: z.string(), by: user }).nullable(),
      /** Agents that called by it in the last 30 days, the latest first; at most 20. */
      agents: z.array(user),
    }),
  ),
});
export type OwnActivity = z.infer<typeof ownActivity>;

export const getOwnActivity = route({
  method: "get",
  path: "/api/workspaces/:workspace/integrations/activity",
  access: "member",
  summary: "Which agents use my connections, and which did last",
  response: ownActivity,
});
