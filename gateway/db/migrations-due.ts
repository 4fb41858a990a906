import type { Pool } from "pg";
import { readMigrations } from "./migrate.ts";

export interface MigrationsDue {
  /** Of this build, not applied. */
  pending: string[];
  /** Applied, and not of this build: the database is ahead. */
  ahead: string[];
  /** Applied, and changed since: this build will not start on it. */
  changed: string[];
  /** Recorded as failed. */
  failed: string[];
}

/** How database and build differ; changes nothing. A database without a ledger has everything before it. */
export async function migrationsDue(pool: Pick<Pool, "query">, directory: string): Promise<MigrationsDue> {
  const own = await readMigrations(directory);
  const { rows: found } = await pool.query<{ there: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS there`,
  );
  const { rows } = found[0]?.there
    ? await pool.query<{ name: string; checksum: string; done: boolean }>(
        `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS done
         FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY migration_name`,
      )
    : { rows: [] };
  const names = new Set(own.map(({ name }) => name));
  const applied = new Map(rows.map((row) => [row.name, row]));
  return {
    pending: own.filter(({ name }) => !applied.has(name)).map(({ name }) => name),
    ahead: rows.filter(({ name, done }) => done && !names.has(name)).map(({ name }) => name),
    changed: own
      .filter(({ name, checksum }) => (applied.get(name)?.checksum ?? checksum) !== checksum)
      .map(({ name }) => name),
    failed: rows.filter(({ done }) => !done).map(({ name }) => name),
  };
}
