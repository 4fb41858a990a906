import type { OverviewRange } from "../api/contract/overview.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Times in milliseconds, on whole hours and days in UTC. */
export interface Span {
  /** Of the series. */
  grain: "hour" | "day";
  /** In which the shares are summed: fewer rows, where the range is whole days. */
  sumGrain: "hour" | "day";
  stepMs: number;
  /** Of as long a time before. */
  before: number;
  from: number;
  to: number;
}

/** Pure: the last 24 hours with the one that has begun; seven or thirty days with today. */
export function spanOf(range: OverviewRange, now: number): Span {
  if (range === "24h") {
    const from = Math.floor(now / HOUR_MS) * HOUR_MS - 23 * HOUR_MS;
    return { grain: "hour", sumGrain: "hour", stepMs: HOUR_MS, before: from - 24 * HOUR_MS, from, to: now };
  }
  const days = range === "7d" ? 7 : 30;
  const from = Math.floor(now / DAY_MS) * DAY_MS - (days - 1) * DAY_MS;
  const grain = range === "7d" ? "hour" : "day";
  const stepMs = grain === "hour" ? HOUR_MS : DAY_MS;
  return { grain, sumGrain: "day", stepMs, before: from - days * DAY_MS, from, to: now };
}

/** Where each point of the series begins. */
export const startsOf = ({ from, to, stepMs }: Span): number[] =>
  Array.from({ length: Math.floor((to - from) / stepMs) + 1 }, (_, n) => from + n * stepMs);
