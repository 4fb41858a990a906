import { RateLimiterPostgres } from "rate-limiter-flexible";
import type { System } from "../../db/index.ts";
import type { Counter } from "./stock.ts";
import type { Use } from "./types.ts";

const KEEP_MS = 3_600_000;

/** Windows in the table `limit_counts`, shared by every replica: one upsert an addition. */
export interface SharedCounter {
  count: Counter;
  sweep(): Promise<void>;
  /** The fullest window that runs of each limit of a workspace, by `<limit>:m` for a minute's and `<limit>:d`. */
  fullest(workspaceId: string): Promise<ReadonlyMap<string, Use>>;
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
    async fullest(workspaceId) {
      const { rows } = await system.query(
        `SELECT DISTINCT ON (id, letter) split_part(key, ':', 2) AS id, right(key, 1) AS letter, points, expire
         FROM limit_counts WHERE starts_with(key, $1) AND expire > $2 ORDER BY id, letter, points DESC`,
        [`${workspaceId}:`, Date.now()],
      );
      return new Map(
        (rows as { id: string; letter: string; points: number; expire: string }[]).map((row) => [
          `${row.id}:${row.letter}`,
          { used: row.points, resetsAt: new Date(Number(row.expire)) },
        ]),
      );
    },
    async sweep() {
      await system.query("DELETE FROM limit_counts WHERE expire < $1", [Date.now() - KEEP_MS]);
    },
  };
}
