import { Temporal } from "temporal-polyfill";
import { ToolError } from "../../kit/index.ts";
import type { Begin, Move } from "../series/recurrence.ts";
import type { GoogleEvent, GoogleTime } from "../upstream.ts";
import { dayOf, momentOf } from "./shown.ts";
import { placeIn, type When } from "./when.ts";
import { knownZone, localText } from "./zone.ts";

/** When an event is to be: both days (`end` the day after the last), or both moments in the zones they are kept in. */
export interface EventTimes {
  start: Begin;
  end: Begin;
  warnings: string[];
}

/** The zone that moments of `when` name; undefined: the calendar's has to be asked for. */
export const namedZone = (start: When | undefined, end: When | undefined): string | undefined =>
  (start && "zone" in start ? start.zone : undefined) ?? (end && "zone" in end ? end.zone : undefined);

/**
 * Start and end together. Local times are read in the zone they name, else in `zone`. An all-day event that ends on the
 * day it starts is taken as that one day.
 */
export function eventTimes(start: When, end: When, zone: string): EventTimes {
  if ("date" in start !== "date" in end) {
    throw new ToolError("bad_argument", "`start` and `end` must both be dates (all day) or both be times.");
  }
  if ("date" in start && "date" in end) {
    const order = Temporal.PlainDate.compare(end.date, start.date);
    if (order < 0) throw new ToolError("bad_argument", "`end` must be after `start`.");
    return { start: start.date, end: order === 0 ? start.date.add({ days: 1 }) : end.date, warnings: [] };
  }
  const [from, to] = [start, end].map((when, at) => {
    if ("date" in when) throw new Error("a day among moments");
    return placeIn(when, when.zone ?? zone, at === 0 ? "start" : "end");
  });
  if (!from || !to) throw new Error("two times make two");
  if (Temporal.ZonedDateTime.compare(to.at, from.at) <= 0)
    throw new ToolError("bad_argument", "`end` must be after `start`.");
  return { start: from.at, end: to.at, warnings: [from, to].flatMap(({ warning }) => warning ?? []) };
}

/** What an event has now, moments in the zone that its series is kept in; undefined where Google tells no times. */
export function presentTimes(
  event: GoogleEvent,
  calendarZone: string,
): { start: Begin; end: Begin } | undefined {
  const start = beginOf(event.start, calendarZone);
  const end = beginOf(event.end, calendarZone);
  return start && end && { start, end };
}

/** A day, or a moment in its own zone (the calendar's, where it names none that is known). */
export function beginOf(time: GoogleTime | undefined, calendarZone: string): Begin | undefined {
  if (!time) return undefined;
  return dayOf(time) ?? momentOf(time, knownZone(time.timeZone ?? "") ?? calendarZone);
}

/**
 * What an update makes of the times: what is not given stays, a start alone keeps the duration. Moments that named no
 * zone are read in the calendar's and kept in the event's.
 */
export function changedTimes(
  present: { start: Begin; end: Begin },
  start: When | undefined,
  end: When | undefined,
  calendarZone: string,
): EventTimes {
  const asked = eventTimes(
    start ?? asWhen(present.start),
    end ?? lasting(present, start ?? asWhen(present.start), calendarZone),
    calendarZone,
  );
  return {
    ...asked,
    start: keptIn(asked.start, start, present.start),
    end: keptIn(asked.end, end ?? start, present.end),
  };
}

const asWhen = (begin: Begin): When =>
  begin instanceof Temporal.PlainDate
    ? { date: begin }
    : { local: begin.toPlainDateTime(), instant: begin.toInstant(), zone: begin.timeZoneId };

/** The end that keeps the duration for a new start. */
function lasting(present: { start: Begin; end: Begin }, start: When, zone: string): When {
  const { start: was, end } = present;
  if ("date" in start && was instanceof Temporal.PlainDate && end instanceof Temporal.PlainDate)
    return { date: start.date.add(was.until(end)) };
  if (!("date" in start) && was instanceof Temporal.ZonedDateTime && end instanceof Temporal.ZonedDateTime) {
    const { at } = placeIn(start, start.zone ?? zone, "start");
    return asWhen(at.add({ milliseconds: end.epochMilliseconds - was.epochMilliseconds }));
  }
  throw new ToolError(
    "bad_argument",
    "To turn an event into an all-day one, or back, give both `start` and `end`.",
  );
}

function keptIn(begin: Begin, asked: When | undefined, present: Begin): Begin {
  if (begin instanceof Temporal.PlainDate || present instanceof Temporal.PlainDate) return begin;
  return asked && "zone" in asked && asked.zone !== undefined
    ? begin
    : begin.withTimeZone(present.timeZoneId);
}

/**
 * How a whole series goes when one of its occurrences goes from `from` to `to`: by wall-clock time, so that nine o'clock
 * stays nine o'clock on both sides of a change of clocks.
 */
export function moveOf(from: Begin, to: Begin): Move {
  const days = dateOf(from).until(dateOf(to));
  if (from instanceof Temporal.PlainDate || to instanceof Temporal.PlainDate) {
    return (begin) => {
      const date = dateOf(begin).add(days);
      if (to instanceof Temporal.PlainDate) return date;
      return date.toZonedDateTime({ timeZone: to.timeZoneId, plainTime: to.toPlainTime() });
    };
  }
  const by = from.toPlainDateTime().until(to.toPlainDateTime(), { largestUnit: "days" });
  return (begin) =>
    begin instanceof Temporal.PlainDate
      ? begin.add(days)
      : begin.withTimeZone(from.timeZoneId).toPlainDateTime().add(by).toZonedDateTime(to.timeZoneId);
}

export const dateOf = (begin: Begin): Temporal.PlainDate =>
  begin instanceof Temporal.PlainDate ? begin : begin.toPlainDate();

/** As Google takes it. The kind that it is not is cleared, for a patch would keep it beside. */
export function googleTime(begin: Begin): Record<string, string | null> {
  return begin instanceof Temporal.PlainDate
    ? { date: String(begin), dateTime: null, timeZone: null }
    : { date: null, dateTime: localText(begin), timeZone: begin.timeZoneId };
}

/** The same for a new event, where there is nothing to clear. */
export function newGoogleTime(begin: Begin): Record<string, string> {
  return begin instanceof Temporal.PlainDate
    ? { date: String(begin) }
    : { dateTime: localText(begin), timeZone: begin.timeZoneId };
}
