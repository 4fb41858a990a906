import { z } from "zod";
import { role } from "./roles.ts";
import { route } from "./route.ts";
import { at, id, nextCursor, pageQuery } from "./shared.ts";

export const member = z.object({
  id,
  email: z.string(),
  name: z.string(),
  role,
  joined_at: at,
  /** Their last request from a browser here, to the minute; null: none in the last 90 days. */
  last_seen_at: at.nullable(),
  /** Personal connectors, connected or not. */
  personal_connectors: z.number().int(),
  /** The caller may change their role, sign them out, make sign-in links for them and remove them. */
  manageable: z.boolean(),
});
export type Member = z.infer<typeof member>;
/** Those who joined first, first. */
export const members = z.object({ members: z.array(member), next_cursor: nextCursor });
export const newMember = z.strictObject({
  email: z.email().max(320),
  name: z.string().trim().min(1).max(120),
  role,
});
export const signInLink = z.object({ url: z.string(), expires_at: at });
export const memberChange = z.strictObject({ role });
export const memberRemoved = z.object({
  sessions: z.number().int(),
  tokens: z.number().int(),
  invitations: z.number().int(),
  /** Live grants of personal connectors that were ended; the provider's receipts follow, see `getRevocation`. */
  grants: z.number().int(),
  /** The revocation run; null when there was no grant to end. */
  run: id.nullable(),
});
export type MemberRemoved = z.infer<typeof memberRemoved>;

export const listMembers = route({
  method: "get",
  path: "/api/workspaces/:workspace/members",
  access: "workspace.read",
  summary: "All members",
  query: pageQuery,
  response: members,
});

export const addMember = route({
  method: "post",
  path: "/api/workspaces/:workspace/members",
  access: "members.manage",
  summary: "Add a member",
  description: "Admins add members and auditors, owners everybody: `forbidden`.",
  body: newMember,
  response: member,
  status: 201,
  atBrowser: true,
});

export const changeMember = route({
  method: "patch",
  path: "/api/workspaces/:workspace/members/:id",
  access: "members.manage",
  summary: "Change the role of a member",
  description: "`forbidden`: not yours to change, or your own role upwards. `conflict`: the last owner.",
  body: memberChange,
  response: member,
  atBrowser: true,
});

export const removeMember = route({
  method: "delete",
  path: "/api/workspaces/:workspace/members/:id",
  access: "member", // oneself; others only with members.manage
  summary: "Remove a member, or leave",
  description: "With one's own id everybody may leave. `conflict`: the last owner.",
  response: memberRemoved,
});

export const createSignInLink = route({
  method: "post",
  path: "/api/workspaces/:workspace/members/:id/sign_in_link",
  access: "members.manage",
  summary: "Make a one-time sign-in link for a member; it is shown this once",
  response: signInLink,
  status: 201,
  shownOnce: true,
  atBrowser: true,
});
