import { setImmediate } from "node:timers/promises";
import type { AuditVerification } from "../api/contract/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { AuditRow, ChainHead, Db } from "../db/index.ts";
import { type Break, ChainCheck } from "./chain.ts";
import { GENTLE_PAGE, readHead, readRows } from "./read.ts";
import { hex } from "./row.ts";

export interface VerifyOptions {
  clock?: Clock;
  /** Told after each page. */
  onProgress?: (checked: number, head: ChainHead | undefined) => void;
  /** Gives up: throws its reason. */
  signal?: AbortSignal;
  /** Beside other work of this process: in small pages, and others first after each. */
  gentle?: boolean;
}

/**
 * Walks the chain of the principal's workspace from its first row to its head, in pages, while the gateway may go on
 * writing: rows that arrive meanwhile are checked too. Stops at the first row that does not fit.
 */
export async function verifyWorkspace(
  db: Pick<Db, "inWorkspace">,
  who: Principal,
  { clock = Date.now, onProgress, signal, gentle = false }: VerifyOptions = {},
): Promise<AuditVerification> {
  const before = await readHead(db, who);
  const check = new ChainCheck(who.workspaceId);
  let first: bigint | undefined;
  let flaw: Break | undefined;
  for await (const rows of readRows(db, who, gentle ? { page: GENTLE_PAGE } : {})) {
    signal?.throwIfAborted();
    if (gentle) await setImmediate();
    first ??= rows[0]?.seq;
    flaw = takeAll(check, rows, before);
    if (flaw) break;
    onProgress?.(check.checked, before);
  }
  flaw ??= finish(check, before, await readHead(db, who));
  return toVerification(check, first, flaw, clock());
}

/** The head as it was read before the walk has to be met on the way, since a head never moves back. */
function takeAll(
  check: ChainCheck,
  rows: readonly AuditRow[],
  before: ChainHead | undefined,
): Break | undefined {
  for (const row of rows) {
    const flaw = check.take(row) ?? (row.seq === before?.seq ? check.finish(before) : undefined);
    if (flaw) return flaw;
  }
  return undefined;
}

/** Rows and head change in one transaction, so a head read after the walk is never behind the rows of the walk. */
function finish(
  check: ChainCheck,
  before: ChainHead | undefined,
  after: ChainHead | undefined,
): Break | undefined {
  const grew = (after?.seq ?? 0n) > (before?.seq ?? 0n);
  if (!grew) return check.finish(after);
  // Somebody wrote meanwhile. The walk must at least have reached the first head.
  if (check.last.seq < (before?.seq ?? 0n)) return check.finish(before);
  return after && after.seq > check.last.seq ? undefined : check.finish(after);
}

/** `at` in milliseconds. */
export function toVerification(
  check: ChainCheck,
  first: bigint | undefined,
  flaw: Break | undefined,
  at: number,
): AuditVerification {
  const { checked, last } = check;
  return {
    result: flaw ? "broken" : checked === 0 ? "empty" : "intact",
    checked,
    first_seq: first === undefined ? null : Number(first),
    last_seq: checked === 0 ? null : Number(last.seq),
    head_hash: checked === 0 ? null : hex(last.hash),
    broken_at: flaw ? Number(flaw.seq) : null,
    reason: flaw?.reason ?? null,
    verified_at: new Date(at).toISOString(),
  };
}
