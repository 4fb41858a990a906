import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { ToolError } from "../../kit/index.ts";
import { orUndefined, requireZone } from "./zone.ts";

/** A day or a moment as agents give it: `{date}`, `{date_time, time_zone}`, or either as a plain string. */
export const whenSchema = z
  .union([
    z.string().max(64),
    z.strictObject({ date: z.string().max(10) }),
    z.strictObject({ date_time: z.string().max(40), time_zone: z.string().max(64).optional() }),
  ])
  .describe(
    "YYYY-MM-DD (all day; end is the day after) or RFC 3339; zone from time zone of calendar if absent",
  );

/** What was asked, not yet placed in a zone. An all-day date never becomes an instant. */
export type When =
  | { date: Temporal.PlainDate }
  | {
      local: Temporal.PlainDateTime;
      /** Where an offset was given: the moment itself, and `local` is as it was written. */
      instant?: Temporal.Instant;
      zone?: string;
    };

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::[0-5]\d(?:\.\d{1,9})?)?)([Zz]|[+-]\d{2}:\d{2})?$/;

/** Throws `bad_argument` naming the field. */
export function readWhen(value: z.output<typeof whenSchema>, field: string): When {
  if (typeof value === "string") return DATE.test(value) ? readDate(value, field) : readMoment(value, field);
  if ("date" in value) return readDate(value.date, field);
  const moment = readMoment(value.date_time, field);
  return value.time_zone === undefined
    ? moment
    : { ...moment, zone: requireZone(value.time_zone, `${field}.time_zone`) };
}

function readDate(text: string, field: string): { date: Temporal.PlainDate } {
  const date = DATE.test(text)
    ? orUndefined(() => Temporal.PlainDate.from(text, { overflow: "reject" }))
    : undefined;
  if (date) return { date };
  throw unreadable(field, "a calendar date such as 2026-03-29");
}

function readMoment(text: string, field: string): Exclude<When, { date: unknown }> {
  const [, day, time, offset] = MOMENT.exec(text) ?? [];
  const local = day
    ? orUndefined(() => Temporal.PlainDateTime.from(`${day}T${time}`, { overflow: "reject" }))
    : undefined;
  if (!local) throw unreadable(field, "a date such as 2026-03-29 or a time such as 2026-03-29T09:00:00");
  if (offset === undefined) return { local };
  const instant = orUndefined(() => Temporal.Instant.from(`${day}T${time}${offset.toUpperCase()}`));
  if (!instant) throw unreadable(field, "a time with a possible offset");
  return { local, instant };
}

function unreadable(field: string, wanted: string): ToolError {
  return new ToolError("bad_argument", `\`${field}\` must be ${wanted}.`);
}

export interface Placed {
  at: Temporal.ZonedDateTime;
  warning?: string;
}

/**
 * A moment in a zone. A local time that the clocks skip is refused, as nobody can mean it; of one that comes twice the
 * first is taken, and said.
 */
export function placeIn(when: Exclude<When, { date: unknown }>, zone: string, field: string): Placed {
  if (when.instant) return { at: when.instant.toZonedDateTimeISO(zone) };
  const { local } = when;
  const at = local.toZonedDateTime(zone, { disambiguation: "earlier" });
  const later = local.toZonedDateTime(zone, { disambiguation: "later" });
  if (at.equals(later)) return { at };
  if (at.toPlainDateTime().equals(local)) {
    const warning = `${field} ${local} comes twice in ${zone}, as clocks go back then: the first one (${at.offset}) was taken.`;
    return { at, warning };
  }
  throw new ToolError(
    "bad_argument",
    `\`${field}\`: ${local} does not exist in ${zone}, as clocks go forward then. The next local time is ${later.toPlainDateTime()}.`,
  );
}

/**
 * A bound of a window: an instant, a local time or a whole day of the zone. A day as the upper bound counts with it.
 * Lenient where clocks change, as a window loses nothing by it.
 */
export function boundOf(text: string, zone: string, side: "time_min" | "time_max"): Temporal.Instant {
  const when = readWhen(text, side);
  const bound =
    "date" in when
      ? orUndefined(() => when.date.add({ days: side === "time_max" ? 1 : 0 }).toZonedDateTime(zone))
      : orUndefined(() => when.instant?.toZonedDateTimeISO(zone) ?? when.local.toZonedDateTime(zone));
  if (!bound) throw unreadable(side, "a date or time that calendars know");
  return bound.toInstant();
}
