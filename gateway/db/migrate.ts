import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PoolClient } from "pg";

/** Prisma's own advisory lock, so that a concurrent `prisma migrate deploy` is kept out as well. */
export const PRISMA_LOCK = 72707369;

const LEDGER = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}
interface LedgerRow {
  name: string;
  checksum: string;
  done: boolean;
}

export async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((e) => e.isDirectory()).map((e) => e.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function apply(session: PoolClient, migration: Migration): Promise<void> {
  await session.query("BEGIN");
  try {
    await session.query(migration.sql); // no values: the simple protocol takes any number of statements
    await session.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await session.query("COMMIT");
  } catch (cause) {
    await session.query("ROLLBACK");
    throw new Error(`migration ${migration.name} failed: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Brings the database to this build under Prisma's lock and in Prisma's ledger; returns the names applied.
 * A database that is ahead of this build is left alone (rolling upgrade). Throws when an applied migration was
 * edited or is recorded as failed. `session` must be ONE connection, not a pool. `only`: no others than these.
 */
export async function migrate(
  session: PoolClient,
  directory: string,
  only?: ReadonlySet<string>,
): Promise<string[]> {
  const migrations = (await readMigrations(directory)).filter(({ name }) => only?.has(name) ?? true);
  await session.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
  try {
    await session.query("SET client_min_messages = warning");
    await session.query(LEDGER);
    const { rows } = await session.query<LedgerRow>(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS done
       FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
    );
    const failed = rows.find((r) => !r.done);
    if (failed)
      throw new Error(`migration ${failed.name} is recorded as failed: run \`prisma migrate resolve\``);
    const ledger = new Map(rows.map((r) => [r.name, r.checksum]));
    const applied: string[] = [];
    for (const migration of migrations) {
      const checksum = ledger.get(migration.name);
      if (checksum === undefined) {
        await apply(session, migration);
        applied.push(migration.name);
      } else if (checksum !== migration.checksum) {
        throw new Error(`migration ${migration.name} was changed after it was applied`);
      }
    }
    return applied;
  } finally {
    await session.query("SELECT pg_advisory_unlock($1)", [PRISMA_LOCK]).catch(() => {});
  }
}
