import type { Models, SystemTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { lockWorkspace } from "./members.ts";
import { manages } from "./permissions.ts";
import { sha256 } from "./secret-text.ts";
import { isDuplicate } from "./users.ts";

export type InvitationRow = Models.InvitationModel;

/**
 * The invitation of this token while it holds: not used, not revoked, in time, in a workspace that stands, and sent by
 * somebody who may still give the role. So it dies with its sender's membership, and with their role.
 */
export async function findValid(
  tx: SystemTx,
  token: string | InvitationRow,
  now: Date,
): Promise<InvitationRow & { workspace: { name: string } }> {
  const found = await tx.invitation.findFirst({
    where: {
      tokenHash: typeof token === "string" ? sha256(token) : token.tokenHash,
      acceptedAt: null,
      revokedAt: null,
      expiresAt: { gt: now },
      workspace: { deletedAt: null },
    },
    include: { workspace: true },
  });
  const sender =
    found &&
    (await tx.member.findUnique({
      where: { workspaceId_userId: { workspaceId: found.workspaceId, userId: found.createdBy } },
    }));
  if (!found || !manages(sender?.role, found.role)) throw new GatewayError("invitation_invalid");
  return found;
}

/** Spends it and makes the member, in the workspace's lock. `userId` is the invited person. */
export async function join(tx: SystemTx, found: InvitationRow, userId: string, now: Date): Promise<void> {
  const { workspaceId, id, role } = found;
  await lockWorkspace(tx, workspaceId);
  const spent = await tx.invitation.updateMany({
    where: { workspaceId, id, acceptedAt: null, revokedAt: null },
    data: { acceptedAt: now, acceptedBy: userId },
  });
  if (spent.count !== 1) throw new GatewayError("invitation_invalid");
  try {
    await tx.member.create({ data: { workspaceId, userId, role, createdAt: now } });
  } catch (error) {
    if (isDuplicate(error, "Member")) throw new GatewayError("already_member");
    throw error;
  }
}

/** The newest invitation that waits for this address and still holds. */
export async function findFor(tx: SystemTx, email: string, now: Date): Promise<InvitationRow | undefined> {
  const waiting = await tx.invitation.findMany({
    where: { email, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    orderBy: { createdAt: "desc" },
  });
  for (const row of waiting) {
    const valid = await findValid(tx, row, now).catch((error: unknown) => {
      if (error instanceof GatewayError && error.code === "invitation_invalid") return undefined;
      throw error;
    });
    if (valid) return valid;
  }
  return undefined;
}

/** For the company's sign-in: the verified address must be the invited one. */
export async function acceptAs(
  tx: SystemTx,
  token: string | InvitationRow,
  person: { id: string; email: string },
  now: Date,
): Promise<InvitationRow> {
  const found = await findValid(tx, token, now);
  if (found.email !== person.email) throw new GatewayError("invitation_other_address");
  await join(tx, found, person.id, now);
  return found;
}
