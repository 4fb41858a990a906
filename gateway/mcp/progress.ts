import type { Progress } from "../invoke/index.ts";

/** At most one notification in so many milliseconds: a batch of a thousand items is told of a few times. */
const APART_MS = 250;
const LONGEST = 300;

export interface Told {
  progress: number;
  total?: number;
  message: string;
}

export interface ProgressTeller {
  tell: Progress;
  /** Nothing is told after the result. */
  stop(): void;
}

/**
 * Progress of one call, throttled: of what is said in between, the newest is told when its turn comes. The value grows
 * with every notification, as the protocol asks, also where nobody counts.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/progress
 */
export function openProgress(
  send: (told: Told) => void,
  now: () => number = () => performance.now(),
): ProgressTeller {
  let last = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let waiting: Parameters<Progress> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const tellNow = ([message, done, total]: Parameters<Progress>) => {
    const isFirst = toldAt === Number.NEGATIVE_INFINITY;
    const counted = done !== undefined && (isFirst ? done >= 0 : done > last);
    last = counted ? done : last + 1;
    toldAt = now();
    const fits = counted && total !== undefined && total >= last;
    send({ progress: last, ...(fits && { total }), message: message.slice(0, LONGEST) });
  };
  const flush = () => {
    timer = undefined;
    const held = waiting;
    waiting = undefined;
    if (held && !stopped) tellNow(held);
  };

  return {
    tell(...said) {
      if (stopped) return;
      const left = toldAt + APART_MS - now();
      if (left <= 0 && !timer) return tellNow(said);
      waiting = said;
      timer ??= setTimeout(flush, Math.max(1, left)).unref();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
