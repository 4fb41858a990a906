import type { Clock } from "../../clock.ts";
import type { Principal } from "../../context.ts";
import type { Db, Models, System, SystemTx } from "../../db/index.ts";
import { GatewayError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { ClientKind } from "./clients.ts";

/** What somebody allowed, as people see it. */
export interface ConsentView {
  id: string;
  client: { id: string; name: string | null; kind: ClientKind; redirectHost: string | null };
  user: { id: string; name: string; email: string };
  agent: { id: string; name: string } | null;
  allowedBy: "person" | "issuer";
  resource: string;
  servers: string[];
  readOnly: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** Which client, at which of its addresses, for which endpoint: one consent each. */
export interface ConsentKey {
  workspaceId: string;
  userId: string;
  clientId: string;
  redirectHost: string | null;
  resource: string;
  issuerId: string | null;
}
export interface Allowed {
  agentId: string | null;
  clientName: string | null;
  clientKind: ClientKind;
  registration: string;
  servers: string[];
  readOnly: boolean;
}

export interface Consents {
  /** Newest first, those that were revoked too; of one person or of all. */
  page(
    who: Principal,
    of: { userId: string | undefined; pageSize: number; cursor: string | undefined },
  ): Promise<{ consents: ConsentView[]; nextCursor: string | null }>;
  /**
   * Answers when no replica accepts a token of it any more; its refresh tokens are gone. `of`: only this person's.
   * Throws `not_found`.
   */
  revoke(who: Principal, id: string, of: string | undefined): Promise<ConsentView>;
  /** Makes it, or changes the one that stands, in one step. Answers with its id. */
  allow(key: ConsentKey, allowed: Allowed): Promise<string>;
  /** Those that stand, of one person and client, in any workspace. */
  standing(userId: string, clientId: string): Promise<Models.ClientConsentModel[]>;
  /** Writes when consents and agents' clients were last used. */
  flushLastUsed(): Promise<void>;
  noteUse(principal: Principal, at: number): void;
}

const include = { member: { include: { user: true } }, agent: true } as const;
type Row = Awaited<ReturnType<typeof findOne>>;

const findOne = (tx: SystemTx, workspaceId: string, id: string) =>
  tx.clientConsent.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } }, include });

function viewOf(row: Row): ConsentView {
  const { user } = row.member;
  return {
    id: row.id,
    client: {
      id: row.clientId,
      name: row.clientName,
      kind: row.clientKind as ClientKind,
      redirectHost: row.redirectHost,
    },
    user: { id: user.id, name: user.name, email: user.email },
    agent: row.agent && { id: row.agent.id, name: row.agent.name },
    allowedBy: row.issuerId === null ? "person" : "issuer",
    resource: row.resource,
    servers: row.servers,
    readOnly: row.readOnly,
    createdAt: row.createdAt,
    lastUsedAt: row.lastUsedAt,
    revokedAt: row.revokedAt,
  };
}

/** What a consent's tokens need to be refreshed: without it none is. */
export const dropRecords = (tx: SystemTx, consentIds: readonly string[]) =>
  tx.oauthRecord.deleteMany({ where: { consentId: { in: [...consentIds] } } });

/** Ends those that fit, inside the caller's transaction; the caller waits for `settled`. */
export async function revokeConsents(
  tx: SystemTx,
  where: { workspaceId: string; id?: string; userId?: string; agentId?: string; issuerId?: string },
  { by, at }: { by: string; at: Date },
): Promise<number> {
  const ended = await tx.clientConsent.updateManyAndReturn({
    where: { ...where, revokedAt: null },
    data: { revokedAt: at, revokedBy: by },
    select: { id: true },
  });
  await dropRecords(
    tx,
    ended.map(({ id }) => id),
  );
  return ended.length;
}

export function openConsents(db: Db, system: System, clock: Clock): Consents {
  const lastUsed = new Map<string, { workspaceId: string; isClient: boolean; at: number }>();

  const flushLastUsed = async () => {
    const uses = [...lastUsed];
    lastUsed.clear();
    for (const [id, { workspaceId, isClient, at }] of uses) {
      const change = { where: { workspaceId, id }, data: { lastUsedAt: new Date(at) } };
      if (isClient) await system.tables.agentClient.updateMany(change);
      else await system.tables.clientConsent.updateMany(change);
    }
  };

  return {
    flushLastUsed,
    noteUse({ credentialId, workspaceId }, at) {
      if (credentialId === undefined) return;
      lastUsed.set(credentialId, { workspaceId, isClient: credentialId.startsWith("cli_"), at });
    },

    async page({ workspaceId }, { userId, pageSize, cursor }) {
      await flushLastUsed();
      const found = await system.tables.clientConsent.findMany({
        where: { workspaceId, ...(userId !== undefined && { userId }) },
        include,
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: pageSize + 1,
        ...(cursor !== undefined && { cursor: { workspaceId_id: { workspaceId, id: cursor } }, skip: 1 }),
      });
      const rows = found.slice(0, pageSize);
      return {
        consents: rows.map(viewOf),
        nextCursor: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null,
      };
    },

    async revoke(who, id, of) {
      const { workspaceId } = who;
      const row = await system.transaction(async (tx) => {
        const where = { workspaceId, id, ...(of !== undefined && { userId: of }) };
        if ((await tx.clientConsent.count({ where })) === 0) throw new GatewayError("not_found");
        await revokeConsents(tx, where, { by: who.id, at: new Date(clock()) });
        return findOne(tx, workspaceId, id);
      });
      await db.channel.settled();
      return viewOf(row);
    },

    allow(key, allowed) {
      const { userId, workspaceId } = key;
      return system.transaction(async (tx) => {
        // The member's row, held to the end: of two answers at once the second changes what the first has made.
        const member = await tx.member.updateMany({ where: { workspaceId, userId }, data: { userId } });
        if (member.count !== 1) throw new GatewayError("forbidden");
        const [changed] = await tx.clientConsent.updateManyAndReturn({
          where: { ...key, agentId: allowed.agentId, revokedAt: null },
          data: allowed,
          select: { id: true },
        });
        if (changed) return changed.id;
        const id = newId("cns");
        await tx.clientConsent.create({ data: { ...key, ...allowed, id, createdAt: new Date(clock()) } });
        await tx.oauthClient.updateMany({
          where: { id: key.clientId },
          data: { allowedAt: new Date(clock()) },
        });
        return id;
      });
    },

    standing: (userId, clientId) =>
      system.tables.clientConsent.findMany({
        where: { userId, clientId, revokedAt: null, member: { workspace: { deletedAt: null } } },
      }),
  };
}
