import { randomBytes } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type AuditAppend, openAuditAppend } from "./audit-append.ts";
import type { Channel } from "./channel.ts";
import { openEmbedded } from "./embedded.ts";
import { openEmbeddedChannel } from "./embedded-channel.ts";
import { PrismaClient } from "./generated/client.ts";
import { migrate } from "./migrate.ts";
import { ReplicaChannel } from "./replica-channel.ts";
import { openSealedRows, type SealedRows } from "./sealed-rows.ts";
import type { SystemTx, Workspaces } from "./tables.ts";
import { openWorkspaces } from "./workspaces.ts";

export type { Change, Channel } from "./channel.ts";
export { Prisma } from "./generated/client.ts";
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
}

/** Past row-level security: for `identity/` before there is a principal, for jobs, health and operators' tools. */
export interface System {
  readonly tables: SystemTx;
  transaction<T>(work: (tx: SystemTx) => Promise<T>): Promise<T>;
  /** Raw SQL, for pg-boss, health checks and maintenance. */
  query(sql: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  /** For rotating keys. */
  readonly sealed: SealedRows;
}

export interface Database {
  db: Db;
  system: System;
  /** Names of the migrations that this start applied. */
  migrated: string[];
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** PostgreSQL; absent: embedded. */
  url?: string | undefined;
  /** Directory of the embedded database; absent: in memory. */
  dataDir?: string | undefined;
  /** In memory, for tests: a file made by PGlite's `dumpDataDir` to begin with; a new data directory takes seconds. */
  snapshot?: string | undefined;
  poolSize?: number;
}

const MIGRATIONS = new URL("../../prisma/migrations", import.meta.url).pathname;
const CHECKPOINT_MS = 5 * 60_000;
const VACUUM_MS = 6 * 3_600_000;

interface Opening {
  pool: pg.Pool;
  channel: Channel;
  /** After migrations. */
  ready(): Promise<void>;
  closeChannel(): Promise<void>;
  closeDatabase(): Promise<void>;
}

async function openPostgres(url: string, replicaId: string, size: number): Promise<Opening> {
  // adapter-pg reads timestamptz as if the session were in UTC: make it so, or expiry times are off.
  const session = { connectionString: url, options: "-c timezone=UTC", application_name: "valetkey" };
  const pool = new pg.Pool({ ...session, max: size, connectionTimeoutMillis: 10_000 });
  pool.on("error", () => {}); // an idle connection that broke is replaced at the next use
  pool.on("connect", (client) => client.on("error", () => {})); // one in use: its query fails, the process does not
  const channel = new ReplicaChannel({ session, pool, replicaId });
  return {
    pool,
    channel,
    ready: () => channel.open(),
    closeChannel: () => channel.close(),
    closeDatabase: async () => {},
  };
}

async function openInProcess({ dataDir, snapshot }: DatabaseOptions): Promise<Opening> {
  const embedded = await openEmbedded(dataDir, snapshot);
  const { channel, listen } = openEmbeddedChannel();
  const pool = new pg.Pool({
    onConnect: listen, // awaited by the pool before the connection's first use
    user: "postgres",
    database: "postgres",
    options: "-c timezone=UTC",
    max: 1,
    idleTimeoutMillis: 0,
    stream: () => embedded.connect() as never,
  });
  pool.on("error", () => {});
  // PGlite has no background workers: nobody else checkpoints or vacuums.
  const run = (sql: string) => void pool.query(sql).catch(() => {});
  const timers = [
    setInterval(run, CHECKPOINT_MS, "CHECKPOINT"),
    setInterval(run, VACUUM_MS, "VACUUM (ANALYZE)"),
  ];
  for (const timer of timers) timer.unref();
  return {
    pool,
    channel,
    ready: async () => {},
    closeChannel: async () => timers.forEach(clearInterval),
    closeDatabase: () => embedded.close(),
  };
}

/** Names for prepared statements, 275 instead of 331 microseconds a query. Past 500 shapes of SQL: unnamed. */
function statementNames() {
  const names = new Map<string, string>();
  return ({ sql }: { sql: string }): string => {
    if (!names.has(sql) && names.size < 500) names.set(sql, `vk${names.size}`);
    return names.get(sql) as string; // undefined leaves it unnamed; the adapter's type does not say so
  };
}

/** Opens the database, applies migrations, and resolves when its notifications are heard. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const replicaId = randomBytes(9).toString("hex");
  const opening = options.url
    ? await openPostgres(options.url, replicaId, options.poolSize ?? 10)
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
        ...openWorkspaces(prisma),
      },
      system: {
        tables: prisma,
        transaction: (work) => prisma.$transaction((tx) => work(tx)),
        query: (sql, values) => pool.query(sql, values),
        sealed: openSealedRows(pool),
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
