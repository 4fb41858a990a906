import { Temporal } from "temporal-polyfill";
import type { Stretch } from "./spans.ts";

/** Meetings begin at quarters of an hour, where there is one. */
const GRID = 15;
const MINUTE = 60_000;

/**
 * Slots of `minutes` in free stretches, earliest first, not overlapping: at the quarters of an hour of `zone`, or, where
 * only that fits, when the stretch begins. `more`: there are others after them.
 */
export function slotsIn(
  free: readonly Stretch[],
  { minutes, most, zone }: { minutes: number; most: number; zone: string },
): { slots: Stretch[]; more: boolean } {
  const length = minutes * MINUTE;
  const slots: Stretch[] = [];
  for (const { start, end } of free) {
    let at = gridAfter(start, zone);
    if (at + length > end) at = Math.ceil(start / MINUTE) * MINUTE;
    while (at + length <= end) {
      if (slots.length === most) return { slots, more: true };
      slots.push({ start: at, end: at + length });
      at = gridAfter(at + length, zone);
    }
  }
  return { slots, more: false };
}

function gridAfter(ms: number, zone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const rounded = local.round({ smallestUnit: "minute", roundingIncrement: GRID, roundingMode: "ceil" });
  return Math.max(ms, rounded.epochMilliseconds);
}
