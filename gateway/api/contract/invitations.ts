import { z } from "zod";
import { role } from "./roles.ts";
import { route } from "./route.ts";
import { session } from "./session.ts";
import { at, id, nextCursor, pageQuery } from "./shared.ts";

export const invitation = z.object({
  id,
  email: z.string(),
  role,
  invited_by: z.object({ id, name: z.string(), email: z.string() }).nullable(),
  created_at: at,
  expires_at: at,
  state: z.enum(["pending", "accepted", "revoked", "expired"]),
});
export type Invitation = z.infer<typeof invitation>;
/** Newest first; those that are over are kept for 90 days. */
export const invitations = z.object({ invitations: z.array(invitation), next_cursor: nextCursor });
export const newInvitation = z.strictObject({ email: z.email().max(320), role });
/** `url` (`/invite#<token>`) is shown this once; it works once, for 7 days, while who sent it may give the role. */
export const createdInvitation = z.object({ invitation, url: z.string() });

export const invitationToken = z.strictObject({ token: z.string().min(20).max(200) });
export const invitationPreview = z.object({
  workspace: z.object({ name: z.string() }),
  email: z.string(),
  role,
  expires_at: at,
});
export type InvitationPreview = z.infer<typeof invitationPreview>;
export const acceptInvitation = z.strictObject({
  token: z.string().min(20).max(200),
  /** For somebody new here; default: the address up to its @. */
  name: z.string().trim().min(1).max(120).optional(),
});

export const listInvitations = route({
  method: "get",
  path: "/api/workspaces/:workspace/invitations",
  access: "members.manage",
  summary: "Invitations, newest first",
  query: pageQuery,
  response: invitations,
});

export const invite = route({
  method: "post",
  path: "/api/workspaces/:workspace/invitations",
  access: "members.manage",
  summary: "Invite somebody by address; the link is shown this once",
  description:
    "Replaces an earlier one for this address. `already_member`; `forbidden`: a role that is not yours to give.",
  body: newInvitation,
  response: createdInvitation,
  status: 201,
  shownOnce: true,
  atBrowser: true,
});

export const revokeInvitation = route({
  method: "delete",
  path: "/api/workspaces/:workspace/invitations/:id",
  access: "members.manage",
  summary: "Revoke an invitation",
  response: invitation,
});

export const previewInvitation = route({
  method: "post",
  path: "/api/invitations/preview",
  access: "public",
  summary: "What an invitation says, before somebody accepts",
  description: "Without a session. `invitation_invalid`.",
  body: invitationToken,
  response: invitationPreview,
  shownOnce: true,
});

export const redeemInvitation = route({
  method: "post",
  path: "/api/invitations/accept",
  access: "public",
  summary: "Accept an invitation: makes the member and signs in",
  description:
    "Without a session, or with one of the invited address (then with the CSRF header). `already_member`, `invitation_other_address`, `invitation_invalid`.",
  body: acceptInvitation,
  response: session,
  shownOnce: true,
});
