import type { Principal } from "../context.ts";
import type { Db, Models } from "../db/index.ts";

export interface TokenView {
  id: string;
  name: string;
  prefix: string;
  subject: { kind: "agent" | "user"; id: string; name: string };
  /** The person for whom the agent acts with it. */
  onBehalfOf: { id: string; name: string } | undefined;
  servers: string[];
  tools: string[];
  readOnly: boolean;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  /** What the program that used it last calls itself: a claim. */
  lastClient: string | null;
  /** The token that was made in its place. */
  replacedBy: string | null;
}

/** `subject`: the name of whom it is for. */
export interface TokenBrief {
  id: string;
  name: string;
  prefix: string;
  subject: string;
}

export interface TokenList {
  /** Newest first. `actsFor`: only those by which an agent acts for this person. */
  list(
    who: Principal,
    of?: { agent?: string; actsFor?: string; ids?: readonly string[] },
  ): Promise<TokenView[]>;
  /** All of them, the newest first, by what they are looked for. */
  briefs(who: Principal): Promise<TokenBrief[]>;
  /** Of agents and members, by id. */
  names(who: Principal, ids: readonly (string | null | undefined)[]): Promise<ReadonlyMap<string, string>>;
}

export function openTokenList(db: Db): TokenList {
  const names: TokenList["names"] = async (who, ids) => {
    const named = { in: [...new Set(ids)].filter((one) => typeof one === "string") };
    const { agents, members } = await db.inWorkspace(who, async (tx) => ({
      agents: await tx.agent.findMany({ where: { id: named }, select: { id: true, name: true } }),
      members: await tx.member.findMany({
        where: { userId: named },
        select: { userId: true, user: { select: { name: true } } },
      }),
    }));
    return new Map([
      ...agents.map((a) => [a.id, a.name] as const),
      ...members.map((m) => [m.userId, m.user.name] as const),
    ]);
  };

  return {
    names,

    async briefs(who) {
      const rows = await db.reports.read(who, (ask) =>
        ask<{ id: string; name: string; subject: string }>(BRIEFS, [who.workspaceId]),
      );
      return rows.map(({ id, name, subject }) => ({ id, name, prefix: prefixOf(id), subject }));
    },

    async list(who, { agent, actsFor, ids } = {}) {
      const where = {
        ...(ids !== undefined && { id: { in: [...ids] } }),
        ...(agent !== undefined && { agentId: agent }),
        ...(actsFor !== undefined && { agentId: { not: null }, userId: actsFor }),
      };
      const rows = await db.inWorkspace(who, (tx) =>
        tx.apiToken.findMany({ where, orderBy: { createdAt: "desc" } }),
      );
      const byId = await names(
        who,
        rows.flatMap((row) => [row.agentId, row.userId]),
      );
      return rows.map((row) => view(row, byId));
    },
  };
}

const prefixOf = (id: string): string => `vk_${id.replace(/^tok_/, "").slice(0, 6)}`;

const BRIEFS = `SELECT t.id, t.name, COALESCE(a.name, u.name, '') AS subject FROM api_tokens t
  LEFT JOIN agents a ON a.workspace_id = t.workspace_id AND a.id = t.agent_id LEFT JOIN users u ON u.id = t.user_id
  WHERE t.workspace_id = $1 ORDER BY t.created_at DESC`;

export function view(row: Models.ApiTokenModel, names: ReadonlyMap<string, string>): TokenView {
  const id = row.agentId ?? row.userId ?? "";
  return {
    id: row.id,
    name: row.name,
    prefix: prefixOf(row.id),
    subject: { kind: row.agentId ? "agent" : "user", id, name: names.get(id) ?? id },
    onBehalfOf:
      row.agentId && row.userId ? { id: row.userId, name: names.get(row.userId) ?? row.userId } : undefined,
    servers: row.servers,
    tools: row.tools,
    readOnly: row.readOnly,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    revokedAt: row.revokedAt,
    lastUsedAt: row.lastUsedAt,
    lastClient: row.lastClient,
    replacedBy: row.replacedBy,
  };
}
