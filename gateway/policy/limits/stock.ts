import { LRUCache } from "lru-cache";
import type { Window } from "./fits.ts";

/** What the shared counter answers: how many are counted now, these included, and when the window ends. */
export interface Count {
  /** Calls counted in this window by every replica. */
  total: number;
  msLeft: number;
}
/** Adds `points` to what is counted under `key`, in one step; begins a window of `seconds` where none runs. */
export type Counter = (key: string, points: number, seconds: number) => Promise<Count>;

interface Held {
  /** Counted in the shared counter already, not used yet. */
  left: number;
  /** Milliseconds since 1970; the window is over then, and what is left with it. */
  until: number;
  /** The shared counter has nothing more in this window. */
  isEmpty: boolean;
  waiting: number;
  filling: Promise<void> | undefined;
}

/** Of a limit's calls, how much a replica takes at a time for reads: a twentieth, at most 100. */
const SHARE = 20;
const MOST_AT_ONCE = 100;
const MAX_WINDOWS = 50_000;
/** Two answers about the same window name its end within this. */
const SAME_MS = 1_000;

export const batchOf = (points: number): number =>
  Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(points / SHARE)));

export interface Stock {
  /** Undefined: taken. Otherwise milliseconds until there is room. Throws what the counter throws. */
  take(window: Window, batch: number): Promise<number | undefined>;
  /** For a call that another limit refused. */
  giveBack(window: Window): void;
}

/**
 * Calls that are counted in advance. A replica takes a batch off the shared counter and spends it in memory, so that most
 * reads ask no database; as all of it is counted before it is spent, the replicas together never let through more than a
 * limit allows. What other replicas hold and do not use is out of reach until the window ends: at most one batch and its
 * refill each. Windows begin with their first call.
 */
export function openStock(count: Counter, now: () => number = Date.now): Stock {
  const held = new LRUCache<string, Held>({ max: MAX_WINDOWS });

  const fill = async (one: Held, { key, points, seconds }: Window, batch: number): Promise<void> => {
    const wanted = Math.max(batch, one.waiting);
    const { total, msLeft } = await count(key, wanted, seconds);
    const until = now() + msLeft;
    const isSame = Math.abs(until - one.until) < SAME_MS;
    // Each that adds gets the part of what it added that lies below the limit: no two get the same part.
    const got = Math.max(0, Math.min(wanted, points - (total - wanted)));
    one.left = (isSame ? one.left : 0) + got;
    one.until = until;
    one.isEmpty = got < wanted;
  };
  const refill = (one: Held, window: Window, batch: number): Promise<void> => {
    one.filling ??= fill(one, window, batch).finally(() => {
      one.filling = undefined;
    });
    return one.filling;
  };

  return {
    async take(window, batch) {
      const one = held.get(window.key) ?? {
        left: 0,
        until: 0,
        isEmpty: false,
        waiting: 0,
        filling: undefined,
      };
      held.set(window.key, one);
      one.waiting++;
      try {
        for (;;) {
          const isOn = one.until > now();
          if (isOn && one.left > 0) {
            one.left--;
            // The next batch is on its way before this one is used up; a failure shows when it is needed.
            if (batch > 1 && one.left === Math.floor(batch / 4) && !one.isEmpty)
              void refill(one, window, batch).catch(() => {});
            return undefined;
          }
          if (isOn && one.isEmpty) return one.until - now();
          await refill(one, window, batch);
        }
      } finally {
        one.waiting--;
      }
    },

    giveBack({ key }) {
      const one = held.get(key);
      if (one && one.until > now()) one.left++;
    },
  };
}
