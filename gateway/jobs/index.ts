import { PgBoss } from "pg-boss";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { System } from "../db/index.ts";
import type { Log } from "../log.ts";
import { type Due, openDue } from "./due.ts";
import { eachOf } from "./each.ts";

export interface Jobs {
  /** Starts the workers; resolves when they run. Everything else works without. */
  start(): Promise<void>;
  /** Something waits for its provider: look now instead of at the next minute. */
  wake(): void;
  /** Lets running jobs end, at most 5 s. */
  stop(): Promise<void>;
}

/** What jobs ask of `grants/`; each by the id of a grant or a connector. */
export interface GrantWork {
  revokeUpstream(who: Principal, grantId: string): Promise<boolean>;
  refreshAhead(who: Principal, grantId: string): Promise<boolean>;
  validate(who: Principal, connectorId: string): Promise<void>;
  purge(who: Principal, connectorId: string): Promise<boolean>;
  remove(who: Principal, connectorId: string): Promise<unknown>;
}

export interface JobsOptions {
  system: System;
  embedded: boolean;
  clock: Clock;
  log: Log;
  systemPrincipal(workspaceId: string, job: string): Principal;
  grants: GrantWork;
  /** How a connector says that it waits for somebody's word. */
  unconfirmed: string;
  /** Connectors whose evidence is older are probed; 0: none are. */
  probeMinutes: number;
  /** Each minute, on one replica, one after the other. */
  sweeps: Readonly<Record<string, () => Promise<void>>>;
  /** Every half a minute and at the end, on each replica: what it keeps in memory until then. */
  flush(): Promise<void>;
}

const UPSTREAM = "upstream-revocation";
const REFRESH = "refresh-ahead";
const PROBE = "probe";
const SWEEP = "sweep";
/** Pending authorizations and sign-in links are kept this long after they end, for the record of a mishap. */
const KEEP_MS = 24 * 3_600_000;
/** Sessions and invitations: they say when somebody was last here, and what became of an invitation. */
const KEEP_PEOPLE_MS = 90 * 24 * 3_600_000;
const UNCONFIRMED_MS = 3_600_000;
const POSTPONE_MS = 15 * 60_000;
const FLUSH_MS = 30_000;
/** A run ends before the next minute's begins. */
const RUN_MS = 50_000;
const AT_ONCE = 8;
/** One small query for each kind. */
const POLL_S = 2;

/**
 * Background work on pg-boss: for each kind one replica at a time, started each minute; what there is to do stands in
 * the tables themselves, so nothing is lost with a job.
 * - upstream-revocation: ends revoked grants at their providers, with back-off up to an hour, until there is a receipt.
 * - refresh-ahead: renews tokens before they end.
 * - probe: proves with each grant's own credential that it still works.
 * - sweep: drops what is over.
 */
export function openJobs(options: JobsOptions): Jobs {
  const { system, embedded, log, grants, clock } = options;
  const due = openDue(system, clock);
  let isRunning = false;
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

  /** Works off what `find` gives until nothing is left, nothing moves any more, or the time is up. */
  const workOff = async (
    job: string,
    find: () => Promise<Due[]>,
    work: (who: Principal, one: Due) => Promise<void>,
  ) => {
    const until = performance.now() + RUN_MS;
    const seen = new Set<string>();
    while (performance.now() < until) {
      const found = (await find()).filter((one) => !seen.has(`${one.workspaceId} ${one.id}`));
      if (found.length === 0) return;
      await eachOf(found, AT_ONCE, until, async (one) => {
        seen.add(`${one.workspaceId} ${one.id}`);
        await work(options.systemPrincipal(one.workspaceId, job), one).catch((err: unknown) =>
          log.warn({ err, job, id: one.id }, "a piece of background work failed and will be tried again"),
        );
      });
    }
  };

  const revoke = async (): Promise<void> => {
    await workOff(
      UPSTREAM,
      due.revocations,
      async (who, { id }) => void (await grants.revokeUpstream(who, id)),
    );
    if (await due.revocationsPending())
      await boss.send(UPSTREAM, {}, { startAfter: 10, singletonKey: "later" });
  };
  const refresh = () =>
    workOff(REFRESH, due.refreshes, async (who, one) => {
      if (!(await grants.refreshAhead(who, one.id))) await due.postponeRefresh(one, POSTPONE_MS);
    });
  const probe = async (): Promise<void> => {
    if (options.probeMinutes === 0) return;
    await workOff(
      PROBE,
      () => due.probes(options.probeMinutes * 60_000),
      (who, { id }) => grants.validate(who, id),
    );
  };

  const dropOldRows = async (): Promise<void> => {
    const before = { lt: new Date(clock() - KEEP_MS) };
    await system.tables.pendingAuthorization.deleteMany({ where: { expiresAt: before } });
    await system.tables.signInLink.deleteMany({ where: { expiresAt: before } });
    const long = { lt: new Date(clock() - KEEP_PEOPLE_MS) };
    await system.tables.session.deleteMany({ where: { expiresAt: long } });
    await system.tables.invitation.deleteMany({ where: { expiresAt: long } });
  };
  const sweep = async (): Promise<void> => {
    const tidy = {
      unconfirmed: () =>
        workOff(
          SWEEP,
          () => due.unconfirmed(options.unconfirmed, UNCONFIRMED_MS),
          async (who, { id }) => void (await grants.remove(who, id)),
        ),
      purge: () => workOff(SWEEP, due.purges, async (who, { id }) => void (await grants.purge(who, id))),
      old_rows: dropOldRows,
      ...options.sweeps,
    };
    for (const [name, run] of Object.entries(tidy)) {
      await run().catch((err: unknown) => log.warn({ err, sweep: name }, "a sweep failed"));
    }
  };

  const flush = setInterval(() => {
    options.flush().catch((err: unknown) => log.warn({ err }, "what is kept in memory could not be written"));
  }, FLUSH_MS);
  flush.unref();

  return {
    async start() {
      await boss.start();
      const work = { [UPSTREAM]: revoke, [REFRESH]: refresh, [PROBE]: probe, [SWEEP]: sweep };
      for (const [queue, run] of Object.entries(work)) {
        await boss.createQueue(queue, { policy: "exclusive", retryLimit: 0, expireInSeconds: 120 });
        await boss.work(queue, { pollingIntervalSeconds: POLL_S }, run);
        await boss.schedule(queue, "* * * * *");
      }
      isRunning = true;
      if (await due.revocationsPending()) await boss.send(UPSTREAM, {});
    },
    wake() {
      if (!isRunning) return;
      boss.send(UPSTREAM, {}).catch((err: unknown) => log.debug({ err }, "the next minute will do"));
    },
    async stop() {
      clearInterval(flush);
      isRunning = false;
      await boss.stop({ graceful: true, timeout: 5_000 });
      await options.flush().catch(() => {});
    },
  };
}
