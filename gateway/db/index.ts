import { randomBytes } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { type AuditAppend, openAuditAppend } from "./audit-append.ts";
import type { Channel } from "./channel.ts";
import { type DumpTotals, dumpDatabase } from "./dump.ts";
import { PrismaClient } from "./generated/client.ts";
import { migrate } from "./migrate.ts";
import { type MigrationsDue, migrationsDue } from "./migrations-due.ts";
import { type DatabaseOptions, openInProcess, openPostgres } from "./opening.ts";
import { openReports, type Reports } from "./reports.ts";
import { type Restored, type RestoreOptions, restoreDatabase as restoreInto } from "./restore.ts";
import { openSealedRows, type SealedRows } from "./sealed-rows.ts";
import type { SystemTx, Workspaces } from "./tables.ts";
import { openWorkspaces } from "./workspaces.ts";

export type { Change, Channel } from "./channel.ts";
export { type DumpHeader, type DumpTotals, dumpTotals, LEFT_OUT } from "./dump.ts";
export { Prisma } from "./generated/client.ts";
export type { MigrationsDue } from "./migrations-due.ts";
export type { DatabaseOptions } from "./opening.ts";
export type { Ask, Reports } from "./reports.ts";
export { type Restored, RestoreRefused } from "./restore.ts";
export {
  type Rewrapped,
  type SealedRow,
  type SealedRows,
  type SealedTable,
  sealedTables,
} from "./sealed-rows.ts";
export type { AuditRow, ChainHead, Models, SystemTx, VaultTx, Workspaces, WorkspaceTx } from "./tables.ts";

export interface Db extends Workspaces {
  readonly replicaId: string;
  readonly embedded: boolean;
  readonly channel: Channel;
  readonly audit: { append: AuditAppend };
  readonly reports: Reports;
}

/** Past row-level security: for `identity/` before there is a principal, for jobs, health and operators' tools. */
export interface System {
  readonly tables: SystemTx;
  transaction<T>(work: (tx: SystemTx) => Promise<T>): Promise<T>;
  /** Raw SQL, for pg-boss, health checks and maintenance. */
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  /** For rotating keys. */
  readonly sealed: SealedRows;
  /**
   * For backups: every row that is kept, as lines in the order in which they can be put back, all of one moment. On the
   * embedded database nobody else is served meanwhile.
   */
  dump(write: (line: string) => Promise<void>, signal?: AbortSignal): Promise<DumpTotals>;
}

export interface Database {
  db: Db;
  system: System;
  /** Names of the migrations that this start applied. */
  migrated: string[];
  close(): Promise<void>;
}

const MIGRATIONS = new URL("../../prisma/migrations", import.meta.url).pathname;

/** Names for prepared statements, 275 instead of 331 microseconds a query. Past 500 shapes of SQL: unnamed. */
function statementNames() {
  const names = new Map<string, string>();
  return ({ sql }: { sql: string }): string => {
    if (!names.has(sql) && names.size < 500) names.set(sql, `vk${names.size}`);
    return names.get(sql) as string; // undefined leaves it unnamed; the adapter's type does not say so
  };
}

/** Fills an empty database from the lines that `System.dump` wrote; see `restore.ts`. */
export const restoreDatabase = (lines: AsyncIterable<string>, options: RestoreOptions): Promise<Restored> =>
  restoreInto(lines, { ...options, migrations: MIGRATIONS });

/**
 * How the database differs from this build, and its clock, without changing anything: for whoever looks before a start.
 * Throws what the connection throws.
 */
export async function lookAtDatabase(
  options: DatabaseOptions,
): Promise<MigrationsDue & { version: string; now: Date }> {
  const opening = options.url ? openPostgres(options.url, "look", 1) : await openInProcess(options);
  try {
    const { rows } = await opening.pool.query<{ now: Date; version: string }>(
      "SELECT clock_timestamp() AS now, current_setting('server_version') AS version",
    );
    return {
      ...(await migrationsDue(opening.pool, MIGRATIONS)),
      ...(rows[0] as { now: Date; version: string }),
    };
  } finally {
    await opening.closeChannel();
    await opening.pool.end();
    await opening.closeDatabase();
  }
}

/** Opens the database, applies migrations, and resolves when its notifications are heard. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const replicaId = randomBytes(9).toString("hex");
  const opening = options.url
    ? openPostgres(options.url, replicaId, options.poolSize ?? 10)
    : await openInProcess(options);
  const { pool } = opening;
  try {
    const session = await pool.connect();
    const migrated = await migrate(session, MIGRATIONS).finally(() => session.release());
    await opening.ready();
    const prisma = new PrismaClient({
      adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }),
    });
    return {
      db: {
        replicaId,
        embedded: !options.url,
        channel: opening.channel,
        audit: { append: openAuditAppend(pool) },
        reports: openReports(pool),
        ...openWorkspaces(prisma),
      },
      system: {
        tables: prisma,
        transaction: (work) => prisma.$transaction((tx) => work(tx)),
        query: (sql, values) => pool.query(sql, values),
        sealed: openSealedRows(pool),
        dump: (write, signal) => dumpDatabase(pool, write, signal),
      },
      migrated,
      close: async () => {
        await opening.closeChannel();
        await prisma.$disconnect();
        await pool.end();
        await opening.closeDatabase();
      },
    };
  } catch (error) {
    await opening.closeChannel().catch(() => {});
    await pool.end().catch(() => {});
    await opening.closeDatabase().catch(() => {});
    throw error;
  }
}
