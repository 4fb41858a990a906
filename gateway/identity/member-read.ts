import type { Role } from "../context.ts";
import type { System, SystemTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";

export interface Person {
  id: string;
  email: string;
  name: string;
  role: Role;
  joinedAt: Date;
  lastSeenAt: Date | null;
  personalConnectors: number;
}

type Tx = Pick<SystemTx, "member" | "session" | "connector">;

/** Past row-level security, so every condition names the workspace. */
export async function readMembers(tx: Tx, workspaceId: string, userId?: string): Promise<Person[]> {
  const where = { workspaceId, ...(userId !== undefined && { userId }) };
  const ownerId = userId === undefined ? { not: null } : userId;
  const rows = await tx.member.findMany({ where, include: { user: true }, orderBy: { createdAt: "asc" } });
  const seen = await tx.session.groupBy({ by: ["userId"], where, _max: { lastSeenAt: true } });
  const owned = await tx.connector.groupBy({
    by: ["ownerId"],
    where: { workspaceId, ownerId, kind: "personal", deletedAt: null },
    _count: true,
  });
  const seenAt = new Map(seen.map((s) => [s.userId, s._max.lastSeenAt]));
  const connectors = new Map(owned.map((o) => [o.ownerId, o._count]));
  return rows.map((m) => ({
    id: m.userId,
    email: m.user.email,
    name: m.user.name,
    role: m.role,
    joinedAt: m.createdAt,
    lastSeenAt: seenAt.get(m.userId) ?? null,
    personalConnectors: connectors.get(m.userId) ?? 0,
  }));
}

/** By id; who is no member has no name. */
export async function namesOfMembers(
  tx: Pick<Tx, "member">,
  workspaceId: string,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.member.findMany({
    where: { workspaceId, userId: { in: [...ids] } },
    select: { userId: true, user: { select: { name: true } } },
  });
  return new Map(rows.map(({ userId, user }) => [userId, user.name]));
}

export async function findMember(tx: Tx, workspaceId: string, userId: string): Promise<Person> {
  const [person] = await readMembers(tx, workspaceId, userId);
  if (!person) throw new GatewayError("not_found", { detail: "There is no such member." });
  return person;
}

const STRANDED = `
  SELECT DISTINCT c.workspace_id, c.owner_id FROM connectors c
  JOIN grants g ON g.workspace_id = c.workspace_id AND g.connector_id = c.id AND g.ended_at IS NULL
  LEFT JOIN members m ON m.workspace_id = c.workspace_id AND m.user_id = c.owner_id
  WHERE c.kind = 'personal' AND m.user_id IS NULL LIMIT 100`;

/** People with live grants of personal connectors in a workspace that they are not in. */
export async function findStranded(
  system: Pick<System, "query">,
): Promise<{ workspaceId: string; userId: string }[]> {
  const { rows } = await system.query(STRANDED);
  return rows.map((row) => ({ workspaceId: String(row.workspace_id), userId: String(row.owner_id) }));
}
