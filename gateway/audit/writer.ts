import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { Audit } from "./audit.ts";
import type { AuditInput } from "./events.ts";
import { Lane } from "./lane.ts";
import type { AuditDb, AuditLog, Entry, Pace } from "./lane-parts.ts";
import { type Draft, toDraft } from "./row.ts";

export interface AuditOptions {
  db: AuditDb;
  clock: Clock;
  log: AuditLog;
  /** Most rows that may wait, all workspaces; default 10,000. */
  maxBacklog?: number;
  /** Told of each batch when it is committed. */
  onCommitted?(workspaceId: string, rows: readonly Draft[]): void;
  pace?: Partial<Pace>;
}

const defaultPace: Pace = {
  lingerMs: 100,
  batch: 500,
  tolerated: 3,
  retryMs: 50,
  retryMaxMs: 2_000,
  patienceMs: 5_000,
};
const flushMs = 10_000;

export function openAudit(options: AuditOptions): Audit {
  const { db, clock, log, maxBacklog = 10_000 } = options;
  const pace = { ...defaultPace, ...options.pace };
  const lanes = new Map<string, Lane>();
  let backlog = 0;
  let isClosed = false;

  const left = (rows: number) => {
    backlog -= rows;
  };
  function laneOf(workspaceId: string): Lane {
    const committed = (rows: readonly Draft[]) => {
      try {
        options.onCommitted?.(workspaceId, rows);
      } catch (err) {
        log.error({ err }, "rows of the audit log were committed and not told"); // what is written stays written
      }
    };
    const lane = lanes.get(workspaceId) ?? new Lane(workspaceId, { db, clock, log, pace, left, committed });
    lanes.set(workspaceId, lane);
    return lane;
  }

  /** Throws when nobody may run on this row; a fact is kept all the same while there is room. */
  function push(entry: Entry): Lane {
    const lane = laneOf(entry.draft.workspaceId);
    const hasRoom = !isClosed && backlog < maxBacklog;
    const mayRun = hasRoom && lane.healthy;
    if (hasRoom && (mayRun || entry.draft.outcome !== "started")) {
      backlog += 1;
      lane.push(entry);
    }
    if (!mayRun) throw new GatewayError("audit_unavailable");
    return lane;
  }

  function append(who: Principal, event: AuditInput): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry: Entry = { who, draft: toDraft(who, event, clock()) };
      let timer: NodeJS.Timeout | undefined;
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          then(value);
        };
      entry.waiting = { resolve: settle(resolve), reject: settle(reject) };
      const lane = push(entry);
      timer = setTimeout(
        () => lane.giveUp(entry, new Error(`not committed within ${pace.patienceMs} ms`)),
        pace.patienceMs,
      );
    });
  }

  async function flush(withinMs = flushMs): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new GatewayError("audit_unavailable")), withinMs);
    });
    const flushed = Promise.all([...lanes.values()].map((lane) => lane.flush()));
    await Promise.race([flushed, late]).finally(() => clearTimeout(timer));
  }

  return {
    append,
    enqueue: (who, event) => void push({ who, draft: toDraft(who, event, clock()) }),
    healthy(workspaceId) {
      if (isClosed || backlog >= maxBacklog) return false;
      if (workspaceId !== undefined) return lanes.get(workspaceId)?.healthy ?? true;
      return [...lanes.values()].every((lane) => lane.healthy);
    },
    backlog: () => backlog,
    flush,
    async close(withinMs) {
      isClosed = true;
      await flush(withinMs).catch((error: unknown) => {
        for (const lane of lanes.values()) lane.stop();
        log.error(
          { err: error, rows: backlog },
          "the audit log closed with rows that could not be committed",
        );
        throw error;
      });
    },
  };
}
