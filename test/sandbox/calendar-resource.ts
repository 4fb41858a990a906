import { shownTime } from "./calendar-times.ts";
import type { Event, StoredCalendar, StoredEvent } from "./calendar-types.ts";

export const etagOf = (version: number): string => `"${3_600_000_000_000_000 + version * 2000}"`;

export interface Shown {
  calendar: StoredCalendar;
  /** Times are shown in this zone. */
  zone: string;
  /** Only when, not what: for `freeBusyReader` and the scope `calendar.events.freebusy`. */
  bare: boolean;
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/events#resource */
export function eventJson(stored: StoredEvent, { calendar, zone, bare }: Shown): Event {
  const { data, version, deleted, id } = stored;
  const status = deleted ? "cancelled" : (data.status ?? "confirmed");
  const base = { kind: "calendar#event", etag: etagOf(version), id, status };
  const times = {
    ...(data.start && { start: shownTime(data.start, zone) }),
    ...(data.end && { end: shownTime(data.end, zone) }),
    ...(data.originalStartTime && { originalStartTime: shownTime(data.originalStartTime, zone) }),
    ...(data.recurringEventId && { recurringEventId: data.recurringEventId }),
  };
  // Of cancelled occurrences nothing else is guaranteed.
  if (status === "cancelled" && data.recurringEventId) {
    const { recurringEventId, originalStartTime } = times;
    return {
      ...base,
      ...(recurringEventId && { recurringEventId }),
      ...(originalStartTime && { originalStartTime }),
    };
  }
  if (bare) return { ...base, ...times, visibility: "private" };
  const { organizer, creator, attendees, ...rest } = data;
  const self = (email: string | null | undefined) => email?.toLowerCase() === calendar.id.toLowerCase();
  return {
    ...rest,
    ...base,
    ...times,
    htmlLink: `https://www.google.com/calendar/event?eid=${Buffer.from(`${id} ${calendar.id}`).toString("base64url")}`,
    ...(creator && { creator: { ...creator, ...(self(creator.email) && { self: true }) } }),
    ...(organizer && { organizer: { ...organizer, ...(self(organizer.email) && { self: true }) } }),
    ...(attendees && {
      attendees: attendees.map((one) => ({
        ...one,
        ...(self(one.email) && { self: true }),
        ...(one.email === organizer?.email && { organizer: true }),
      })),
    }),
    reminders: data.reminders ?? { useDefault: true },
    eventType: data.eventType ?? "default",
  };
}

/** Partial answers: https://developers.google.com/workspace/calendar/api/guides/performance#partial-response */
export function onlyFields(value: unknown, fields: string | null): unknown {
  return fields === null ? value : picked(value, parse(fields));
}

type Wanted = Map<string, Wanted | undefined>;

function parse(text: string): Wanted {
  const wanted: Wanted = new Map();
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    const letter = text[at];
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (depth > 0 || (letter !== "," && letter !== undefined)) continue;
    const [, name = "", inside] = /^([^(]+)(?:\((.*)\))?$/.exec(text.slice(from, at)) ?? [];
    wanted.set(name, inside === undefined ? undefined : parse(inside));
    from = at + 1;
  }
  return wanted;
}

function picked(value: unknown, wanted: Wanted): unknown {
  if (Array.isArray(value)) return value.map((one) => picked(one, wanted));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => {
      if (!wanted.has(name)) return [];
      const inside = wanted.get(name);
      return [[name, inside ? picked(one, inside) : one]];
    }),
  );
}
