import type { Registry } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { Models, WorkspaceTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { accountParts } from "./account.ts";
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
  /** The registration of that grant; undefined when it is gone. */
  app: { id: string; name: string } | undefined;
}

export interface ReadOptions {
  /** Only those this person may use: shared ones and their own. */
  usableBy?: string | undefined;
  /** Only this person's own. */
  ownedBy?: string | undefined;
  id?: string | undefined;
  /** These alone; their order is not kept. */
  ids?: readonly string[] | undefined;
}

export async function readConnectors(
  { db, apps }: Pick<Parts, "db" | "apps">,
  who: Principal,
  { usableBy, ownedBy, id, ids }: ReadOptions,
): Promise<ConnectorRecord[]> {
  const known = await apps.list(who);
  return db.inWorkspace(who, async (tx) => {
    const rows = await tx.connector.findMany({
      where: {
        deletedAt: null,
        ...(id && { id }),
        ...(ids && { id: { in: [...ids] } }),
        ...(ownedBy !== undefined && { kind: "personal" as const, ownerId: ownedBy }),
        ...(usableBy && { OR: [{ kind: "shared" as const }, { ownerId: usableBy }] }),
      },
      orderBy: [{ createdAt: "desc" }, { id: "asc" }],
      include: { grants: { orderBy: { authorizedAt: "desc" }, take: 1 } },
    });
    const named = rows.flatMap(({ ownerId, grants: [last] }) => [ownerId, last?.authorizedBy]);
    const members = await tx.member.findMany({
      where: { userId: { in: [...new Set(named.filter((person) => typeof person === "string"))] } },
      include: { user: true },
    });
    const people = new Map(
      members.map(({ user }) => [user.id, { id: user.id, name: user.name, email: user.email }]),
    );
    return rows.map(({ grants, ...row }) => {
      const grant = grants[0];
      const authorizedBy = grant && people.get(grant.authorizedBy);
      const app = grant && known.find((one) => one.provider === row.provider && one.id === grant.appId);
      return {
        row,
        grant,
        owner: row.ownerId ? people.get(row.ownerId) : authorizedBy,
        authorizedBy,
        app: app && { id: app.id, name: app.name },
      };
    });
  });
}

export const listConnectors = (parts: Parts, who: Principal, ownedBy?: string) =>
  readConnectors(parts, who, { ownedBy });

export interface Usable {
  records: ConnectorRecord[];
  /** By provider: shared ones that are not among them. */
  more: ReadonlyMap<string, number>;
}

const NEWEST = `SELECT provider, count(*) AS n, (array_agg(id ORDER BY created_at DESC, id))[1:$2] AS ids FROM connectors
  WHERE workspace_id = $1 AND kind = 'shared' AND deleted_at IS NULL GROUP BY provider`;

/** A person's own connectors, and of each provider's shared ones the newest. */
export async function listUsable(
  parts: Parts,
  who: Principal,
  { ownedBy, most }: { ownedBy: string; most: number },
): Promise<Usable> {
  const shared = await parts.db.reports.read(who, (ask) => ask(NEWEST, [who.workspaceId, most]));
  const ids = shared.flatMap((row) => row.ids as string[]);
  return {
    records: [
      ...(await readConnectors(parts, who, { ownedBy })),
      ...(await readConnectors(parts, who, { ids })),
    ],
    more: new Map(shared.map((row) => [String(row.provider), Math.max(0, Number(row.n) - most)])),
  };
}

/** Throws `connector_not_found`. */
export async function getConnector(
  parts: Parts,
  who: Principal,
  id: string,
  usableBy?: string,
): Promise<ConnectorRecord> {
  const [found] = await readConnectors(parts, who, { id, usableBy });
  if (!found) throw new GatewayError("connector_not_found");
  return found;
}

/** The workspace's other connected connectors that stand on the same account, or on a part of it. */
export async function connectorsSharing(
  tx: WorkspaceTx,
  registry: Registry,
  { id, provider: name, accountId }: Pick<Models.ConnectorModel, "id" | "provider" | "accountId">,
): Promise<Models.ConnectorModel[]> {
  const provider = registry.providers.get(name);
  if (!provider) return [];
  const mine = Object.values(accountParts(provider, accountId));
  // An account of two parts shares one with any account that begins or ends with it: which, is looked at below.
  const accounts = provider.userToken
    ? mine.flatMap((part) => [{ accountId: { startsWith: part } }, { accountId: { endsWith: part } }])
    : [{ accountId }];
  const rows = await tx.connector.findMany({
    where: { id: { not: id }, provider: name, deletedAt: null, OR: accounts },
    include: { grants: { where: { endedAt: null }, select: { id: true }, take: 1 } },
  });
  return rows.filter(
    (row) =>
      row.grants.length > 0 &&
      Object.values(accountParts(provider, row.accountId)).some((part) => mine.includes(part)),
  );
}
