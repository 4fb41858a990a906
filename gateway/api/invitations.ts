import type { InvitationView } from "../identity/index.ts";
import * as contract from "./contract/index.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./pages.ts";

const view = (i: InvitationView): contract.Invitation => ({
  id: i.id,
  email: i.email,
  role: i.role,
  invited_by: i.invitedBy,
  created_at: i.createdAt.toISOString(),
  expires_at: i.expiresAt.toISOString(),
  state: i.state,
});
const targetOf = ({ id, email }: InvitationView) => ({ kind: "invitation" as const, id, label: email });

export const listInvitations = operation(contract.listInvitations, async ({ deps, who, query }) => {
  const all = (await deps.identity.invitations.list(who)).map(view);
  const { items, next_cursor } = pageOf(all, query, ({ email }) => [email]);
  return { invitations: items, next_cursor };
});

export const invite = operation(contract.invite, async ({ deps, who, body, requestId }) => {
  const { invitation, token, replaced } = await deps.identity.invitations.create(who, body);
  await deps.audit.append(who, {
    type: "invitation.created",
    outcome: "ok",
    target: targetOf(invitation),
    requestId,
    data: { role: invitation.role, expires_at: invitation.expiresAt.toISOString(), replaced },
  });
  return { invitation: view(invitation), url: `${deps.publicUrl}/invite#${token}` };
});

export const revokeInvitation = operation(
  contract.revokeInvitation,
  async ({ deps, who, params, requestId }) => {
    const invitation = await deps.identity.invitations.revoke(who, params.id);
    await deps.audit.append(who, {
      type: "invitation.revoked",
      outcome: "ok",
      target: targetOf(invitation),
      requestId,
      data: { role: invitation.role },
    });
    return view(invitation);
  },
);
