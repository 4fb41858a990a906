import type { Room } from "../api/contract.ts";

/** The numbers made of calls change all the time; nobody reads them that fast. */
const SLOW: ReadonlySet<Room> = new Set(["calls", "audit"]);

type Options = {
  refetch: (rooms: ReadonlySet<Room>) => Promise<unknown>;
  /** Milliseconds between two rounds: for most rooms, and for those that never rest. */
  every?: { quick: number; slow: number };
  /** 0 to 1; spreads what thousands of pages would ask for at once. */
  random?: () => number;
};

export interface Refresher {
  hint(rooms: Iterable<Room>): void;
  /** While held (paused, or nobody looks) hints are kept; released, they are followed at once. */
  hold(on: boolean): void;
  close(): void;
}

/**
 * From hints to requests: those that come together are one round, a round begins only when the one before has ended, and
 * not within `every` of it.
 */
export function openRefresher({
  refetch,
  every = { quick: 2_000, slow: 10_000 },
  random = Math.random,
}: Options): Refresher {
  const lanes = [lane(refetch, every.quick, random), lane(refetch, every.slow, random)] as const;
  return {
    hint(rooms) {
      for (const room of rooms) lanes[SLOW.has(room) ? 1 : 0].add(room);
    },
    hold(on) {
      for (const each of lanes) each.hold(on);
    },
    close() {
      for (const each of lanes) each.close();
    },
  };
}

function lane(refetch: Options["refetch"], every: number, random: () => number) {
  let waiting = new Set<Room>();
  let held = false;
  let closed = false;
  let running = false;
  let ready = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const plan = () => {
    if (closed || held || running || timer !== undefined || waiting.size === 0) return;
    const wait = Math.max(100, ready - Date.now()) + random() * 200;
    timer = setTimeout(go, wait);
  };
  const go = async () => {
    timer = undefined;
    const rooms = waiting;
    waiting = new Set();
    running = true;
    // One that failed shows its failure where it is shown.
    await refetch(rooms).catch(() => undefined);
    running = false;
    ready = Date.now() + every;
    plan();
  };
  return {
    add(room: Room) {
      waiting.add(room);
      plan();
    },
    hold(on: boolean) {
      held = on;
      if (on) {
        clearTimeout(timer);
        timer = undefined;
      } else plan();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
