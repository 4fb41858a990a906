import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openProgress, type Told } from "./progress.ts";

let told: Told[];
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
});
afterEach(() => vi.useRealTimers());
const open = () =>
  openProgress(
    (one) => void told.push(one),
    () => Date.now(),
  );

test("the first is told at once, and of what comes too fast the newest when its turn comes", () => {
  const { tell } = open();
  for (const done of [0, 1, 2, 3]) tell(`${done} of 3`, done, 3);
  expect(told).toEqual([{ progress: 0, total: 3, message: "0 of 3" }]);
  vi.advanceTimersByTime(300);
  expect(told.at(-1)).toEqual({ progress: 3, total: 3, message: "3 of 3" });
  expect(told).toHaveLength(2);
});

test("the value grows, also where nobody counts or somebody counts back", () => {
  const { tell } = open();
  for (const done of [undefined, 10, 4, undefined, 10]) {
    tell("on it", done, 10);
    vi.advanceTimersByTime(300);
  }
  const values = told.map(({ progress }) => progress);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(new Set(values).size).toBe(values.length);
  for (const { progress, total } of told)
    if (total !== undefined) expect(total).toBeGreaterThanOrEqual(progress);
});

test("nothing is told after the result", () => {
  const { tell, stop } = open();
  tell("begun");
  tell("held back");
  stop();
  tell("too late");
  vi.advanceTimersByTime(1_000);
  expect(told.map(({ message }) => message)).toEqual(["begun"]);
});

test("a long sentence is cut", () => {
  open().tell("x".repeat(5_000));
  expect(told[0]?.message).toHaveLength(300);
});
