import type { Clock } from "../clock.ts";
import type { Principal, Role } from "../context.ts";
import type { Db, System, SystemTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { findMember, findStranded, namesOfMembers, type Person, readMembers } from "./member-read.ts";
import { revokeConsents } from "./oauth/consents.ts";
import { judgeRoleChange, managedRoles, manages } from "./permissions.ts";
import { findOrMakeUser, isDuplicate, makingPeople } from "./users.ts";

/** What ended with a membership, in numbers. */
export interface Detached {
  sessions: number;
  tokens: number;
  links: number;
  authorizations: number;
  invitations: number;
}

export interface Members {
  list(who: Principal): Promise<Person[]>;
  /** By id; who is no member has no name. */
  names(who: Principal, ids: Iterable<string>): Promise<ReadonlyMap<string, string>>;
  /** Throws `not_found`. */
  require(who: Principal, id: string): Promise<Person>;
  /** As `require`, of somebody this principal manages, or themselves. Throws `forbidden`. */
  requireManaged(who: Principal, id: string): Promise<Person>;
  /** Throws `already_member`, `forbidden`. */
  add(who: Principal, person: { email: string; name: string; role: Role }): Promise<Person>;
  /** Answers when every replica goes by the new role. Throws `not_found`, `forbidden`, `conflict` (last owner). */
  setRole(
    who: Principal,
    id: string,
    role: Role,
  ): Promise<{ person: Person; from: Role; invitations: number }>;
  /**
   * The first half of a removal: nothing lets them in or acts as them any more, on any replica. Then their grants are
   * ended; `remove` is the second half. Throws `not_found`, `forbidden`, `conflict` (last owner).
   */
  detach(who: Principal, id: string): Promise<{ person: Person; detached: Detached }>;
  remove(who: Principal, id: string): Promise<void>;
  /** Whether this person is still a member, of a workspace that still stands. */
  isIn(who: Principal): Promise<boolean>;
  /** Whether a personal connector of theirs has a live grant. */
  hasLiveGrants(who: Principal, id: string): Promise<boolean>;
  /** People with live grants of personal connectors in a workspace that they are not in: nobody can use these. */
  strandedGrants(): Promise<{ workspaceId: string; userId: string }[]>;
}

/**
 * Holds the workspace's row until the transaction ends, so that two changes of its people follow each other; an
 * update that changes nothing, as Prisma has no other lock. Throws `not_found` for one that is gone or being deleted.
 */
export async function lockWorkspace(tx: SystemTx, id: string): Promise<void> {
  const locked = await tx.workspace.updateMany({ where: { id, deletedAt: null }, data: { deletedAt: null } });
  if (locked.count !== 1) throw new GatewayError("not_found", { detail: "There is no such workspace." });
}

export function requireRole(who: Principal, role: Role): void {
  if (manages(who.role, role)) return;
  throw new GatewayError("forbidden", { detail: `Only an owner may give or manage the role ${role}.` });
}

const LAST_OWNER = "This is the workspace's last owner. Make somebody else an owner first.";

/** The rules, inside the workspace's lock: as the roles are now, not as they were when the request came in. */
async function judged(tx: SystemTx, who: Principal, id: string, to: Role | null): Promise<Person> {
  const { workspaceId } = who;
  await lockWorkspace(tx, workspaceId);
  const target = await findMember(tx, workspaceId, id);
  const actor = await tx.member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId: who.userId ?? "" } },
  });
  const owners = await tx.member.count({ where: { workspaceId, role: "owner" } });
  const verdict = judgeRoleChange({ actor: { id: who.id, role: actor?.role }, target, to, owners });
  if (verdict === "last_owner") throw new GatewayError("conflict", { detail: LAST_OWNER });
  if (verdict === "own_role_upwards")
    throw new GatewayError("forbidden", { detail: "Nobody gives themselves a higher role." });
  if (verdict === "not_theirs") {
    throw new GatewayError("forbidden", {
      detail: "Admins manage members and auditors; owners manage everybody.",
    });
  }
  return target;
}

/** Invitations are worth what their sender may give: these are no longer. */
const recall = (tx: SystemTx, who: Principal, sender: string, keep: readonly Role[], now: Date) =>
  tx.invitation.updateMany({
    where: {
      workspaceId: who.workspaceId,
      createdBy: sender,
      acceptedAt: null,
      revokedAt: null,
      expiresAt: { gt: now },
      role: { notIn: [...keep] },
    },
    data: { revokedAt: now, revokedBy: who.id },
  });

export function openMembers(db: Db, system: System, clock: Clock): Members {
  const require = (who: Principal, id: string) => findMember(system.tables, who.workspaceId, id);
  return {
    list: (who) => readMembers(system.tables, who.workspaceId),
    names: (who, ids) => namesOfMembers(system.tables, who.workspaceId, ids),
    require,

    async requireManaged(who, id) {
      const person = await require(who, id);
      if (person.id !== who.userId) requireRole(who, person.role);
      return person;
    },

    async add(who, { email, name, role }) {
      requireRole(who, role);
      const { workspaceId } = who;
      const address = email.toLowerCase();
      try {
        return await makingPeople(system, async (tx) => {
          await lockWorkspace(tx, workspaceId);
          const { user } = await findOrMakeUser(tx, address, name);
          await tx.member.create({ data: { workspaceId, userId: user.id, role } });
          return findMember(tx, workspaceId, user.id);
        });
      } catch (error) {
        if (isDuplicate(error, "Member")) throw new GatewayError("already_member");
        throw error;
      }
    },

    async setRole(who, id, role) {
      const changed = await system.transaction(async (tx) => {
        const person = await judged(tx, who, id, role);
        const { workspaceId } = who;
        await tx.member.update({
          where: { workspaceId_userId: { workspaceId, userId: id } },
          data: { role },
        });
        const recalled = await recall(tx, who, id, managedRoles(role), new Date(clock()));
        return { person: { ...person, role }, from: person.role, invitations: recalled.count };
      });
      await db.channel.settled();
      return changed;
    },

    async detach(who, id) {
      const { workspaceId } = who;
      const now = new Date(clock());
      const done = await system.transaction(async (tx) => {
        const person = await judged(tx, who, id, null);
        const theirs = { workspaceId, userId: id };
        const sessions = await tx.session.updateMany({
          where: { ...theirs, endedAt: null, expiresAt: { gt: now } },
          data: { endedAt: now, endedBy: who.id },
        });
        const tokens = await tx.apiToken.updateMany({
          where: { ...theirs, revokedAt: null },
          data: { revokedAt: now, revokedBy: who.id },
        });
        await revokeConsents(tx, theirs, { by: who.id, at: now });
        const links = await tx.signInLink.deleteMany({ where: { ...theirs, usedAt: null } });
        const pending = await tx.pendingAuthorization.deleteMany({ where: { ...theirs, consumedAt: null } });
        const invitations = await recall(tx, who, id, [], now);
        const detached = {
          sessions: sessions.count,
          tokens: tokens.count,
          links: links.count,
          authorizations: pending.count,
          invitations: invitations.count,
        };
        return { person, detached };
      });
      await db.channel.settled();
      return done;
    },

    async remove(who, id) {
      const { workspaceId } = who;
      await system.transaction(async (tx) => {
        await lockWorkspace(tx, workspaceId);
        const member = await tx.member.findFirst({ where: { workspaceId, userId: id } });
        const owners = await tx.member.count({ where: { workspaceId, role: "owner" } });
        if (member?.role === "owner" && owners <= 1)
          throw new GatewayError("conflict", { detail: LAST_OWNER });
        await tx.member.deleteMany({ where: { workspaceId, userId: id } });
      });
      await db.channel.settled();
    },

    async isIn({ workspaceId, userId }) {
      const where = { workspaceId, userId: userId ?? "", workspace: { deletedAt: null } };
      return (await system.tables.member.count({ where })) > 0;
    },

    async hasLiveGrants({ workspaceId }, id) {
      const connector = { kind: "personal" as const, ownerId: id };
      return (await system.tables.grant.count({ where: { workspaceId, endedAt: null, connector } })) > 0;
    },

    strandedGrants: () => findStranded(system),
  };
}
