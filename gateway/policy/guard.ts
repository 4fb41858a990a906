import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Audit } from "../audit/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db, Models, System } from "../db/index.ts";
import { GatewayError } from "../errors.ts";

/** A run that reads nothing for so long is over. Long: a conversation that is taken up again still holds what it read. */
export const IDLE_MS = 12 * 3_600_000;
/** How often it is written that a run goes on. */
const TOUCH_MS = 10 * 60_000;
const MOST_RUNS = 50_000;
const MOST_SHOWN = 100;

/** What a call is about to read. */
export interface Reading {
  untrusted: boolean;
  private: boolean;
}

export interface GuardRunView {
  run: string;
  untrustedAt: Date | null;
  untrustedBy: string | null;
  privateAt: Date | null;
  privateBy: string | null;
  tripped: boolean;
  seenAt: Date;
  endsAt: Date;
}

/**
 * What a guarded agent has read in one run, in the database: every replica counts the same. Once it has read text of
 * strangers and private data, whatever carries data out asks a person first.
 */
export interface Guard {
  /**
   * Before a call hands out what it reads. Written once a run, then remembered here. Throws when it cannot be written:
   * nothing is read then.
   */
  note(who: Principal, tool: string, reading: Reading): Promise<void>;
  /** Whether the run has read both. Always asks the database: another replica may have read. */
  tripped(who: Principal): Promise<boolean>;
  /** Newest first, at most 100. */
  list(who: Principal, agent: string): Promise<GuardRunView[]>;
  /** Answers when no replica remembers it. Throws `not_found`. */
  clear(who: Principal, agent: string, run: string): Promise<void>;
  /** Forgets runs that are over, of all workspaces. How many. */
  sweep(): Promise<number>;
}

/**
 * What a run is called in the database: the agent and by what it comes in. Nothing that a client says of itself counts:
 * sessions are of one endpoint and traces often of one call, so the guard would never see reading mail and posting it
 * together.
 */
const digestOf = ({ agentId, clientId, credentialId, id }: Principal): string =>
  createHash("sha256")
    .update(JSON.stringify([agentId ?? id, clientId ?? credentialId ?? ""]))
    .digest("base64url");

type Row = Models.GuardRunModel;
const isBoth = (row: Pick<Row, "untrustedAt" | "privateAt"> | null): boolean =>
  row !== null && row.untrustedAt !== null && row.privateAt !== null;

interface Known extends Reading {
  writtenAt: number;
}

export function openGuard(options: { db: Db; system: System; audit: Audit; clock: Clock }): Guard {
  const { db, system, audit, clock } = options;
  /** By workspace and run: what is surely written. */
  const known = new LRUCache<string, Known>({ max: MOST_RUNS });
  let generation = 0;
  db.channel.on("guard_runs", ({ workspace, id }) => {
    generation++;
    known.delete(`${workspace}/${id}`);
  });
  db.channel.onGap(() => {
    generation++;
    known.clear();
  });

  const write = (who: Principal, agentId: string, run: string, tool: string, reading: Reading) =>
    db.inWorkspace(who, async (tx) => {
      const now = new Date(clock());
      const { workspaceId } = who;
      const where = { workspaceId, agentId, run };
      const unread = { untrustedAt: null, untrustedBy: null, privateAt: null, privateBy: null };
      await tx.guardRun.createMany({ data: { ...where, seenAt: now }, skipDuplicates: true });
      const over = { ...where, seenAt: { lte: new Date(now.getTime() - IDLE_MS) } };
      await tx.guardRun.updateMany({ where: over, data: { ...unread, seenAt: now } });
      await tx.guardRun.updateMany({ where, data: { seenAt: now } });
      const first = [
        reading.untrusted &&
          (await tx.guardRun.updateMany({
            where: { ...where, untrustedAt: null },
            data: { untrustedAt: now, untrustedBy: tool },
          })),
        reading.private &&
          (await tx.guardRun.updateMany({
            where: { ...where, privateAt: null },
            data: { privateAt: now, privateBy: tool },
          })),
      ].some((done) => done && done.count > 0);
      const row = await tx.guardRun.findFirst({ where });
      return { row, trips: first && isBoth(row) };
    });

  const view = (row: Row): GuardRunView => ({
    run: row.run,
    untrustedAt: row.untrustedAt,
    untrustedBy: row.untrustedBy,
    privateAt: row.privateAt,
    privateBy: row.privateBy,
    tripped: isBoth(row),
    seenAt: row.seenAt,
    endsAt: new Date(row.seenAt.getTime() + IDLE_MS),
  });
  const live = () => ({ gt: new Date(clock() - IDLE_MS) });

  return {
    async note(who, tool, reading) {
      const { agentId, workspaceId } = who;
      if (agentId === undefined || !(reading.untrusted || reading.private)) return;
      const run = digestOf(who);
      const key = `${workspaceId}/${run}`;
      const before = db.channel.fresh() ? known.get(key) : undefined;
      const isKnown =
        before &&
        clock() - before.writtenAt < TOUCH_MS &&
        (before.untrusted || !reading.untrusted) &&
        (before.private || !reading.private);
      if (isKnown) return;
      const startedIn = generation;
      const { row, trips } = await write(who, agentId, run, tool, reading);
      if (!row) throw new GatewayError("unavailable", { detail: "What this run has read cannot be kept." });
      if (trips) {
        audit.enqueue(who, {
          type: "guard.tripped",
          outcome: "ok",
          target: { kind: "agent", id: agentId, label: who.label },
          data: { run, untrusted_by: row.untrustedBy, private_by: row.privateBy },
        });
      }
      if (startedIn === generation)
        known.set(key, {
          untrusted: row.untrustedAt !== null,
          private: row.privateAt !== null,
          writtenAt: clock(),
        });
    },

    async tripped(who) {
      const { agentId, workspaceId } = who;
      if (agentId === undefined) return false;
      const where = { workspaceId, agentId, run: digestOf(who), seenAt: live() };
      return isBoth(await db.inWorkspace(who, (tx) => tx.guardRun.findFirst({ where })));
    },

    async list(who, agentId) {
      const rows = await db.inWorkspace(who, (tx) =>
        tx.guardRun.findMany({
          where: { workspaceId: who.workspaceId, agentId, seenAt: live() },
          orderBy: { seenAt: "desc" },
          take: MOST_SHOWN,
        }),
      );
      return rows.map(view);
    },

    async clear(who, agentId, run) {
      const where = { workspaceId: who.workspaceId, agentId, run };
      const { count } = await db.inWorkspace(who, (tx) => tx.guardRun.deleteMany({ where }));
      if (count === 0) throw new GatewayError("not_found", { detail: "There is no such run." });
      await db.channel.settled();
    },

    async sweep() {
      const where = { seenAt: { lte: new Date(clock() - IDLE_MS) } };
      return (await system.tables.guardRun.deleteMany({ where })).count;
    },
  };
}
