import { z } from "zod";
import { signInMethod } from "./roles.ts";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

export const sessionInfo = z.object({
  id,
  method: signInMethod,
  /** Browser and system in words, `Firefox on Linux`; null: unknown. */
  device: z.string().nullable(),
  created_at: at,
  /** To the minute. */
  last_seen_at: at,
  /** When it ends at the latest; without requests it ends earlier (`SESSION_IDLE_MINUTES`). */
  expires_at: at,
  /** The one this request came with. */
  current: z.boolean(),
});
export type SessionInfo = z.infer<typeof sessionInfo>;
/** Newest first. */
export const sessions = z.object({ sessions: z.array(sessionInfo) });
export const sessionsEnded = z.object({ ended: z.number().int() });

export const listSessions = route({
  method: "get",
  path: "/api/workspaces/:workspace/sessions",
  access: "member",
  summary: "My sessions in this workspace",
  response: sessions,
});

export const endSession = route({
  method: "delete",
  path: "/api/workspaces/:workspace/sessions/:id",
  access: "member",
  summary: "End one of my sessions",
  response: sessionsEnded,
});

export const endOtherSessions = route({
  method: "delete",
  path: "/api/workspaces/:workspace/sessions",
  access: "member",
  summary: "End all of my sessions but this one",
  response: sessionsEnded,
});

export const listMemberSessions = route({
  method: "get",
  path: "/api/workspaces/:workspace/members/:id/sessions",
  access: "members.manage",
  summary: "Sessions of a member whom I manage",
  response: sessions,
});

export const endMemberSessions = route({
  method: "delete",
  path: "/api/workspaces/:workspace/members/:id/sessions",
  access: "members.manage",
  summary: "End all sessions of a member whom I manage",
  response: sessionsEnded,
});
