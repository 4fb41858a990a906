import { Temporal } from "temporal-polyfill";
import { badRequest, emptyRange, invalid, required } from "./calendar-errors.ts";
import type { Event, EventTime } from "./calendar-types.ts";

/** A moment of an event; days begin at midnight in the calendar's zone. */
export function momentOf(time: EventTime, calendarZone: string): Temporal.ZonedDateTime {
  if (time.date) return Temporal.PlainDate.from(time.date).toZonedDateTime(calendarZone);
  const zone = time.timeZone ?? calendarZone;
  const text = time.dateTime ?? "";
  return /(?:Z|[+-]\d{2}:\d{2})$/i.test(text)
    ? Temporal.Instant.from(text).toZonedDateTimeISO(zone)
    : Temporal.PlainDateTime.from(text).toZonedDateTime(zone);
}

export const msOf = (time: EventTime, zone: string): number => momentOf(time, zone).epochMilliseconds;

/** https://developers.google.com/workspace/calendar/api/v3/reference/events#resource (start, end) */
export function checkTimes(event: Event, zone: string): void {
  const { start, end } = event;
  if (!start?.date && !start?.dateTime) throw required("Missing start time.");
  if (!end?.date && !end?.dateTime) throw required("Missing end time.");
  for (const time of [start, end]) {
    if (time.date && time.dateTime) throw invalid("Invalid start time: both date and dateTime.");
    if (time.dateTime && event.recurrence?.length && !time.timeZone)
      throw required("Missing time zone definition for start time.");
    readable(() => momentOf(time, zone), "Invalid start time.");
    if (time.date && !/^\d{4}-\d{2}-\d{2}$/.test(time.date)) throw invalid("Invalid start time.");
  }
  if (Boolean(start.date) !== Boolean(end.date))
    throw invalid("The start and end times must either both be date or dateTime.");
  if (msOf(end, zone) < msOf(start, zone) || (start.date && start.date === end.date)) throw emptyRange("end");
}

/** A parameter of a request: RFC 3339 with an offset, which Google insists on. */
export function parameterMoment(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(text)) throw badRequest();
  return readable(() => Temporal.Instant.from(text).epochMilliseconds, "Bad Request");
}

export function requireZone(name: string): string {
  if (!/^[A-Za-z]/.test(name)) throw invalid("Invalid time zone definition.");
  return readable(
    () => Temporal.Now.instant().toZonedDateTimeISO(name).timeZoneId,
    "Invalid time zone definition.",
  );
}

export function readable<T>(read: () => T, message: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw invalid(message);
    throw error;
  }
}

/** As Google shows it: with the offset of the zone that was asked for, and the event's own zone beside. */
export function shownTime(time: EventTime, zone: string): EventTime {
  if (time.date) return { date: time.date };
  const text = momentOf(time, zone)
    .withTimeZone(zone)
    .toString({ smallestUnit: "second", timeZoneName: "never" });
  return { dateTime: text.replace(/\+00:00$/, "Z"), timeZone: time.timeZone ?? zone };
}
