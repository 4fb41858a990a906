import { z } from "zod";
import { cutText } from "../kit/index.ts";
import { type ShownTimes, shownTimes, spanLine, spanOf } from "./time/shown.ts";
import type { GoogleAttendee, GoogleEvent } from "./upstream.ts";

const LONGEST_TITLE = 300;
const LONGEST_PLACE = 200;

/** An event as lists and writes show it. Flat: it is part of five tools' output schemas. */
export const eventRow = z.object({
  event_id: z.string(),
  calendar_id: z.string(),
  title: z.string(),
  start: z.string().optional(),
  end: z.string().optional(),
  weekday: z.string().optional(),
  all_day: z.boolean().optional(),
  last_day: z.string().optional(),
  time_zone: z.string().optional(),
  location: z.string().optional(),
  meet_url: z.string().optional(),
  attendees_count: z.int().optional(),
  my_response: z.string().optional(),
  recurring_event_id: z.string().optional(),
  recurrence: z.array(z.string()).optional(),
  status: z.string(),
  etag: z.string().optional(),
  link: z.string().optional(),
});
export type EventRow = z.output<typeof eventRow>;

/** `zone`: what moments are shown in. */
export function rowOf(event: GoogleEvent, calendarId: string, zone: string): EventRow {
  const span = spanOf(event, zone);
  const meet = meetOf(event);
  const mine = myAttendee(event)?.responseStatus;
  return {
    event_id: event.id,
    calendar_id: calendarId,
    title: short(event.summary ?? "", LONGEST_TITLE),
    ...(span ? shownTimes(span) : {}),
    ...(event.location ? { location: short(event.location, LONGEST_PLACE) } : {}),
    ...(meet === undefined ? {} : { meet_url: meet }),
    ...(event.attendees ? { attendees_count: event.attendees.length } : {}),
    ...(mine === undefined ? {} : { my_response: mine }),
    ...(event.recurringEventId === undefined ? {} : { recurring_event_id: event.recurringEventId }),
    ...(event.recurrence
      ? { recurrence: event.recurrence.slice(0, 20).map((line) => short(line, 500)) }
      : {}),
    status: event.status,
  };
}

/** With what a caller needs to change it again without losing somebody else's change. */
export function writtenRow(event: GoogleEvent, calendarId: string, zone: string): EventRow {
  return {
    ...rowOf(event, calendarId, zone),
    etag: event.etag,
    ...(event.htmlLink === undefined ? {} : { link: event.htmlLink }),
  };
}

export function rowLine(row: EventRow): string {
  const facts = [
    row.title || "(no title)",
    ...(row.status === "confirmed" ? [] : [row.status]),
    ...(row.location ? [row.location] : []),
    ...(row.meet_url ? [row.meet_url] : []),
    ...(row.attendees_count
      ? [`${row.attendees_count} attendee${row.attendees_count === 1 ? "" : "s"}`]
      : []),
    ...(row.my_response ? [`my response: ${row.my_response}`] : []),
    ...(row.recurrence ? [`series (${row.recurrence.join("; ")})`] : []),
    ...(row.recurring_event_id ? [`of series ${row.recurring_event_id}`] : []),
  ];
  const ids = [
    `event_id ${row.event_id}`,
    `calendar_id ${row.calendar_id}`,
    ...(row.etag ? [`etag ${row.etag}`] : []),
  ];
  return `${timesLine(row)} · ${facts.join(" · ")}\n  ${ids.join(" · ")}`;
}

export function timesLine({ start, end, weekday, all_day, last_day, time_zone }: EventRow): string {
  if (start === undefined || end === undefined || weekday === undefined) return "(no time)";
  const times: ShownTimes = {
    start,
    end,
    weekday,
    all_day: all_day ?? false,
    ...(last_day === undefined ? {} : { last_day }),
  };
  return time_zone === undefined ? spanLine(times) : `${spanLine(times)} ${time_zone}`;
}

export function meetOf(event: GoogleEvent): string | undefined {
  if (event.hangoutLink !== undefined) return event.hangoutLink;
  return event.conferenceData?.entryPoints?.find((one) => one.entryPointType === "video")?.uri;
}

/** The entry that stands for this calendar; the account may be invited by an alias. */
export function myAttendee(event: GoogleEvent): GoogleAttendee | undefined {
  return event.attendees?.find((one) => one.self === true);
}

export function short(text: string, limit: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= limit ? line : `${cutText(line, 0, limit - 1).part}…`;
}
