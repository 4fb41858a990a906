import { RateLimiterPostgres } from "rate-limiter-flexible";
import type { System } from "../../db/index.ts";
import type { Counter } from "./stock.ts";

const KEEP_MS = 3_600_000;

/** Windows in the table `limit_counts`, shared by every replica: one upsert an addition. */
export function openCounter(system: System): { count: Counter; sweep(): Promise<void> } {
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
    async sweep() {
      await system.query("DELETE FROM limit_counts WHERE expire < $1", [Date.now() - KEEP_MS]);
    },
  };
}
