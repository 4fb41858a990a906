import { liveChanged, liveEnded, liveHello } from "../../../gateway/api/contract/live.ts";
import type { LiveEnded, Room } from "../api/contract.ts";

/** What of an `EventSource` is used. */
export type Source = Pick<EventSource, "close" | "addEventListener" | "onerror">;

type Options = {
  open: () => Source;
  onStatus: (status: "live" | "reconnecting") => void;
  /** A connection stands. What changed before it was heard by nobody. */
  onHello: (rooms: readonly Room[]) => void;
  onChanged: (rooms: readonly Room[]) => void;
  /** After `signed_out` nothing is opened any more. */
  onEnded: (reason: LiveEnded["reason"]) => void;
  /** Several attempts in a row came to nothing: the session may have ended, which an EventSource cannot say. */
  onRefused: () => void;
  random?: () => number;
};

const FIRST_MS = 1_000;
const MOST_MS = 30_000;
const ATTEMPTS = 3;

/** Milliseconds before the attempt after `failures` of them: twice as long each time, from half of it to all of it. */
export const backoff = (failures: number, random: number): number =>
  Math.min(MOST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1)) * (0.5 + random / 2);

/** One stream of hints that comes back by itself. Returns how to end it. */
export function openStream(options: Options): { close: () => void; retry: () => void } {
  const { open, onStatus, onHello, onChanged, onEnded, onRefused, random = Math.random } = options;
  let source: Source | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let over = false;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
    source?.close();
    source = undefined;
  };
  const again = () => {
    stop();
    if (over) return;
    failures += 1;
    onStatus("reconnecting");
    if (failures % ATTEMPTS === 0) onRefused();
    timer = setTimeout(connect, backoff(failures, random()));
  };
  const listen = <T>(
    on: Source,
    name: string,
    schema: { safeParse: (value: unknown) => { success: boolean; data?: T } },
    heard: (data: T) => void,
  ) =>
    on.addEventListener(name, (event) => {
      const { data } = schema.safeParse(parse((event as MessageEvent<unknown>).data));
      if (data !== undefined && on === source) heard(data);
    });
  const connect = () => {
    stop();
    const on = open();
    source = on;
    on.onerror = () => on === source && again();
    listen(on, "hello", liveHello, ({ rooms }) => {
      failures = 0;
      onStatus("live");
      onHello(rooms);
    });
    listen(on, "changed", liveChanged, ({ rooms }) => onChanged(rooms));
    listen(on, "ended", liveEnded, ({ reason }) => {
      over = reason === "signed_out";
      again();
      onEnded(reason);
    });
  };
  connect();
  return {
    close() {
      over = true;
      stop();
    },
    /** Now rather than when the wait is over: the network is back, or somebody looks again. */
    retry() {
      if (!over && timer !== undefined) connect();
    },
  };
}

function parse(data: unknown): unknown {
  try {
    return typeof data === "string" ? JSON.parse(data) : undefined;
  } catch {
    return undefined;
  }
}
