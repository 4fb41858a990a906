/** A change that every replica hears of: the table it happened in, the workspace and the row. */
export interface Change {
  workspace: string;
  id: string;
  /** Topic `fence`: the connector's new epoch. */
  epoch?: number | undefined;
}
/** Handlers may return a promise; `settled` waits for it on every replica. */
export type ChangeHandler = (change: Change) => void | Promise<void>;

/**
 * How replicas keep caches honest. A cache entry may be trusted only while `fresh()`; on a gap every cache drops.
 *
 * The lease: a replica sends itself a beat through the database every 250 ms. PostgreSQL delivers notifications in
 * commit order, so when the beat comes back, all that was committed before it was sent has been delivered. The
 * replica may then trust its caches until one second after it SENT that beat.
 */
export interface Channel {
  on(topic: string, handler: ChangeHandler): () => void;
  onGap(handler: () => void): () => void;
  fresh(): boolean;
  /** Tells every replica, this one included. */
  publish(topic: string, change: Change): Promise<void>;
  /**
   * Resolves when every replica has handled all that was committed or published before the call, or can no longer
   * trust its caches because its lease has run out. Takes at most `LEASE_MS` + 250 ms.
   */
  settled(): Promise<void>;
}

/** Milliseconds for which a confirmed beat lets a replica trust its caches. */
export const LEASE_MS = 1_000;
export const BEAT_MS = 250;

/** Handlers by topic, and the promises they have not finished. Shared by both openings. */
export class Handlers {
  #byTopic = new Map<string, Set<ChangeHandler>>();
  #gaps = new Set<() => void>();
  #running = new Set<Promise<void>>();

  on(topic: string, handler: ChangeHandler): () => void {
    const handlers = this.#byTopic.get(topic) ?? new Set();
    this.#byTopic.set(topic, handlers.add(handler));
    return () => handlers.delete(handler);
  }

  onGap(handler: () => void): () => void {
    this.#gaps.add(handler);
    return () => this.#gaps.delete(handler);
  }

  emit(topic: string, change: Change): void {
    for (const handler of this.#byTopic.get(topic) ?? []) {
      const result = handler(change);
      if (!result) continue;
      const running: Promise<void> = result.catch(() => {}).finally(() => this.#running.delete(running));
      this.#running.add(running);
    }
  }

  gap(): void {
    for (const handler of this.#gaps) handler();
  }

  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }
}

/** `{t, w, i, e}` as the triggers of the first migration write it. Anything else is ignored. */
export function parseChange(payload: string): { topic: string; change: Change } | undefined {
  try {
    const { t, w, i, e } = JSON.parse(payload) as { t: string; w: string; i: string; e?: number };
    return { topic: t, change: { workspace: w, id: i, epoch: e } };
  } catch {
    return undefined;
  }
}
