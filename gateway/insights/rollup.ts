import type { Audit } from "../audit/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db, System } from "../db/index.ts";
import { ADD_REFRESHES, COUNT, SUM_WINDOW } from "./count-sql.ts";

/** Rows counted by one statement. The embedded database has one session: calls wait for theirs to be recorded. */
const BATCH = 20_000;
const EMBEDDED_BATCH = 1_000;
/** A run of the job ends before the next minute's begins. */
const RUN_MS = 40_000;
const DAY_MS = 86_400_000;
/** Hours are kept for two weeks, as long as they are compared with each other; days for longer than a year. */
const KEEP_HOURS_MS = 15 * DAY_MS;
/** Of two at once: hours as long as a revocation's preview looks back, days as long as a month is compared with another. */
const KEEP_PAIRS_MS = 8 * DAY_MS;
const KEEP_PAIR_DAYS_MS = 62 * DAY_MS;
const KEEP_DAYS_MS = 400 * DAY_MS;
/** Days of the ranges whose past is summed. */
const WINDOWS = [7, 30];
const TIDY_MS = 3_600_000;

export interface RollupOptions {
  db: Pick<Db, "embedded">;
  system: Pick<System, "query">;
  audit: Pick<Audit, "append">;
  clock: Clock;
  version: string;
  systemPrincipal(workspaceId: string, job: string): Principal;
}

export interface Rollup {
  /**
   * Counts what is new, at most so many rows. Who asks while this process counts waits, and is answered with what came
   * since. True when nothing is left, or another process counts.
   */
  catchUp(workspaceId: string, most?: number): Promise<boolean>;
  /** Every workspace's, for a while; and drops what is over. */
  sweep(): Promise<void>;
  /** A renewal that worked; written with the next flush. */
  noteRefresh(workspaceId: string, connectorId: string): void;
  flush(): Promise<void>;
}

export function openRollup(options: RollupOptions): Rollup {
  const { db, system, audit, clock, version, systemPrincipal } = options;
  const batch = db.embedded ? EMBEDDED_BATCH : BATCH;
  const startedAt = new Date(clock());
  let refreshes = new Map<string, { workspaceId: string; at: Date; connectorId: string; times: number }>();
  let tidiedAt = Number.NEGATIVE_INFINITY;

  const ask = async (sql: string, values: unknown[]) => (await system.query(sql, values)).rows;

  /** One batch; how many rows it had. */
  const count = async (workspaceId: string, most: number): Promise<number> => {
    const [found] = await ask(
      `SELECT h.seq AS head, m.seq AS mark FROM audit_heads h LEFT JOIN rollup_marks m USING (workspace_id)
       WHERE h.workspace_id = $1`,
      [workspaceId],
    );
    if (!found) return 0;
    if (found.mark === null)
      await ask(
        `INSERT INTO rollup_marks (workspace_id, version, version_at) VALUES ($1, $2, $3)
         ON CONFLICT (workspace_id) DO NOTHING`,
        [workspaceId, version, startedAt],
      );
    const from = BigInt((found.mark as string | null) ?? 0);
    const head = BigInt(found.head as string);
    if (head <= from) return 0;
    const last = from + BigInt(most);
    const upTo = last < head ? last : head;
    const since = (keptMs: number) => new Date(clock() - keptMs);
    const [result] = await ask(COUNT, [
      ...[workspaceId, String(from), String(upTo)],
      ...[since(KEEP_HOURS_MS), since(KEEP_PAIRS_MS)],
    ]);
    return result?.done === true ? Number(upTo - from) : 0;
  };

  const countOn = async (workspaceId: string, most: number): Promise<boolean> => {
    for (let left = most; left > 0; ) {
      const wanted = Math.min(left, batch);
      const counted = await count(workspaceId, wanted);
      if (counted < wanted) return true;
      left -= counted;
    }
    return false;
  };

  /** By workspace: what counts, and what will once that is done, for all who asked in the meantime. */
  const turns = new Map<string, { now: Promise<boolean>; next?: Promise<boolean> }>();
  const begin = (workspaceId: string, most: number): Promise<boolean> => {
    const turn = { now: countOn(workspaceId, most) };
    turns.set(workspaceId, turn);
    const end = () => {
      if (turns.get(workspaceId) === turn && !("next" in turn)) turns.delete(workspaceId);
    };
    turn.now.then(end, end);
    return turn.now;
  };
  const catchUp = (workspaceId: string, most = Number.POSITIVE_INFINITY): Promise<boolean> => {
    const turn = turns.get(workspaceId);
    if (!turn) return begin(workspaceId, most);
    turn.next ??= turn.now.catch(() => {}).then(() => begin(workspaceId, most));
    return turn.next;
  };

  /** The days of long ranges that are over, once a day: pages then read as many rows as there are names. */
  const sumWindows = async (): Promise<void> => {
    const today = Math.floor(clock() / DAY_MS) * DAY_MS;
    for (const days of WINDOWS) {
      const start = new Date(today - (days - 1) * DAY_MS);
      const missing = await ask(
        `SELECT m.workspace_id, m.seq FROM rollup_marks m JOIN audit_heads h ON h.workspace_id = m.workspace_id
         WHERE h.seq - m.seq < ${BATCH} AND NOT EXISTS (SELECT 1 FROM call_windows w
           WHERE w.workspace_id = m.workspace_id AND w.days = $1 AND w.start = $2 AND w.kind = 'all')`,
        [days, start],
      );
      for (const { workspace_id, seq } of missing)
        await ask(SUM_WINDOW, [workspace_id, days, start, new Date(today), String(seq)]);
    }
  };

  /** A gateway that started later and is of another version: told once, whichever replicas still run. */
  const noteVersion = async (): Promise<void> => {
    const changed = await ask(
      `WITH old AS (SELECT workspace_id, version FROM rollup_marks
         WHERE version IS DISTINCT FROM $1 AND version_at < $2 FOR UPDATE SKIP LOCKED)
       UPDATE rollup_marks m SET version = $1, version_at = $2 FROM old, workspaces w
       WHERE m.workspace_id = old.workspace_id AND w.id = m.workspace_id AND w.deleted_at IS NULL
       RETURNING m.workspace_id, old.version`,
      [version, startedAt],
    );
    for (const row of changed) {
      const workspaceId = String(row.workspace_id);
      await audit.append(systemPrincipal(workspaceId, "gateway"), {
        type: "gateway.version_changed",
        outcome: "ok",
        target: { kind: "workspace", id: workspaceId, label: null },
        data: { from: row.version === null ? null : String(row.version), to: version },
      });
    }
  };

  const tidy = async (): Promise<void> => {
    if (clock() - tidiedAt < TIDY_MS) return;
    tidiedAt = clock();
    const drop = "DELETE FROM call_rollups WHERE grain = $1 AND start < $2";
    await ask(drop, ["hour", new Date(clock() - KEEP_HOURS_MS)]);
    await ask(`${drop} AND kind LIKE '%\\_%'`, ["hour", new Date(clock() - KEEP_PAIRS_MS)]);
    await ask(drop, ["day", new Date(clock() - KEEP_DAYS_MS)]);
    await ask(`${drop} AND kind LIKE '%\\_%'`, ["day", new Date(clock() - KEEP_PAIR_DAYS_MS)]);
    await ask("DELETE FROM dismissals WHERE until < $1", [new Date(clock())]);
  };

  return {
    catchUp,
    async sweep() {
      await noteVersion();
      const until = performance.now() + RUN_MS;
      const behind = await ask(
        `SELECT h.workspace_id FROM audit_heads h LEFT JOIN rollup_marks m USING (workspace_id)
         WHERE h.seq > COALESCE(m.seq, 0)`,
        [],
      );
      for (const { workspace_id } of behind) {
        while (performance.now() < until && !(await catchUp(String(workspace_id), batch)));
      }
      await sumWindows();
      await tidy();
    },
    noteRefresh(workspaceId, connectorId) {
      const at = new Date(Math.floor(clock() / 3_600_000) * 3_600_000);
      const key = `${workspaceId} ${connectorId} ${at.getTime()}`;
      const known = refreshes.get(key);
      if (known) known.times += 1;
      else refreshes.set(key, { workspaceId, at, connectorId, times: 1 });
    },
    async flush() {
      if (refreshes.size === 0) return;
      const noted = [...refreshes.values()];
      refreshes = new Map();
      const column = <T>(pick: (one: (typeof noted)[number]) => T) => noted.map(pick);
      await ask(ADD_REFRESHES, [
        column((one) => one.workspaceId),
        column((one) => one.at.toISOString()),
        column((one) => one.connectorId),
        column((one) => one.times),
      ]);
      const today = new Date(Math.floor(clock() / DAY_MS) * DAY_MS);
      const late = noted.filter(({ at }) => at < today).map(({ workspaceId }) => workspaceId);
      if (late.length > 0) await ask("DELETE FROM call_windows WHERE workspace_id = ANY($1::text[])", [late]);
    },
  };
}
