import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError } from "../errors.ts";
import { link } from "./chain.ts";
import { isFaultOfRow, reduced } from "./fault.ts";
import type { Entry, LaneDeps } from "./lane-parts.ts";

/** The last batch whose fate is open. `seq` is the place its first row, `id`, has if the commit went through. */
interface Sent {
  seq: bigint;
  id: string;
  entries: readonly Entry[];
}

/**
 * The rows of one workspace on their way to the database, in order. One commit at a time; what gathers meanwhile is
 * the next batch. A failed commit is tried again until it succeeds: no row is lost, doubled or overtaken.
 */
export class Lane {
  readonly #workspaceId: string;
  readonly #deps: LaneDeps;
  #queue: Entry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #isStopped = false;
  #startedAt: number | undefined;
  #failures = 0;
  #batch: number;
  #sent: Sent | undefined;
  #pushed = 0;
  #done = 0;
  #flushers: { upTo: number; resolve(): void }[] = [];

  constructor(workspaceId: string, deps: LaneDeps) {
    this.#workspaceId = workspaceId;
    this.#deps = deps;
    this.#batch = deps.pace.batch;
  }

  get healthy(): boolean {
    const { clock, pace } = this.#deps;
    const stuck = this.#startedAt !== undefined && clock() - this.#startedAt > pace.patienceMs;
    return this.#failures < pace.tolerated && !stuck;
  }

  push(entry: Entry): void {
    this.#queue.push(entry);
    this.#pushed += 1;
    this.#wake();
  }

  /** Lets whoever waits for the row go with `audit_unavailable`. A fact stays in line, an intention does not. */
  giveUp(entry: Entry, cause?: unknown): void {
    if (!entry.waiting) return;
    if (entry.draft.outcome === "started") entry.isUnwanted = true;
    entry.waiting.reject(new GatewayError("audit_unavailable", { cause }));
    entry.waiting = undefined;
  }

  /** Resolves when every row pushed so far is committed. */
  flush(): Promise<void> {
    if (this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#flushers.push({ upTo: this.#pushed, resolve });
      this.#wake();
    });
  }

  /** Tries no more; what is left is lost. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #wake(): void {
    if (this.#isStopped || this.#running || this.#queue.length === 0) return;
    if (this.#hurry()) {
      clearTimeout(this.#timer);
      this.#running = true;
      // Not at once: rows handed in during the same turn of the event loop share the commit.
      setImmediate(() => void this.#run());
    } else this.#timer ??= setTimeout(() => void this.#run(), this.#deps.pace.lingerMs);
  }

  /** Whether the next batch should go without gathering more. A waiting row is at the end or in the batch before. */
  #hurry(): boolean {
    if (this.#queue.length >= this.#batch || this.#flushers.length > 0) return true;
    return this.#queue.some((entry) => entry.waiting);
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.#timer = undefined;
    do {
      if (await this.#commit()) this.#failures = 0;
      else await this.#pause();
    } while (!this.#isStopped && this.#queue.length > 0 && (this.#failures > 0 || this.#hurry()));
    this.#running = false;
    this.#wake();
  }

  /** False: the database did not take the batch and should be left alone for a while. */
  async #commit(): Promise<boolean> {
    const { db, clock } = this.#deps;
    const batch = this.#queue.slice(0, this.#batch);
    const before = this.#sent; // by an earlier commit: this one may be asked for its rows twice
    let stage: "waiting" | "in doubt" | "building" | "sent" = "waiting";
    this.#startedAt = clock();
    try {
      await db.audit.append(this.#workspaceId, (head) => {
        stage = "in doubt";
        if (head && before && head.seq >= before.seq) throw new Error("an earlier commit may have succeeded");
        stage = "building";
        const wanted = batch.filter((entry) => !entry.isUnwanted);
        const rows = link(
          head,
          wanted.map((entry) => entry.draft),
        );
        stage = "sent";
        this.#sent = rows[0] && { seq: rows[0].seq, id: rows[0].id, entries: batch };
        return rows;
      });
      this.#landed(batch);
      return true;
    } catch (error) {
      // The cast: TypeScript does not see the assignments in the callback.
      const failedAt = stage as "waiting" | "in doubt" | "building" | "sent";
      if (failedAt === "in doubt") return this.#resolveDoubt();
      if (failedAt === "building" || isFaultOfRow(error)) return this.#isolate(batch, error);
      return this.#failed(error);
    } finally {
      this.#startedAt = undefined;
    }
  }

  /**
   * A commit that failed may have reached the database with only its answer lost. Under the head's lock it turned
   * out that the chain has since grown past the batch's place; the row found there says whose growth it was.
   */
  async #resolveDoubt(): Promise<boolean> {
    const { seq, id, entries } = this.#sent!;
    try {
      const where = { workspaceId_seq: { workspaceId: this.#workspaceId, seq } };
      const row = await this.#deps.db.inWorkspace(entries[0]!.who, (tx) =>
        tx.auditEvent.findUnique({ where, select: { id: true } }),
      );
      if (row?.id === id) this.#landed(entries);
      this.#sent = undefined;
      return true;
    } catch (error) {
      return this.#failed(error);
    }
  }

  #failed(error: unknown): boolean {
    const { log, pace } = this.#deps;
    this.#failures += 1;
    const facts = {
      err: error,
      workspace: this.#workspaceId,
      failures: this.#failures,
      rows: this.#queue.length,
    };
    if (this.#failures === 1) log.warn(facts, "audit rows could not be committed; trying again");
    if (this.#failures === pace.tolerated)
      log.error(facts, "the audit log cannot be written; calls are refused");
    if (this.#failures >= pace.tolerated) for (const entry of this.#queue) this.giveUp(entry, error);
    return false;
  }

  /** Finds the row the database refuses by halving the batch; writes a reduced row in its place, so that it blocks nobody. */
  #isolate(batch: readonly Entry[], error: unknown): boolean {
    const { log } = this.#deps;
    const entry = batch[0]!;
    const facts = { err: error, workspace: this.#workspaceId, event: entry.draft.id, type: entry.draft.type };
    this.#sent = undefined; // such an error leaves nothing open
    if (batch.length > 1) this.#batch = Math.ceil(batch.length / 2);
    else if (!entry.isReduced) {
      log.error(facts, "an audit row is refused by the database; it is written without its details");
      entry.draft = reduced(entry.draft);
      entry.isReduced = true;
    } else {
      log.error(facts, "an audit row is refused even without its details; it is left out");
      this.giveUp(entry, error);
      this.#remove([entry]);
    }
    return true;
  }

  #landed(entries: readonly Entry[]): void {
    this.#sent = undefined;
    this.#batch = Math.min(this.#deps.pace.batch, this.#batch * 2);
    for (const { waiting } of entries) waiting?.resolve();
    this.#remove(entries);
    const written = entries.filter(({ isUnwanted }) => !isUnwanted);
    this.#deps.committed(written.map(({ draft }) => draft));
  }

  #remove(entries: readonly Entry[]): void {
    // Batches are always taken from the front.
    this.#queue.splice(0, entries.length);
    this.#done += entries.length;
    this.#deps.left(entries.length);
    const isDone = (flusher: { upTo: number }) => flusher.upTo <= this.#done;
    for (const flusher of this.#flushers.filter(isDone)) flusher.resolve();
    this.#flushers = this.#flushers.filter((flusher) => !isDone(flusher));
  }

  #pause(): Promise<void> {
    const { retryMs, retryMaxMs } = this.#deps.pace;
    return sleep(Math.min(retryMs * 2 ** (this.#failures - 1), retryMaxMs));
  }
}
