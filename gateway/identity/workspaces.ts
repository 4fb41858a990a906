import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db, System, SystemTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { revokeConsents } from "./oauth/consents.ts";
import { makeWorkspace, slugOf } from "./people.ts";

export interface WorkspaceView {
  id: string;
  slug: string;
  name: string;
  createdAt: Date;
  members: number;
  deletedAt: Date | null;
}
export interface Emptied {
  members: number;
  agents: number;
  connectors: number;
  grants: number;
  apps: number;
}

export interface Workspaces {
  /** Every one, also those being deleted. For operators. */
  list(): Promise<WorkspaceView[]>;
  /** Throws `conflict` when the slug is taken, `bad_request` for one that cannot be in an address. */
  create(of: { name: string; slug?: string | undefined; ownerEmail: string }): Promise<{
    workspaceId: string;
    ownerId: string;
    slug: string;
  }>;
  /**
   * Shuts it: every session, link, token, invitation and pending authorization of it ends, on every replica, before
   * this answers. Its slug is free again. Its grants are for the caller to end. Throws `not_found`, `conflict` (the
   * only workspace there is).
   */
  shut(
    who: Principal,
  ): Promise<{ slug: string; members: number; sessions: number; tokens: number; invitations: number }>;
  hasLiveGrants(who: Principal): Promise<boolean>;
  /** Workspaces that are shut and not empty yet. */
  toEmpty(): Promise<string[]>;
  /**
   * Deletes what is left of a workspace that is shut, but for its row and its audit log. Undefined while a grant of it
   * lives or is pending at its provider.
   */
  empty(who: Principal): Promise<Emptied | undefined>;
}

const SLUG = /^[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?$/;
const LAST =
  "This is the only workspace. Without one nobody could sign in, and the next start would make another: to be rid of everything, stop the gateway and delete its database.";

/** The rows of all workspaces that stand, held until the end: of two last ones deleted at once, one stays. */
async function lockAll(tx: SystemTx): Promise<number> {
  return (await tx.workspace.updateMany({ where: { deletedAt: null }, data: { deletedAt: null } })).count;
}

async function shutWithin(tx: SystemTx, { workspaceId, id }: Principal, now: Date) {
  const standing = await lockAll(tx);
  const workspace = await tx.workspace.findFirst({ where: { id: workspaceId, deletedAt: null } });
  if (!workspace) throw new GatewayError("not_found", { detail: "There is no such workspace." });
  if (standing <= 1) throw new GatewayError("conflict", { detail: LAST });
  const { slug } = workspace;
  await tx.workspace.update({
    where: { id: workspaceId },
    data: { deletedAt: now, slug: `${slug}_deleted_${workspaceId.slice(-6)}` },
  });
  const sessions = await tx.session.updateMany({
    where: { workspaceId, endedAt: null, expiresAt: { gt: now } },
    data: { endedAt: now, endedBy: id },
  });
  // Announced row by row, so that no replica goes on trusting its cache.
  const tokens = await tx.apiToken.updateMany({
    where: { workspaceId, revokedAt: null },
    data: { revokedAt: now, revokedBy: id },
  });
  const at = { revokedAt: now, revokedBy: id };
  await revokeConsents(tx, { workspaceId }, { by: id, at: now });
  await tx.agentClient.updateMany({ where: { workspaceId, revokedAt: null }, data: at });
  await tx.trustedIssuer.deleteMany({ where: { workspaceId } });
  const invitations = await tx.invitation.updateMany({
    where: { workspaceId, acceptedAt: null, revokedAt: null },
    data: { revokedAt: now, revokedBy: id },
  });
  await tx.signInLink.deleteMany({ where: { workspaceId, usedAt: null } });
  await tx.pendingAuthorization.deleteMany({ where: { workspaceId } });
  const members = await tx.member.count({ where: { workspaceId } });
  return {
    slug,
    members,
    sessions: sessions.count,
    tokens: tokens.count,
    invitations: invitations.count,
  };
}

async function emptyWithin(tx: SystemTx, workspaceId: string): Promise<Emptied | undefined> {
  const workspace = await tx.workspace.findFirst({ where: { id: workspaceId, deletedAt: { not: null } } });
  const open = await tx.grant.count({
    where: { workspaceId, OR: [{ endedAt: null }, { upstream: "pending" }] },
  });
  if (!workspace || open > 0) return undefined;
  const grants = await tx.grant.count({ where: { workspaceId } });
  // What hangs on them goes with them: grants and credentials, tokens, sessions, links, secrets of apps.
  const connectors = await tx.connector.deleteMany({ where: { workspaceId } });
  const agents = await tx.agent.deleteMany({ where: { workspaceId } });
  const apps = await tx.providerApp.deleteMany({ where: { workspaceId } });
  const members = await tx.member.deleteMany({ where: { workspaceId } });
  await tx.invitation.deleteMany({ where: { workspaceId } });
  await tx.revocationRun.deleteMany({ where: { workspaceId } });
  await tx.rehearsal.deleteMany({ where: { workspaceId } });
  await tx.limit.deleteMany({ where: { workspaceId } });
  await tx.policyRule.deleteMany({ where: { workspaceId } });
  await tx.policySettings.deleteMany({ where: { workspaceId } });
  await tx.dismissal.deleteMany({ where: { workspaceId } });
  return {
    members: members.count,
    agents: agents.count,
    connectors: connectors.count,
    grants,
    apps: apps.count,
  };
}

export function openWorkspaceRegister(db: Db, system: System, clock: Clock): Workspaces {
  return {
    async list() {
      const rows = await system.tables.workspace.findMany({
        include: { _count: { select: { members: true } } },
        orderBy: { createdAt: "asc" },
      });
      return rows.map(({ id, slug, name, createdAt, deletedAt, _count }) => ({
        id,
        slug,
        name,
        createdAt,
        deletedAt,
        members: _count.members,
      }));
    },

    async create({ name, slug = slugOf(name, "workspace"), ownerEmail }) {
      if (!SLUG.test(slug)) {
        throw new GatewayError("bad_request", {
          detail: "A slug is 1 to 40 lower-case letters, digits, dashes and underscores.",
        });
      }
      return { ...(await makeWorkspace(system, { name, slug, ownerEmail })), slug };
    },

    async shut(who) {
      const shut = await system.transaction((tx) => shutWithin(tx, who, new Date(clock())));
      await db.channel.settled();
      return shut;
    },

    async hasLiveGrants({ workspaceId }) {
      return (await system.tables.grant.count({ where: { workspaceId, endedAt: null } })) > 0;
    },

    async toEmpty() {
      const rows = await system.tables.workspace.findMany({
        where: {
          deletedAt: { not: null },
          OR: [
            { members: { some: {} } },
            { connectors: { some: {} } },
            { agents: { some: {} } },
            { apps: { some: {} } },
            { invitations: { some: {} } },
            { runs: { some: {} } },
          ],
        },
        select: { id: true },
      });
      return rows.map(({ id }) => id);
    },

    empty: (who) => system.transaction((tx) => emptyWithin(tx, who.workspaceId)),
  };
}
