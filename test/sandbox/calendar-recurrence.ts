import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import { invalid } from "./calendar-errors.ts";
import { momentOf, msOf } from "./calendar-times.ts";
import type { Event, EventTime } from "./calendar-types.ts";

/** An occurrence as the rule has it. */
export interface Occurrence {
  /** What its id ends in: `20261102` or `20261102T080000Z`. */
  stamp: string;
  start: EventTime;
  end: EventTime;
  ms: number;
}

/** How far endless series are told, in days after today. */
const HORIZON_DAYS = 730;
const DAY = 86_400_000;
const LINE = /^(RRULE|RDATE|EXDATE)(;[^:]*)?:(.+)$/;

/** https://developers.google.com/workspace/calendar/api/concepts/events-calendars#recurrence_rule */
export function checkRecurrence(event: Event, zone: string): void {
  for (const line of event.recurrence ?? []) {
    const [, name, , value = ""] = LINE.exec(line) ?? [];
    if (!name) throw invalid("Invalid recurrence rule.");
    const until = /UNTIL=([^;]+)/.exec(value)?.[1];
    // RFC 5545, 3.3.10: UNTIL is of the kind of the start, and in UTC where that has a zone.
    const fits = event.start?.date ? /^\d{8}$/ : /^\d{8}T\d{6}Z$/;
    if (until !== undefined && !fits.test(until)) throw invalid("Invalid recurrence rule.");
    if (/UNTIL=/.test(value) && /COUNT=/.test(value)) throw invalid("Invalid recurrence rule.");
  }
  try {
    occurrencesOf(event, zone, { to: Date.now() });
  } catch (error) {
    if (error instanceof Error) throw invalid("Invalid recurrence rule.");
    throw error;
  }
}

/** Occurrences that begin in a window, in order; exceptions are not looked at. */
export function occurrencesOf(
  event: Event,
  calendarZone: string,
  window: { from?: number | undefined; to?: number | undefined } = {},
): Occurrence[] {
  const start = event.start ?? {};
  const allDay = Boolean(start.date);
  const zone = allDay ? "UTC" : (start.timeZone ?? calendarZone);
  const dtstart = allDay
    ? Temporal.PlainDate.from(start.date ?? "").toZonedDateTime("UTC")
    : momentOf(start, calendarZone).withTimeZone(zone);
  const first = dtstart.epochMilliseconds;
  const last = Math.max(Date.now(), first) + HORIZON_DAYS * DAY;
  // Days are counted in UTC here: a day more on both sides covers all zones.
  const from = Math.max(first, (window.from ?? first) - DAY);
  const to = Math.min(last, (window.to ?? last) + DAY);
  const length = msOf(event.end ?? {}, calendarZone) - msOf(start, calendarZone);
  const begins = new Map<number, Temporal.ZonedDateTime>();
  for (const line of event.recurrence ?? []) {
    for (const at of beginsOf(line, dtstart, { from, to })) begins.set(at.epochMilliseconds, at);
  }
  for (const line of event.recurrence ?? []) {
    if (line.startsWith("EXDATE"))
      for (const at of datesOf(line, dtstart)) begins.delete(at.epochMilliseconds);
  }
  return [...begins.values()]
    .sort(Temporal.ZonedDateTime.compare)
    .map((at) => occurrence(at, { allDay, event, length, calendarZone }))
    .filter(
      ({ ms }) => ms + Math.max(length, 1) > (window.from ?? -Infinity) && ms < (window.to ?? Infinity),
    );
}

function beginsOf(
  line: string,
  dtstart: Temporal.ZonedDateTime,
  { from, to }: { from: number; to: number },
): Temporal.ZonedDateTime[] {
  if (line.startsWith("RDATE")) return datesOf(line, dtstart);
  if (!line.startsWith("RRULE") || to < from) return [];
  const rule = new RRuleTemporal({ rruleString: line, dtstart });
  return rule
    .between(new Date(from), new Date(to), true)
    .map((at) => Temporal.ZonedDateTime.from(at.toString()));
}

function datesOf(line: string, dtstart: Temporal.ZonedDateTime): Temporal.ZonedDateTime[] {
  const [, , params = "", value = ""] = LINE.exec(line) ?? [];
  const zone = /TZID=([^;]+)/.exec(params)?.[1] ?? dtstart.timeZoneId;
  return value.split(",").map((text) => {
    const [, y, mo, d, h, mi, s, utc] =
      /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(text.trim()) ?? [];
    if (!y) throw new RangeError("no date");
    const day = Temporal.PlainDate.from(`${y}-${mo}-${d}`);
    if (h === undefined) return day.toZonedDateTime({ timeZone: zone, plainTime: dtstart.toPlainTime() });
    const plainTime = Temporal.PlainTime.from(`${h}:${mi}:${s}`);
    return day.toZonedDateTime({ timeZone: utc ? "UTC" : zone, plainTime }).withTimeZone(dtstart.timeZoneId);
  });
}

function occurrence(
  at: Temporal.ZonedDateTime,
  {
    allDay,
    event,
    length,
    calendarZone,
  }: { allDay: boolean; event: Event; length: number; calendarZone: string },
): Occurrence {
  if (allDay) {
    const day = at.toPlainDate();
    const days = Temporal.PlainDate.from(event.start?.date ?? "").until(
      Temporal.PlainDate.from(event.end?.date ?? ""),
    );
    const start = { date: String(day) };
    return {
      stamp: String(day).replaceAll("-", ""),
      start,
      end: { date: String(day.add(days)) },
      ms: msOf(start, calendarZone),
    };
  }
  const text = (moment: Temporal.ZonedDateTime) =>
    moment.toString({ smallestUnit: "second", timeZoneName: "never" });
  const end = at.add({ milliseconds: length }).withTimeZone(event.end?.timeZone ?? at.timeZoneId);
  return {
    stamp: at.toInstant().toString({ smallestUnit: "second" }).replace(/[-:]/g, ""),
    start: { dateTime: text(at), timeZone: at.timeZoneId },
    end: { dateTime: text(end), timeZone: end.timeZoneId },
    ms: at.epochMilliseconds,
  };
}
