import { Temporal } from "temporal-polyfill";
import type { GoogleTime } from "../upstream.ts";
import { knownZone, localText, orUndefined, weekdayOf } from "./zone.ts";

/** When an event is, as Google says: days, or moments in the zone they are shown in. */
export type Span =
  | { allDay: true; start: Temporal.PlainDate /** The day after the last. */; end: Temporal.PlainDate }
  | { allDay: false; start: Temporal.ZonedDateTime; end: Temporal.ZonedDateTime };

/** A moment of Google's in `zone`. Google sends an offset; a time without one is local in its own zone. */
export function momentOf(time: GoogleTime, zone: string): Temporal.ZonedDateTime | undefined {
  const text = time.dateTime;
  if (typeof text !== "string") return undefined;
  const instant = orUndefined(() => Temporal.Instant.from(text));
  if (instant) return instant.toZonedDateTimeISO(zone);
  const own = knownZone(time.timeZone ?? "") ?? zone;
  return orUndefined(() => Temporal.PlainDateTime.from(text).toZonedDateTime(own).withTimeZone(zone));
}

export function dayOf(time: GoogleTime): Temporal.PlainDate | undefined {
  const text = time.date;
  return typeof text === "string" ? orUndefined(() => Temporal.PlainDate.from(text)) : undefined;
}

/** Undefined where an answer holds no usable times (cancelled occurrences hold none). */
export function spanOf(
  event: { start?: GoogleTime | undefined; end?: GoogleTime | undefined },
  zone: string,
): Span | undefined {
  const { start = {}, end = {} } = event;
  const day = dayOf(start);
  if (day) {
    const last = dayOf(end);
    const after = last && Temporal.PlainDate.compare(last, day) > 0 ? last : day.add({ days: 1 });
    return { allDay: true, start: day, end: after };
  }
  const from = momentOf(start, zone);
  return from && { allDay: false, start: from, end: momentOf(end, zone) ?? from };
}

/** The moment something is sorted by: days begin at their midnight in `zone`. */
export function sortMoment(span: Span, zone: string): number {
  const start = span.allDay ? span.start.toZonedDateTime(zone) : span.start;
  return start.epochMilliseconds;
}

export interface ShownTimes {
  start: string;
  end: string;
  weekday: string;
  all_day: boolean;
  time_zone?: string;
  last_day?: string;
}

/** Days as days, moments with their offset. */
export function shownTimes(span: Span): ShownTimes {
  const { start, end } = span;
  if (!span.allDay) {
    return {
      start: localText(span.start),
      end: localText(span.end),
      weekday: weekdayOf(start),
      all_day: false,
      time_zone: span.start.timeZoneId,
    };
  }
  const last = span.end.subtract({ days: 1 });
  return {
    start: String(start),
    end: String(end),
    weekday: weekdayOf(start),
    all_day: true,
    last_day: String(last),
  };
}

/** `Mon 2026-11-02 09:00–10:00 +01:00`; what ends on another day says which. */
export function spanLine(times: ShownTimes): string {
  const { start, end, weekday, all_day, last_day } = times;
  if (all_day) {
    return last_day === undefined || last_day === start
      ? `${weekday.slice(0, 3)} ${start} all day`
      : `${weekday.slice(0, 3)} ${start} to ${shortDay(last_day)} all day`;
  }
  const [from, to] = [start, end].map((text) => ({
    day: text.slice(0, 10),
    time: text.slice(11, 16),
    offset: text.slice(19),
  }));
  if (!from || !to) return `${start} – ${end}`;
  const until = from.day === to.day ? to.time : `${shortDay(to.day)} ${to.time}`;
  const offsets = from.offset === to.offset ? from.offset : `${from.offset} to ${to.offset}`;
  return `${weekday.slice(0, 3)} ${from.day} ${from.time}–${until} ${offsets}`;
}

function shortDay(date: string): string {
  return `${weekdayOf(Temporal.PlainDate.from(date)).slice(0, 3)} ${date}`;
}
