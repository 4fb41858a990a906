import type { SealedRow, SealedTable } from "../db/index.ts";
import type { RotationEvent, RotationOptions, RotationProgress } from "./rotation.ts";

export type Counts = Record<SealedTable, number>;
type Named = Pick<SealedRow, "workspaceId" | "id">;

/** What a rotation has done: in all, and for each workspace's record. */
export interface Tally {
  readonly counts: Counts;
  readonly unreadable: ReadonlySet<string>;
  /** A row that does not open is left as it is. */
  skip(row: SealedRow): void;
  /** Resolves when the workspaces of these rows have on record that it began. */
  starting(rows: readonly SealedRow[]): Promise<void>;
  add(table: SealedTable, rows: readonly Named[]): void;
  progress(): RotationProgress;
  /** Puts on record what was done in each workspace. */
  close(): Promise<void>;
}

const AT_ONCE = 8;
const MOST_NAMED = 100;
const none = (): Counts => ({
  credentials: 0,
  pending_authorizations: 0,
  sealed_secrets: 0,
  vault_roots: 0,
});

export function openTally(
  to: string,
  total: number,
  record: RotationOptions["record"],
  onProgress: RotationOptions["onProgress"],
): Tally {
  const began = performance.now();
  const counts = none();
  const workspaces = new Map<string, { counts: Counts; from: Set<string> }>();
  const progress = () => {
    const done = Object.values(counts).reduce((sum, n) => sum + n, 0);
    const seconds = (performance.now() - began) / 1_000;
    return { done, total: Math.max(total, done), rate: Math.round(done / Math.max(seconds, 0.001)) };
  };
  const tell = (outcome: RotationEvent["outcome"], ids: readonly string[]) =>
    inParallel(ids, async (id) => {
      const { counts: own, from } = workspaces.get(id)!;
      await record(id, { outcome, to, from: [...from], counts: outcome === "ok" ? own : undefined });
    });
  const unreadable = new Set<string>();

  return {
    counts,
    unreadable,
    skip({ id }) {
      if (unreadable.size < MOST_NAMED) unreadable.add(id);
    },
    async starting(rows) {
      const fresh = new Set<string>();
      for (const { workspaceId, keyId } of rows) {
        if (workspaceId === "") continue; // the gateway's own roots
        const known = workspaces.get(workspaceId) ?? { counts: none(), from: new Set() };
        if (!workspaces.has(workspaceId)) fresh.add(workspaceId);
        workspaces.set(workspaceId, known);
        known.from.add(keyId);
      }
      await tell("started", [...fresh]);
    },
    add(table, rows) {
      counts[table] += rows.length;
      for (const { workspaceId } of rows) {
        const own = workspaces.get(workspaceId);
        if (own) own.counts[table]++;
      }
      if (rows.length > 0) onProgress?.(progress());
    },
    progress,
    close: () => tell("ok", [...workspaces.keys()]),
  };
}

async function inParallel(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  const waiting = ids.values();
  const one = async () => {
    for (const id of waiting) await work(id);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}
