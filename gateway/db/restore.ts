import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { PoolClient } from "pg";
import { type DumpHeader, dumpHeader, dumpTotals, LEFT_OUT, quoted, tablesOf } from "./dump.ts";
import { migrate, PRISMA_LOCK, readMigrations } from "./migrate.ts";
import { type DatabaseOptions, openInProcess, openPostgres } from "./opening.ts";

/** What somebody must do differently: the database is not empty, or the backup is not for this build. */
export class RestoreRefused extends Error {}

const LEDGER = "_prisma_migrations";

export interface Restored {
  tables: number;
  rows: number;
}
export interface RestoreOptions extends DatabaseOptions {
  onProgress?: ((rows: number, table: string) => void) | undefined;
}

/**
 * Fills an empty database from the lines of `dumpDatabase`: brings it to the very migrations that the backup was made
 * at, puts every row in within one transaction, and leaves later migrations to the next opening. Commits when the lines
 * have ended and their totals agree; `lines` throws when it is not whole. An embedded database that this made is removed
 * again when it fails. Throws `RestoreRefused`.
 */
export async function restoreDatabase(
  lines: AsyncIterable<string>,
  { migrations, onProgress, ...options }: RestoreOptions & { migrations: string },
): Promise<Restored> {
  const pgdata = options.dataDir && join(options.dataDir, "pgdata");
  const isNew = pgdata !== undefined && !existsSync(pgdata);
  const opening = options.url ? openPostgres(options.url, "restore", 2) : await openInProcess(options);
  let failed = true;
  try {
    const session = await opening.pool.connect();
    try {
      // A gateway that starts meanwhile waits for this before it looks at anything.
      await session.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
      const restored = await fill(session, lines, migrations, onProgress);
      failed = false;
      return restored;
    } finally {
      await session.query("SELECT pg_advisory_unlock_all()").catch(() => {});
      session.release();
    }
  } finally {
    await opening.closeChannel();
    await opening.pool.end();
    await opening.closeDatabase();
    if (failed && isNew && pgdata) rmSync(pgdata, { recursive: true, force: true });
  }
}

async function fill(
  session: PoolClient,
  lines: AsyncIterable<string>,
  directory: string,
  onProgress: RestoreOptions["onProgress"],
): Promise<Restored> {
  const reader = lines[Symbol.asyncIterator]();
  const first = await reader.next();
  const parsed = dumpHeader.safeParse(first.done ? undefined : parseLine(first.value));
  if (!parsed.success) throw new RestoreRefused("It does not begin as a backup does.");
  const header = parsed.data;
  await mustFit(header, directory);
  await mustBeEmpty(session, header);
  await migrate(session, directory, new Set(header.migrations.map(({ name }) => name)));
  const columns = await mustKnow(session, header);
  await session.query("BEGIN");
  try {
    const restored = await insertAll(session, reader, columns, onProgress);
    await session.query("COMMIT");
    return restored;
  } catch (error) {
    await session.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Rows go into tables as they were then: the same migrations, and not one that this build does not know. */
async function mustFit({ migrations }: DumpHeader, directory: string): Promise<void> {
  const own = new Map((await readMigrations(directory)).map(({ name, checksum }) => [name, checksum]));
  const foreign = migrations.filter(({ name, checksum }) => own.get(name) !== checksum);
  if (foreign.length === 0) return;
  const names = foreign.map(({ name }) => JSON.stringify(name)).join(", ");
  throw new RestoreRefused(
    `It was made by another version, with migrations that this one does not have: ${names}. Restore it with the version that made it, or a later one.`,
  );
}

/** No row in any table, and no migration that the backup did not have. An attempt that failed leaves it like that. */
async function mustBeEmpty(session: PoolClient, { migrations }: DumpHeader): Promise<void> {
  const instead = "Restore into a new database or another DATA_DIR.";
  const tables = await tablesOf(session);
  for (const { name } of tables.filter((table) => table.name !== LEDGER)) {
    const { rows } = await session.query(`SELECT 1 FROM ${quoted(name)} LIMIT 1`);
    if (rows.length > 0)
      throw new RestoreRefused(`The database is not empty: ${JSON.stringify(name)} has rows. ${instead}`);
  }
  if (!tables.some(({ name }) => name === LEDGER)) return;
  const { rows } = await session.query(
    `SELECT 1 FROM ${quoted(LEDGER)} WHERE NOT migration_name = ANY($1) LIMIT 1`,
    [migrations.map(({ name }) => name)],
  );
  if (rows.length > 0)
    throw new RestoreRefused(`The database is of a later version than the backup. ${instead}`);
}

/** Tables and columns are taken from the database, never by a name that only the file knows. */
async function mustKnow(session: PoolClient, header: DumpHeader): Promise<Map<string, string[]>> {
  const own = new Map((await tablesOf(session)).map(({ name, columns }) => [name, new Set(columns)]));
  for (const { name, columns } of header.tables) {
    const there = own.get(name);
    if (!there || LEFT_OUT.has(name) || !columns.every((column) => there.has(column)))
      throw new RestoreRefused(
        `It has a table or columns that this version does not: ${JSON.stringify(name)}.`,
      );
  }
  return new Map(header.tables.map(({ name, columns }) => [name, columns]));
}

/** What the database says of foreign rows may quote them: only its code is told. */
async function insertPage(
  session: PoolClient,
  { sql, table }: { sql: string; table: string },
  page: string,
): Promise<number> {
  try {
    return (await session.query(sql, [page])).rowCount ?? 0;
  } catch (error) {
    const { code } = error as { code?: string };
    if (!code) throw error;
    throw new RestoreRefused(
      `It is damaged: ${JSON.stringify(table)} does not take its rows (PostgreSQL ${code}).`,
    );
  }
}

async function insertAll(
  session: PoolClient,
  reader: AsyncIterator<string>,
  columns: ReadonlyMap<string, readonly string[]>,
  onProgress: RestoreOptions["onProgress"],
): Promise<Restored> {
  const damaged = () => new RestoreRefused("It is damaged: its parts do not fit together.");
  const seen = new Set<string>();
  let insert: { table: string; sql: string } | undefined;
  let rows = 0;
  let totals: Restored | undefined;
  for (let next = await reader.next(); !next.done; next = await reader.next()) {
    const line = next.value;
    if (totals) throw damaged();
    if (line.startsWith("[")) {
      if (!insert) throw damaged();
      rows += await insertPage(session, insert, line);
      onProgress?.(rows, insert.table);
      continue;
    }
    const control = parseLine(line) as { table?: unknown } | null | undefined;
    const done = dumpTotals.safeParse(control);
    if (done.success) {
      totals = done.data.done;
      continue;
    }
    const table = typeof control?.table === "string" ? control.table : "";
    const names = columns.get(table)?.map(quoted).join(", ");
    if (!names || seen.has(table)) throw damaged();
    seen.add(table);
    const sql = `INSERT INTO ${quoted(table)} (${names}) SELECT ${names} FROM json_populate_recordset(NULL::${quoted(table)}, $1::json)`;
    insert = { table, sql };
  }
  if (totals?.rows !== rows || totals.tables !== seen.size) throw damaged();
  return totals;
}
