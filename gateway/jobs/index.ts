import { PgBoss } from "pg-boss";
import type { Principal } from "../context.ts";
import type { System } from "../db/index.ts";
import type { Log } from "../log.ts";

export interface Jobs {
  /** Starts the workers; resolves when they run. Everything else works without. */
  start(): Promise<void>;
  /** Lets running jobs end, at most 5 s. */
  stop(): Promise<void>;
}

export interface JobsOptions {
  system: System;
  embedded: boolean;
  log: Log;
  systemPrincipal(workspaceId: string, job: string): Principal;
  revokeUpstream(who: Principal, grantId: string): Promise<boolean>;
  flushLastUsed(): Promise<void>;
}

interface Revocation {
  workspaceId: string;
  grantId: string;
}

const REVOKE = "upstream-revocation";
const SWEEP = "sweep";
/** Pending authorizations, sign-in links and sessions are kept this long after they end, for the record of a mishap. */
const KEEP_MS = 24 * 3_600_000;
const FLUSH_MS = 30_000;

/**
 * Background work on pg-boss: one replica does each job, and a job survives a restart.
 * - upstream-revocation: ends a revoked grant at its provider, with back-off up to an hour, until there is a receipt.
 * - sweep: each minute, finds revocations that have no job (the gateway died before it queued one), drops old rows.
 */
export function openJobs(options: JobsOptions): Jobs {
  const { system, embedded, log } = options;
  const boss = new PgBoss({
    backend: embedded ? "pglite" : "postgres",
    db: {
      async executeSql(text, values) {
        const result: unknown = await system.query(text, values);
        // Several statements give a list of results; pg-boss wants one.
        return Array.isArray(result)
          ? { rows: result.flatMap((r: { rows: unknown[] }) => r.rows) }
          : (result as { rows: unknown[] });
      },
    },
  });
  boss.on("error", (err) => log.warn({ err }, "background work met an error"));

  const queueRevocations = async (): Promise<void> => {
    const pending = await system.tables.grant.findMany({
      where: { upstream: "pending" },
      take: 500,
      orderBy: { endedAt: "asc" },
    });
    for (const { workspaceId, id } of pending) {
      await boss.send(REVOKE, { workspaceId, grantId: id } satisfies Revocation, { singletonKey: id });
    }
  };

  const dropOldRows = async (): Promise<void> => {
    const before = { lt: new Date(Date.now() - KEEP_MS) };
    await system.tables.pendingAuthorization.deleteMany({ where: { expiresAt: before } });
    await system.tables.signInLink.deleteMany({ where: { expiresAt: before } });
    await system.tables.session.deleteMany({ where: { expiresAt: before } });
  };

  const revoke = async ({ workspaceId, grantId }: Revocation): Promise<void> => {
    const who = options.systemPrincipal(workspaceId, REVOKE);
    const done = await options.revokeUpstream(who, grantId);
    if (!done) throw new Error("no receipt yet"); // pg-boss tries again later
  };

  const flush = setInterval(() => {
    options
      .flushLastUsed()
      .catch((err: unknown) => log.warn({ err }, "last use of tokens could not be written"));
  }, FLUSH_MS);
  flush.unref();

  return {
    async start() {
      await boss.start();
      const retry = { retryLimit: 1_000, retryDelay: 10, retryBackoff: true, retryDelayMax: 3_600 };
      await boss.createQueue(REVOKE, { policy: "exclusive", ...retry });
      await boss.createQueue(SWEEP, { policy: "exclusive" });
      await boss.work<Revocation>(REVOKE, { pollingIntervalSeconds: 5 }, async (jobs) => {
        for (const job of jobs) await revoke(job.data);
      });
      await boss.work(SWEEP, { pollingIntervalSeconds: 20 }, async () => {
        await queueRevocations();
        await dropOldRows();
      });
      await boss.schedule(SWEEP, "* * * * *");
      await queueRevocations();
    },
    async stop() {
      clearInterval(flush);
      await boss.stop({ graceful: true, timeout: 5_000 });
      await options.flushLastUsed().catch(() => {});
    },
  };
}
