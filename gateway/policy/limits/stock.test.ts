import { expect, test } from "vitest";
import type { Window } from "./fits.ts";
import { batchOf, type Counter, openStock } from "./stock.ts";

const windowOf = (points: number, key = "k"): Window => ({ key, points, seconds: 60, which: "" });

/** A shared counter as PostgreSQL's: adds in one step, answers later, begins windows with their first call. */
function sharedCounter(clock: { now: number }) {
  const windows = new Map<string, { total: number; until: number }>();
  const counter = {
    asked: 0,
    fails: false,
    count: (async (key, points, seconds) => {
      counter.asked++;
      if (counter.fails) throw new Error("no database");
      const running = windows.get(key);
      const window =
        running && running.until > clock.now ? running : { total: 0, until: clock.now + seconds * 1_000 };
      window.total += points;
      windows.set(key, window);
      const answer = { total: window.total, msLeft: window.until - clock.now };
      await new Promise((resolve) => setTimeout(resolve, 1));
      return answer;
    }) satisfies Counter,
  };
  return counter;
}

const world = () => {
  const clock = { now: 1_000_000 };
  const counter = sharedCounter(clock);
  const open = () => openStock(counter.count, () => clock.now);
  return { clock, counter, open };
};

test("a limit of ten lets ten through and says when the next may come", async () => {
  const { open, clock } = world();
  const stock = open();
  for (let i = 0; i < 10; i++) expect(await stock.take(windowOf(10), 1)).toBeUndefined();
  clock.now += 20_000;
  expect(await stock.take(windowOf(10), 1)).toBe(40_000);
  clock.now += 40_000;
  expect(await stock.take(windowOf(10), 1)).toBeUndefined();
});

test("calls that change something are counted exactly, however many at once on however many replicas", async () => {
  const { open } = world();
  const replicas = [open(), open(), open()];
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, i) => replicas[i % 3]?.take(windowOf(100), 1)),
  );
  expect(answers.filter((ms) => ms === undefined)).toHaveLength(100);
});

test("many at once are counted together", async () => {
  const { open, counter } = world();
  const stock = open();
  await Promise.all(Array.from({ length: 50 }, () => stock.take(windowOf(1_000), 1)));
  expect(counter.asked).toBeLessThanOrEqual(2);
});

test("reads ask the counter once a batch, and never are more than the limit in sum", async () => {
  const { open, counter } = world();
  const limit = 2_000;
  const batch = batchOf(limit);
  expect(batch).toBe(100);
  const replicas = [open(), open()];
  let through = 0;
  for (let i = 0; i < 3_000; i++)
    if ((await replicas[i % 2]?.take(windowOf(limit), batch)) === undefined) through++;
  expect(through).toBe(limit); // both use up what they took
  expect(counter.asked).toBeLessThanOrEqual(limit / batch + 4);
});

test("what one replica took and does not use, others miss: at most a batch and its refill", async () => {
  const { open } = world();
  const limit = 200;
  const batch = batchOf(limit);
  const [busy, idle] = [open(), open()];
  await idle.take(windowOf(limit), batch);
  let through = 1;
  while ((await busy.take(windowOf(limit), batch)) === undefined) through++;
  expect(through).toBeLessThanOrEqual(limit);
  expect(through).toBeGreaterThanOrEqual(limit - 2 * batch);
});

test("what is held of a window that is over is worth nothing in the next", async () => {
  const { open, clock } = world();
  const stock = open();
  await stock.take(windowOf(40), 20);
  clock.now += 60_000;
  let through = 0;
  while ((await stock.take(windowOf(40), 20)) === undefined) through++;
  expect(through).toBe(40);
});

test("a call that another limit refused is given back", async () => {
  const { open } = world();
  const stock = open();
  for (let i = 0; i < 20; i++) {
    expect(await stock.take(windowOf(2), 1)).toBeUndefined();
    stock.giveBack(windowOf(2));
  }
  await stock.take(windowOf(2), 1);
  await stock.take(windowOf(2), 1);
  expect(await stock.take(windowOf(2), 1)).toBeGreaterThan(0);
});

test("a used-up limit asks the counter no more until its window ends", async () => {
  const { open, counter } = world();
  const stock = open();
  await stock.take(windowOf(1), 1);
  await stock.take(windowOf(1), 1);
  const { asked } = counter;
  for (let i = 0; i < 100; i++) await stock.take(windowOf(1), 1);
  expect(counter.asked).toBe(asked);
});

test("without the counter nothing goes through, and with it again everything does", async () => {
  const { open, counter } = world();
  const stock = open();
  counter.fails = true;
  await expect(stock.take(windowOf(5), 1)).rejects.toThrow("no database");
  counter.fails = false;
  expect(await stock.take(windowOf(5), 1)).toBeUndefined();
});

test("a batch is a twentieth, at least one and at most a hundred", () => {
  expect([1, 19, 20, 60, 1_000, 10_000_000].map(batchOf)).toEqual([1, 1, 1, 3, 50, 100]);
});
