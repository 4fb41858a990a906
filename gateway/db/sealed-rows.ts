import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";

/** Where sealed bytes are kept. `id`: what the ciphertext is bound to beside its workspace. */
const tables = {
  credentials: { id: "grant_id", workspace: "t.workspace_id", live: "true" },
  pending_authorizations: { id: "id", workspace: "t.workspace_id", live: "expires_at > now()" },
  sealed_secrets: { id: "owner_id", workspace: "t.workspace_id", live: "true" },
  vault_roots: { id: "id", workspace: "''::text", live: "true" },
} as const;

export type SealedTable = keyof typeof tables;
export const sealedTables = Object.keys(tables) as SealedTable[];

/** A sealed row of any workspace. */
export interface SealedRow {
  /** Empty for `vault_roots`, which belong to none. */
  workspaceId: string;
  id: string;
  keyId: string;
  /** Ciphertext; this room knows no key. */
  bytes: Uint8Array<ArrayBuffer>;
}
/** What a row becomes, if it is still what it was. */
export interface Rewrapped {
  was: SealedRow;
  keyId: string;
  bytes: Uint8Array;
}

/**
 * The one way past row-level security to sealed rows, for rotating keys: ciphertext in, ciphertext out, and nothing of
 * a row but what names it. Authorizations that have expired do not count.
 */
export interface SealedRows {
  /** Rows by table and key. */
  count(): Promise<{ table: SealedTable; keyId: string; rows: number }[]>;
  /** Rows sealed with another key than `currentId`, in order of workspace and id, from after `after`. */
  stale(
    table: SealedTable,
    currentId: string,
    after: Pick<SealedRow, "workspaceId" | "id"> | undefined,
    limit: number,
  ): Promise<SealedRow[]>;
  /**
   * Compare-and-set, all in one statement: a row is left alone when its key or its bytes have changed since it was
   * read, or when somebody is changing it right now. Returns the rows that were replaced.
   */
  replace(table: SealedTable, rows: readonly Rewrapped[]): Promise<Pick<SealedRow, "workspaceId" | "id">[]>;
}

export function openSealedRows(pool: Pool): SealedRows {
  return {
    async count() {
      const each = sealedTables.map(
        (table) =>
          `SELECT '${table}' AS t, key_id, count(*)::int AS n FROM ${table} WHERE ${tables[table].live} GROUP BY key_id`,
      );
      const { rows } = await pool.query<{ t: SealedTable; key_id: string; n: number }>(
        `${each.join(" UNION ALL ")} ORDER BY 1, 2`,
      );
      return rows.map(({ t, key_id, n }) => ({ table: t, keyId: key_id, rows: n }));
    },
    stale: (table, currentId, after, limit) =>
      byIndex(pool, async (client) => {
        const { id, workspace, live } = tables[table];
        const { rows } = await client.query<{ w: string; id: string; key_id: string; sealed: Buffer }>({
          name: `stale_${table}`,
          text: `SELECT ${workspace} AS w, ${id} AS id, key_id, sealed FROM ${table} t
            WHERE key_id <> $1 AND ${live} AND (${workspace}, ${id}) > ($2, $3)
            ORDER BY ${workspace}, ${id} LIMIT $4`,
          values: [currentId, after?.workspaceId ?? "", after?.id ?? "", limit],
        });
        return rows.map((r) => ({
          workspaceId: r.w,
          id: r.id,
          keyId: r.key_id,
          bytes: new Uint8Array(r.sealed),
        }));
      }),
    replace: (table, rewrapped) =>
      byIndex(pool, async (client) => {
        const { id, workspace } = tables[table];
        const { rows } = await client.query<{ w: string; id: string }>({
          name: `rewrap_${table}`,
          text: `WITH next AS (
              SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::bytea[])
                AS n (w, id, old_key, old_hash, new_key, new_sealed)
            ), mine AS (
              SELECT n.* FROM next n JOIN ${table} t ON t.${id} = n.id AND ${workspace} = n.w
              WHERE t.key_id = n.old_key AND sha256(t.sealed) = n.old_hash
              FOR UPDATE OF t SKIP LOCKED
            )
            UPDATE ${table} t SET key_id = m.new_key, sealed = m.new_sealed FROM mine m
            WHERE t.${id} = m.id AND ${workspace} = m.w RETURNING ${workspace} AS w, t.${id} AS id`,
          values: columns(rewrapped),
        });
        return rows.map(({ w, id: row }) => ({ workspaceId: w, id: row }));
      }),
  };
}

const BY_INDEX = ["seqscan", "bitmapscan", "hashjoin", "mergejoin", "sort"];

/** Some hundred rows of a large table, row by row: a planner without statistics would read the whole table for each batch. */
async function byIndex<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failed: Error | undefined;
  try {
    await client.query(`BEGIN; ${BY_INDEX.map((way) => `SET LOCAL enable_${way} = off`).join("; ")}`);
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    failed = error as Error;
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release(failed && !("code" in failed) ? failed : undefined);
  }
}

function columns(rows: readonly Rewrapped[]): unknown[] {
  return [
    rows.map((r) => r.was.workspaceId),
    rows.map((r) => r.was.id),
    rows.map((r) => r.was.keyId),
    rows.map((r) => createHash("sha256").update(r.was.bytes).digest()),
    rows.map((r) => r.keyId),
    rows.map((r) => Buffer.from(r.bytes)),
  ];
}
