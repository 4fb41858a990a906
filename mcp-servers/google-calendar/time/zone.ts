import { Temporal } from "temporal-polyfill";
import { ToolError } from "../../kit/index.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const NAMED = /^[A-Za-z][A-Za-z0-9_+\-/]*$/;

/** The zone's own spelling; undefined for a name that is not in the IANA database. Bare offsets are no zones. */
export function knownZone(name: string): string | undefined {
  if (!NAMED.test(name)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return undefined;
  }
}

/** Throws `bad_argument` for a name that is not in the IANA database. */
export function requireZone(name: string, field = "time_zone"): string {
  const zone = knownZone(name);
  if (zone !== undefined) return zone;
  throw new ToolError("bad_argument", `\`${field}\` must be an IANA name such as Europe/Berlin.`);
}

export function weekdayOf(day: { dayOfWeek: number }): string {
  return WEEKDAYS[day.dayOfWeek - 1] ?? "";
}

/** Local time with its offset, to the second: `2026-11-02T09:00:00+05:30`. */
export function localText(at: Temporal.ZonedDateTime): string {
  return at.toString({ smallestUnit: "second", timeZoneName: "never" });
}

/** An instant as Google's parameters take it. */
export function utcText(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: "second" });
}

export interface Now {
  local: string;
  weekday: string;
  time_zone: string;
}

export function nowIn(zone: string, now = Temporal.Now.instant()): Now {
  const local = now.toZonedDateTimeISO(zone);
  return { local: localText(local), weekday: weekdayOf(local), time_zone: zone };
}

/** Where a value cannot be read at all: the polyfill throws `RangeError`. */
export function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
