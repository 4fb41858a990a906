import pg from "pg";
import type { Channel } from "./channel.ts";
import { openEmbedded } from "./embedded.ts";
import { openEmbeddedChannel } from "./embedded-channel.ts";
import { ReplicaChannel } from "./replica-channel.ts";

export interface DatabaseOptions {
  /** PostgreSQL; absent: embedded. */
  url?: string | undefined;
  /** Directory of the embedded database; absent: in memory. */
  dataDir?: string | undefined;
  /** In memory, for tests: a file made by PGlite's `dumpDataDir` to begin with; a new data directory takes seconds. */
  snapshot?: string | undefined;
  poolSize?: number;
}

export interface Opening {
  pool: pg.Pool;
  channel: Channel;
  /** After migrations. */
  ready(): Promise<void>;
  closeChannel(): Promise<void>;
  closeDatabase(): Promise<void>;
}

const CHECKPOINT_MS = 5 * 60_000;
const VACUUM_MS = 6 * 3_600_000;

export function openPostgres(url: string, replicaId: string, size: number): Opening {
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

export async function openInProcess({ dataDir, snapshot }: DatabaseOptions): Promise<Opening> {
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
