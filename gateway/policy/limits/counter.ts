import { RateLimiterPostgres } from "rate-limiter-flexible";
import type { System } from "../../db/index.ts";
import type { Counter } from "./stock.ts";
import type { Use } from "./types.ts";

const KEEP_MS = 3_600_000;

/** Windows in the table `limit_counts`, shared by every replica: one upsert an addition. */
export interface SharedCounter {
  count: Counter;
  sweep(): Promise<void>;
  /** The fullest window that runs among those whose keys begin so. */
  fullest(prefix: string, letter: string): Promise<Use>;
}

export function openCounter(system: System): SharedCounter {
  const limiter = new RateLimiterPostgres({
    storeClient: {
      query: ({ text, values }: { text: string; values: unknown[] }) => system.query(text, values),
    },
    storeType: "client",
    tableName: "limit_counts",
    tableCreated: true, // by a migration
    clearExpiredByTimeout: false, // a job does
    keyPrefix: "",
    // Only adds; who gets how much is decided by `stock.ts`.
    points: Number.MAX_SAFE_INTEGER,
    duration: 60,
  });
  return {
    async count(key, points, seconds) {
      const { consumedPoints, msBeforeNext } = await limiter.penalty(key, points, {
        customDuration: seconds,
      });
      return { total: consumedPoints, msLeft: msBeforeNext };
    },
    async fullest(prefix, letter) {
      const { rows } = await system.query(
        `SELECT points, expire FROM limit_counts
         WHERE starts_with(key, $1) AND right(key, 2) = $2 AND expire > $3 ORDER BY points DESC LIMIT 1`,
        [prefix, `:${letter}`, Date.now()],
      );
      const [row] = rows as { points: number; expire: string }[];
      return { used: row?.points ?? 0, resetsAt: row ? new Date(Number(row.expire)) : null };
    },
    async sweep() {
      await system.query("DELETE FROM limit_counts WHERE expire < $1", [Date.now() - KEEP_MS]);
    },
  };
}
