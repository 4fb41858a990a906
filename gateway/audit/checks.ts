import type { AuditCheck } from "../api/contract/audit.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Db, Models } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Audit } from "./audit.ts";
import type { AuditLog } from "./lane-parts.ts";
import { readHead } from "./read.ts";
import { verifyWorkspace } from "./verify.ts";

/** How often a walk says how far it is, and after what silence it was cut off. Milliseconds. */
const SAY_MS = 1_000;
const SILENT_MS = 30_000;
const SHOWN = 20;

export interface Checks {
  /** Begins a walk along the workspace's chain, or joins the one under way. */
  start(who: Principal, requestId?: string): Promise<AuditCheck>;
  /** Throws `not_found`. */
  get(who: Principal, id: string): Promise<AuditCheck>;
  list(who: Principal): Promise<AuditCheck[]>;
  /** Ends the walks of this gateway: they are incomplete. */
  close(): Promise<void>;
}

export interface CheckOptions {
  db: Pick<Db, "inWorkspace">;
  audit: Pick<Audit, "append" | "flush">;
  clock: Clock;
  log: AuditLog;
}

type Row = Models.AuditCheckModel;
const numberOf = (value: bigint | null) => (value === null ? null : Number(value));

const view = (row: Row): AuditCheck => ({
  id: row.id,
  state: row.endedAt ? "done" : "running",
  result: row.result as AuditCheck["result"],
  checked: Number(row.checked),
  total: Number(row.total),
  first_seq: numberOf(row.firstSeq),
  last_seq: numberOf(row.lastSeq),
  head_hash: row.headHash,
  broken_at: numberOf(row.brokenAt),
  reason: row.reason,
  started_by: row.startedBy,
  started_at: row.startedAt.toISOString(),
  ended_at: row.endedAt?.toISOString() ?? null,
});

/** Walks along chains that nobody has to wait for; what they find stands in a table. */
export function openChecks({ db, audit, clock, log }: CheckOptions): Checks {
  const running = new Map<AbortController, Promise<void>>();

  const write = (who: Principal, id: string, data: Partial<Row>) => {
    const where = { workspaceId: who.workspaceId, id, endedAt: null };
    return db.inWorkspace(who, (tx) => tx.auditCheck.updateMany({ where, data }));
  };
  const now = () => new Date(clock());

  /** One whose gateway is gone says nothing, and keeps nobody from another. */
  const settled = async (who: Principal, row: Row): Promise<Row> => {
    if (row.endedAt || clock() - row.seenAt.getTime() < SILENT_MS) return row;
    const end = { result: "incomplete", reason: "It was cut off.", endedAt: now() };
    await write(who, row.id, end);
    return { ...row, ...end };
  };

  const walk = async (who: Principal, id: string, requestId: string | undefined, signal: AbortSignal) => {
    let saidAt = clock();
    let saying: Promise<unknown> = Promise.resolve();
    const found = await verifyWorkspace(db, who, {
      clock,
      signal,
      gentle: true,
      onProgress(checked) {
        if (clock() - saidAt < SAY_MS) return;
        saidAt = clock();
        saying = write(who, id, { checked: BigInt(checked), seenAt: now() }).catch(() => {});
      },
    });
    await saying;
    const { result, checked, first_seq, last_seq, head_hash, broken_at, reason } = found;
    await write(who, id, {
      result,
      checked: BigInt(checked),
      firstSeq: first_seq === null ? null : BigInt(first_seq),
      lastSeq: last_seq === null ? null : BigInt(last_seq),
      headHash: head_hash,
      brokenAt: broken_at === null ? null : BigInt(broken_at),
      reason,
      endedAt: now(),
    });
    await audit.append(who, {
      type: "audit.verified",
      outcome: result === "broken" ? "failed" : "ok",
      target: { kind: "workspace", id: who.workspaceId, label: null },
      requestId,
      data: { result, checked, head_hash, broken_at },
    });
  };

  const begin = (who: Principal, id: string, requestId: string | undefined): void => {
    const control = new AbortController();
    const done = walk(who, id, requestId, control.signal)
      .catch(async (err: unknown) => {
        if (!control.signal.aborted)
          log.warn({ err, check: id }, "a walk along the audit log was not finished");
        const reason = control.signal.aborted ? "The gateway stopped." : "The log could not be read.";
        await write(who, id, { result: "incomplete", reason, endedAt: now() }).catch(() => {});
      })
      .finally(() => running.delete(control));
    running.set(control, done);
  };

  const underWay = async (who: Principal): Promise<Row | undefined> => {
    const { workspaceId } = who;
    const row = await db.inWorkspace(who, (tx) =>
      tx.auditCheck.findFirst({ where: { workspaceId, endedAt: null } }),
    );
    const standing = row && (await settled(who, row));
    return standing?.endedAt ? undefined : (standing ?? undefined);
  };

  return {
    async start(who, requestId) {
      const before = await underWay(who);
      if (before) return view(before);
      await audit.flush();
      const head = await readHead(db, who);
      const { workspaceId } = who;
      const [row] = await db.inWorkspace(who, (tx) =>
        tx.auditCheck.createManyAndReturn({
          data: [
            {
              ...{ workspaceId, id: newId("chk"), startedBy: who.label, startedAt: now(), seenAt: now() },
              total: head?.seq ?? 0n,
            },
          ],
          skipDuplicates: true, // of two at once one begins
        }),
      );
      if (row) {
        begin(who, row.id, requestId);
        return view(row);
      }
      const theirs = await underWay(who);
      if (!theirs) throw new GatewayError("conflict");
      return view(theirs);
    },

    async get(who, id) {
      const { workspaceId } = who;
      const row = await db.inWorkspace(who, (tx) => tx.auditCheck.findFirst({ where: { workspaceId, id } }));
      if (!row) throw new GatewayError("not_found");
      return view(await settled(who, row));
    },

    async list(who) {
      const { workspaceId } = who;
      const rows = await db.inWorkspace(who, (tx) =>
        tx.auditCheck.findMany({ where: { workspaceId }, orderBy: { startedAt: "desc" }, take: SHOWN }),
      );
      return Promise.all(rows.map(async (row) => view(await settled(who, row))));
    },

    async close() {
      for (const control of running.keys()) control.abort();
      await Promise.all(running.values());
    },
  };
}
