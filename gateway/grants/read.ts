import type { Registry } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { Db, Models } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import type { Parts } from "./parts.ts";

export interface PersonView {
  id: string;
  name: string;
  email: string;
}
/** A connector with its live grant, or its last one, and the people in it by name. */
export interface ConnectorRecord {
  row: Models.ConnectorModel;
  grant: Models.GrantModel | undefined;
  owner: PersonView | undefined;
  authorizedBy: PersonView | undefined;
}

export interface ReadOptions {
  /** Only those this person may use: shared ones and their own. */
  usableBy?: string | undefined;
  id?: string | undefined;
}

async function read(db: Db, who: Principal, { usableBy, id }: ReadOptions): Promise<ConnectorRecord[]> {
  return db.inWorkspace(who, async (tx) => {
    const rows = await tx.connector.findMany({
      where: {
        ...(id && { id }),
        ...(usableBy && { OR: [{ kind: "shared" as const }, { ownerId: usableBy }] }),
      },
      orderBy: [{ createdAt: "desc" }, { id: "asc" }],
      include: { grants: { orderBy: { authorizedAt: "desc" }, take: 1 } },
    });
    const members = await tx.member.findMany({ include: { user: true } });
    const people = new Map(
      members.map(({ user }) => [user.id, { id: user.id, name: user.name, email: user.email }]),
    );
    return rows.map(({ grants, ...row }) => {
      const grant = grants[0];
      const authorizedBy = grant && people.get(grant.authorizedBy);
      return { row, grant, owner: row.ownerId ? people.get(row.ownerId) : authorizedBy, authorizedBy };
    });
  });
}

export const listConnectors = ({ db }: Parts, who: Principal, usableBy?: string) =>
  read(db, who, { usableBy });

/** Throws `connector_not_found`. */
export async function getConnector(
  { db }: Parts,
  who: Principal,
  id: string,
  usableBy?: string,
): Promise<ConnectorRecord> {
  const [found] = await read(db, who, { id, usableBy });
  if (!found) throw new GatewayError("connector_not_found");
  return found;
}

export interface Preview {
  tokens: number;
  agents: { id: string; name: string }[];
  people: number;
  tools: string[];
  calls7Days: number;
  sharesAccountWith: { id: string; slug: string }[];
}

const WEEK_MS = 7 * 86_400_000;

/** What stops working when this connector's grant ends. */
export async function previewEnd(
  { db, registry, clock }: Parts,
  who: Principal,
  id: string,
): Promise<Preview> {
  return db.inWorkspace(who, async (tx) => {
    const connector = await tx.connector.findFirst({
      where: { id },
      include: { grants: { where: { endedAt: null }, take: 1 } },
    });
    if (!connector) throw new GatewayError("connector_not_found");
    const now = clock();
    const servers = registry.serversOf(connector.provider).map((s) => s.spec.id);
    const tokens = await tx.apiToken.findMany({
      where: {
        revokedAt: null,
        AND: [
          { OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(now) } }] },
          { OR: [{ servers: { isEmpty: true } }, { servers: { hasSome: servers } }] },
          connector.kind === "personal" ? { userId: connector.ownerId } : {},
        ],
      },
      include: { agent: true },
    });
    const agents = new Map(tokens.flatMap((t) => (t.agent ? [[t.agent.id, t.agent.name] as const] : [])));
    const calls7Days = await tx.auditEvent.count({
      where: {
        type: "tool.call",
        targetId: id,
        outcome: { not: "started" },
        at: { gt: new Date(now - WEEK_MS) },
      },
    });
    const others = await tx.connector.findMany({
      where: {
        id: { not: id },
        provider: connector.provider,
        accountId: connector.accountId,
        grants: { some: { endedAt: null } },
      },
    });
    return {
      tokens: tokens.length,
      agents: [...agents].map(([agentId, name]) => ({ id: agentId, name })),
      people: connector.kind === "personal" ? 1 : await tx.member.count(),
      tools: toolsOf(registry, connector.provider, connector.grants[0]?.tools ?? []),
      calls7Days,
      sharesAccountWith: others.map(({ id: otherId, slug }) => ({ id: otherId, slug })),
    };
  });
}

const toolsOf = (registry: Registry, provider: string, picked: readonly string[]): string[] =>
  registry.toolsOf(provider, picked).map((t) => t.name);
