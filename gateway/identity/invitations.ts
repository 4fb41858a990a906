import type { Clock } from "../clock.ts";
import type { Principal, Role } from "../context.ts";
import type { Models, System } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { findValid, type InvitationRow, join } from "./invitation-accept.ts";
import { lockWorkspace, requireRole } from "./members.ts";
import { newSecretText, sha256 } from "./secret-text.ts";
import type { StartSession } from "./sessions.ts";
import type { NewSession, SignedIn, SignInMethod } from "./signed-in.ts";
import { findOrMakeUser, makingPeople, nameFrom } from "./users.ts";

const INVITATION_MS = 7 * 86_400_000;

export interface InvitationView {
  id: string;
  email: string;
  role: Role;
  invitedBy: { id: string; name: string; email: string } | null;
  createdAt: Date;
  expiresAt: Date;
  state: "pending" | "accepted" | "revoked" | "expired";
}

/** What an invitation made: a member, signed in. */
export interface Accepted extends NewSession {
  invitation: { id: string; email: string; role: Role };
}

export interface Invitations {
  /** `token` is the only copy. Replaces earlier ones for the address. Throws `already_member`, `forbidden`. */
  create(
    who: Principal,
    invited: { email: string; role: Role },
  ): Promise<{ invitation: InvitationView; token: string; replaced: number }>;
  list(who: Principal): Promise<InvitationView[]>;
  /** Throws `not_found`, `forbidden`, `conflict` (it is over already). */
  revoke(who: Principal, id: string): Promise<InvitationView>;
  /** What it is about, before it is accepted. Throws `invitation_invalid`. */
  preview(token: string): Promise<{ workspace: string; email: string; role: Role; expiresAt: Date }>;
  /**
   * Makes the person a member and signs them in, once. `signedIn`: who is at the browser already; their session ends.
   * Throws `invitation_invalid`, `invitation_other_address`, `already_member`.
   */
  accept(
    token: string,
    by: { name?: string | undefined; userAgent?: string | undefined; signedIn?: SignedIn | undefined },
  ): Promise<Accepted>;
}

export function openInvitations(system: System, clock: Clock, start: StartSession): Invitations {
  const view = (row: InvitationRow, senders: ReadonlyMap<string, Models.UserModel>): InvitationView => {
    const sender = senders.get(row.createdBy);
    const over = row.acceptedAt ? "accepted" : row.revokedAt ? "revoked" : undefined;
    return {
      id: row.id,
      email: row.email,
      role: row.role,
      invitedBy: sender ? { id: sender.id, name: sender.name, email: sender.email } : null,
      createdAt: row.createdAt,
      expiresAt: row.expiresAt,
      state: over ?? (row.expiresAt.getTime() > clock() ? "pending" : "expired"),
    };
  };
  const sendersOf = async (rows: readonly InvitationRow[]) => {
    const users = await system.tables.user.findMany({
      where: { id: { in: [...new Set(rows.map((r) => r.createdBy))] } },
    });
    return new Map(users.map((u) => [u.id, u]));
  };
  const viewed = async (row: InvitationRow) => view(row, await sendersOf([row]));

  return {
    async create(who, { email, role }) {
      requireRole(who, role);
      const { workspaceId } = who;
      const address = email.toLowerCase();
      const token = `vi_${newSecretText()}`;
      const now = new Date(clock());
      const { row, replaced } = await system.transaction(async (tx) => {
        await lockWorkspace(tx, workspaceId);
        const member = await tx.member.findFirst({ where: { workspaceId, user: { email: address } } });
        if (member) throw new GatewayError("already_member");
        const earlier = await tx.invitation.updateMany({
          where: { workspaceId, email: address, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
          data: { revokedAt: now, revokedBy: who.id },
        });
        const made = await tx.invitation.create({
          data: {
            workspaceId,
            id: newId("inv"),
            email: address,
            role,
            tokenHash: sha256(token),
            createdBy: who.id,
            createdAt: now,
            expiresAt: new Date(now.getTime() + INVITATION_MS),
          },
        });
        return { row: made, replaced: earlier.count };
      });
      return { invitation: await viewed(row), token, replaced };
    },

    async list(who) {
      const rows = await system.tables.invitation.findMany({
        where: { workspaceId: who.workspaceId },
        orderBy: { createdAt: "desc" },
        take: 500,
      });
      const senders = await sendersOf(rows);
      return rows.map((row) => view(row, senders));
    },

    async revoke(who, id) {
      const { workspaceId } = who;
      const row = await system.tables.invitation.findUnique({
        where: { workspaceId_id: { workspaceId, id } },
      });
      if (!row) throw new GatewayError("not_found", { detail: "There is no such invitation." });
      requireRole(who, row.role);
      const now = new Date(clock());
      const [revoked] = await system.tables.invitation.updateManyAndReturn({
        where: { workspaceId, id, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
        data: { revokedAt: now, revokedBy: who.id },
      });
      if (!revoked) throw new GatewayError("conflict", { detail: "This invitation is over already." });
      return viewed(revoked);
    },

    async preview(token) {
      const found = await findValid(system.tables, token, new Date(clock()));
      const { email, role, expiresAt } = found;
      return { workspace: found.workspace.name, email, role, expiresAt };
    },

    async accept(token, { name, userAgent, signedIn }) {
      const now = new Date(clock());
      return makingPeople(system, async (tx) => {
        const found = await findValid(tx, token, now);
        if (signedIn && signedIn.user.email !== found.email)
          throw new GatewayError("invitation_other_address");
        const { user } = await findOrMakeUser(tx, found.email, name ?? nameFrom(found.email));
        await join(tx, found, user.id, now);
        const method: SignInMethod = "link";
        const started = await start(tx, {
          workspaceId: found.workspaceId,
          userId: user.id,
          method,
          userAgent,
        });
        if (!started) throw new GatewayError("invitation_invalid");
        return { ...started, invitation: { id: found.id, email: found.email, role: found.role } };
      });
    },
  };
}
