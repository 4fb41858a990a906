import { expect, test } from "vitest";
import { quantileOf, STEPS, sumOf } from "./scale.ts";
import { spanOf, startsOf } from "./span.ts";

/** As the database counts them. */
const counted = (durations: readonly number[]) => {
  const counts = Array.from({ length: STEPS.length + 1 }, () => 0);
  for (const ms of durations) {
    const step = STEPS.findIndex((end) => ms < end);
    counts[step < 0 ? STEPS.length : step]! += 1;
  }
  return counts;
};

test("a quantile is at most the width of a step from the real one", () => {
  const durations = Array.from({ length: 2_000 }, (_, n) => Math.round(1_800 * (n / 2_000) ** 3) + 4);
  for (const share of [0.05, 0.5, 0.9, 0.95, 0.99]) {
    const real = durations[Math.floor(durations.length * share)] ?? 0;
    const above = STEPS.findIndex((end) => real < end);
    const width = (STEPS[above] ?? 0) - (STEPS[above - 1] ?? 0);
    expect(Math.abs((quantileOf(counted(durations), share) ?? 0) - real)).toBeLessThanOrEqual(width);
  }
  expect([quantileOf([], 0.5), quantileOf(counted([]), 0.5)]).toEqual([null, null]);
  expect(quantileOf(counted([59_000]), 0.5)).toBeGreaterThan(45_000);
  expect(sumOf([], [1, 2])).toEqual([1, 2]);
  expect(sumOf([1, 2, 3], [1])).toEqual([2, 2, 3]);
});

test("ranges begin on whole hours and days in UTC, and are compared with as long a time before", () => {
  const now = Date.parse("2026-03-29T01:30:00Z"); // clocks change that night in Europe
  const told = (range: "24h" | "7d" | "30d") => {
    const span = spanOf(range, now);
    const starts = startsOf(span);
    return [span.before, span.from, starts.at(-1) ?? 0]
      .map((at) => new Date(at).toISOString().slice(0, 16))
      .concat(String(starts.length));
  };
  expect(told("24h")).toEqual(["2026-03-27T02:00", "2026-03-28T02:00", "2026-03-29T01:00", "24"]);
  expect(told("7d")).toEqual(["2026-03-16T00:00", "2026-03-23T00:00", "2026-03-29T01:00", "146"]);
  expect(told("30d")).toEqual(["2026-01-29T00:00", "2026-02-28T00:00", "2026-03-29T00:00", "30"]);
  expect(startsOf(spanOf("30d", Date.parse("2026-03-29T00:00:00Z")))).toHaveLength(30);
});
