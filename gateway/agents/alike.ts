import type { Connection } from "../catalog/index.ts";

/** Connections that differ in nothing that decides whether a tool works through them: one speaks for all. */
export interface Alike {
  /** In the order of the list. */
  members: Member[];
}
/** With its place in the list. */
export interface Member {
  at: number;
  connection: Connection;
  group: Alike;
}
export interface Arranged {
  groups: readonly Alike[];
  /** Slugs are unique in a workspace. */
  bySlug: ReadonlyMap<string, Connection>;
  byId: ReadonlyMap<string, Member>;
}

const kinds = new WeakMap<Connection, string>();

/** A connection is never changed: one that did is another object. */
function kindOf(connection: Connection): string {
  const known = kinds.get(connection);
  if (known !== undefined) return known;
  const { grant, disabled, verdict } = connection;
  const kind = JSON.stringify([
    grant ? [grant.variant, [...grant.scopes].sort()] : null,
    disabled,
    verdict === "invalid",
  ]);
  kinds.set(connection, kind);
  return kind;
}

const arranged = new WeakMap<readonly Connection[], Arranged>();

/** Connections of one provider by what they are good for; as long as the list is kept, so is this. */
export function arrange(connections: readonly Connection[]): Arranged {
  const known = arranged.get(connections);
  if (known) return known;
  const groups = new Map<string, Alike>();
  const byId = new Map<string, Member>();
  for (const [at, connection] of connections.entries()) {
    const kind = kindOf(connection);
    const group = groups.get(kind) ?? { members: [] };
    const member = { at, connection, group };
    byId.set(connection.id, member);
    if (group.members.push(member) === 1) groups.set(kind, group);
  }
  const made = {
    groups: [...groups.values()],
    byId,
    bySlug: new Map(connections.map((connection) => [connection.slug, connection])),
  };
  arranged.set(connections, made);
  return made;
}
