import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Room } from "../api/contract.ts";
import { openRefresher } from "./refresher.ts";
import { keysOf, rooms } from "./rooms.ts";
import { backoff, openStream, type Source } from "./stream.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An `EventSource` that a test speaks through. */
class Line implements Source {
  static all: Line[] = [];
  onerror: Source["onerror"] = null;
  closed = false;
  readonly #heard = new Map<string, (event: Event) => void>();
  constructor() {
    Line.all.push(this);
  }
  addEventListener(name: string, listener: unknown): void {
    this.#heard.set(name, listener as (event: Event) => void);
  }
  say(name: string, data: unknown): void {
    const text = typeof data === "string" ? data : JSON.stringify(data);
    this.#heard.get(name)?.(new MessageEvent(name, { data: text }));
  }
  fail(): void {
    this.onerror?.call(this as never, new Event("error"));
  }
  close(): void {
    this.closed = true;
  }
}

function listen() {
  Line.all = [];
  const told: string[] = [];
  const stream = openStream({
    open: () => new Line(),
    onStatus: (status) => told.push(status),
    onHello: (heard) => told.push(`hello ${heard.join()}`),
    onChanged: (heard) => told.push(`changed ${heard.join()}`),
    onEnded: (reason) => told.push(`ended ${reason}`),
    onRefused: () => told.push("refused"),
    random: () => 1,
  });
  return { told, stream, line: () => Line.all.at(-1) as Line };
}

test("a stream tells what it hears, and nothing that it does not understand", () => {
  const { told, line } = listen();
  line().say("hello", { rooms: ["connectors"] });
  line().say("changed", { rooms: ["connectors", "audit"] });
  for (const nonsense of ["{", { rooms: [] }, { rooms: ["elsewhere"] }, 7]) line().say("changed", nonsense);
  expect(told).toEqual(["live", "hello connectors", "changed connectors,audit"]);
});

test("a broken stream comes back, later each time, and says when it is refused", () => {
  const { told, line } = listen();
  for (const wait of [1_000, 2_000, 4_000]) {
    const before = Line.all.length;
    line().fail();
    vi.advanceTimersByTime(wait - 1);
    expect(Line.all).toHaveLength(before);
    vi.advanceTimersByTime(1);
    expect(Line.all).toHaveLength(before + 1);
  }
  expect(told).toEqual(["reconnecting", "reconnecting", "reconnecting", "refused"]);
  line().say("hello", { rooms: ["audit"] });
  line().fail();
  vi.advanceTimersByTime(1_000);
  expect(Line.all).toHaveLength(5);
  expect([1, 5, 6, 50].map((failures) => backoff(failures, 0))).toEqual([500, 8_000, 15_000, 15_000]);
});

test("a gateway that stops is sought again, a session that ended is not", () => {
  const { told, line } = listen();
  line().say("ended", { reason: "closing" });
  vi.advanceTimersByTime(1_000);
  expect(Line.all).toHaveLength(2);
  line().say("ended", { reason: "signed_out" });
  vi.advanceTimersByTime(600_000);
  expect(Line.all).toHaveLength(2);
  expect(Line.all.every(({ closed }) => closed)).toBe(true);
  expect(told.filter((each) => each.startsWith("ended"))).toEqual(["ended closing", "ended signed_out"]);
});

test("hints that come together are one round, and rounds keep their distance", async () => {
  const rounds: string[] = [];
  const refetch = async (changed: ReadonlySet<Room>) => {
    rounds.push([...changed].sort().join());
  };
  const refresher = openRefresher({ refetch, random: () => 0 });
  refresher.hint(["connectors"]);
  refresher.hint(["integrations", "connectors"]);
  await vi.advanceTimersByTimeAsync(100);
  expect(rounds).toEqual(["connectors,integrations"]);
  for (let at = 0; at < 50; at++) refresher.hint(["agents", "calls"]);
  await vi.advanceTimersByTimeAsync(100);
  expect(rounds.slice(1)).toEqual(["calls"]);
  await vi.advanceTimersByTimeAsync(1_900);
  expect(rounds.slice(2)).toEqual(["agents"]);
  refresher.hint(["calls"]);
  await vi.advanceTimersByTimeAsync(7_000);
  expect(rounds).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1_200);
  expect(rounds.slice(3)).toEqual(["calls"]);
  refresher.close();
});

test("no round begins before the last has ended, nor while it is held", async () => {
  const ends: (() => void)[] = [];
  const refetch = () => new Promise<void>((resolve) => ends.push(resolve));
  const refresher = openRefresher({ refetch, random: () => 0 });
  refresher.hint(["connectors"]);
  await vi.advanceTimersByTimeAsync(100);
  refresher.hint(["connectors"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ends).toHaveLength(1);
  refresher.hold(true);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ends).toHaveLength(1);
  refresher.hold(false);
  await vi.advanceTimersByTimeAsync(100);
  expect(ends).toHaveLength(2);
  refresher.close();
  refresher.hint(["connectors"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ends).toHaveLength(2);
});

test("every room is shown somewhere", () => {
  for (const room of rooms) expect(keysOf([room]).size).toBeGreaterThan(0);
  expect(keysOf(["members"]).has("invitations")).toBe(true);
});
