/** As much of a connector as whoever tells of it says. */
export interface ConnectorRef {
  id: string;
  slug: string;
  name: string;
  provider: string;
  kind: "shared" | "personal";
  ownerId: string | null;
  ownerName: string | null;
}

/** Columns of it: `c` is the connector, `g` the grant that tells who authorized it, `u` that person or the owner. */
export const REF =
  "c.id, c.slug, c.name, c.provider, c.kind, COALESCE(c.owner_id, g.authorized_by) AS owner, u.name AS owner_name";
export const OWNER = "LEFT JOIN users u ON u.id = COALESCE(c.owner_id, g.authorized_by)";

export const refOf = (row: Record<string, unknown>): ConnectorRef => ({
  id: String(row.id),
  slug: String(row.slug),
  name: String(row.name),
  provider: String(row.provider),
  kind: row.kind as ConnectorRef["kind"],
  ownerId: row.owner as string | null,
  ownerName: row.owner_name as string | null,
});
