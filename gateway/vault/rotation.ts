import type { SealedRow, SealedRows, SealedTable } from "../db/index.ts";
import { sealedTables } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { rewrap } from "./envelope.ts";
import type { Bound, KeyProvider } from "./keys.ts";
import { rootBound } from "./roots.ts";
import { openTally, type Tally } from "./rotation-tally.ts";

export interface RotationOptions {
  rows: SealedRows;
  keys: KeyProvider;
  /** Committed before a workspace's first row is touched, and again with the counts when all are done. */
  record(workspaceId: string, event: RotationEvent): Promise<void>;
  onProgress?: ((progress: RotationProgress) => void) | undefined;
  /** Stops after the batch under way; what was done stays done. */
  signal?: AbortSignal | undefined;
}

export interface RotationEvent {
  outcome: "started" | "ok";
  to: string;
  from: readonly string[];
  counts: Readonly<Record<SealedTable, number>> | undefined;
}

export interface RotationProgress {
  /** Rows under the current key since the start, and those that were not at the start. */
  done: number;
  total: number;
  /** Rows a second since the start. */
  rate: number;
}

export interface RotationResult extends RotationProgress {
  to: string;
  counts: Readonly<Record<SealedTable, number>>;
  /** Rows under other keys now: of keys that are not here, unreadable, or sealed meanwhile. */
  left: number;
  /** Ids of rows that do not open: damaged, or moved from where they belong. At most a hundred. */
  unreadable: readonly string[];
  stopped: boolean;
}

const BATCH = 250;
/** Rows at once: with a key service each is two requests. */
const AT_ONCE = 16;
/** Rows that a refresh or another rotation had in hand are taken in the next pass. */
const PASSES = 5;

export const purposes: Record<SealedTable, (row: SealedRow) => Bound> = {
  credentials: ({ workspaceId, id }) => ({ workspaceId, purpose: `grant:${id}` }),
  pending_authorizations: ({ workspaceId, id }) => ({ workspaceId, purpose: `pending:${id}` }),
  sealed_secrets: ({ workspaceId, id }) => ({ workspaceId, purpose: `app:${id}` }),
  vault_roots: ({ id }) => rootBound(id),
};

/**
 * Brings every sealed row under the current key, while calls go on: only data keys are opened, and a row is written
 * back only if it is still what it was. May be stopped, killed, repeated and run several times at once. Throws
 * `key_service_unavailable`; what was done until then stays done and is recorded.
 */
export async function rotate(options: RotationOptions): Promise<RotationResult> {
  const { rows, keys, record } = options;
  const to = keys.currentId;
  const total = await staleRows(rows, to);
  const tally = openTally(to, total, record, options.onProgress);
  let stopped = false;
  try {
    for (let pass = 0; pass < PASSES && !stopped; pass++) {
      const before = tally.progress().done;
      for (const table of sealedTables) stopped ||= !(await onePass(options, table, tally));
      if (tally.progress().done === before) break;
    }
  } finally {
    await tally.close();
  }
  const left = await staleRows(rows, to);
  return { ...tally.progress(), to, counts: tally.counts, left, unreadable: [...tally.unreadable], stopped };
}

/** Rows of keys other than `currentId`, whoever has those. */
async function staleRows(rows: SealedRows, currentId: string): Promise<number> {
  const counts = await rows.count();
  return counts.filter(({ keyId }) => keyId !== currentId).reduce((sum, { rows: n }) => sum + n, 0);
}

/** False when it was told to stop. */
async function onePass(
  { rows, keys, signal }: RotationOptions,
  table: SealedTable,
  tally: Tally,
): Promise<boolean> {
  for (let after: SealedRow | undefined; !signal?.aborted; ) {
    const found = await rows.stale(table, keys.currentId, after, BATCH);
    const known = found.filter(({ keyId }) => keys.knows(keyId));
    await tally.starting(known);
    const next = await rewrapAll(keys, table, known, tally);
    const replaced = next.length > 0 ? await rows.replace(table, next) : [];
    tally.add(table, replaced);
    if (found.length < BATCH) return true;
    after = found.at(-1);
  }
  return false;
}

async function rewrapAll(keys: KeyProvider, table: SealedTable, rows: readonly SealedRow[], tally: Tally) {
  const next: { was: SealedRow; keyId: string; bytes: Uint8Array }[] = [];
  const waiting = rows.values();
  const work = async () => {
    for (const was of waiting) {
      try {
        next.push({ was, ...(await rewrap(keys, purposes[table](was), was)) });
      } catch (error) {
        if (!(error instanceof GatewayError) || error.code !== "credential_unreadable") throw error;
        tally.skip(was);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return next;
}
