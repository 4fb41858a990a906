import { createHash } from "node:crypto";
import { badRequest, CalendarFault, emptyRange, notFound } from "./calendar-errors.ts";
import { occurrencesOf } from "./calendar-recurrence.ts";
import { etagOf, eventJson, type Shown } from "./calendar-resource.ts";
import type { CalendarStore } from "./calendar-store.ts";
import { msOf, parameterMoment, requireZone } from "./calendar-times.ts";
import type { Event, Role, StoredCalendar, StoredEvent } from "./calendar-types.ts";

/** A request to one calendar, by somebody who may see it. */
export interface Viewer {
  store: CalendarStore;
  email: string;
  calendar: StoredCalendar;
  role: Role;
  /** The token opens only free and busy times. */
  timesOnly: boolean;
}

export function shownFor({ calendar, role, timesOnly }: Viewer, query: URLSearchParams): Shown {
  const asked = query.get("timeZone");
  return {
    calendar,
    zone: asked === null ? calendar.timeZone : requireZone(asked),
    bare: timesOnly || role === "freeBusyReader",
  };
}

interface Row {
  stored: StoredEvent;
  start: number;
  end: number;
}
interface Window {
  from: number | undefined;
  to: number | undefined;
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/list */
export function listEvents(viewer: Viewer, query: URLSearchParams) {
  if (query.has("syncToken"))
    throw new CalendarFault(
      410,
      "fullSyncRequired",
      "Sync token is no longer valid, a full sync is required.",
    );
  const single = query.get("singleEvents") === "true";
  const orderBy = query.get("orderBy");
  if (orderBy !== null && orderBy !== "startTime" && orderBy !== "updated") throw badRequest();
  if (orderBy === "startTime" && !single)
    throw badRequest("The requested ordering is not available for the particular query.");
  const window = windowOf(query);
  const deleted = query.get("showDeleted") === "true";
  const { store, calendar } = viewer;
  const rows = store.inView(calendar).flatMap((stored) => {
    if (stored.data.recurrence && !stored.deleted) {
      const instances = instancesOf(store, stored, { ...window, deleted: deleted || !single });
      if (single) return instances;
      const changed = instances.filter((one) => stored.exceptions.has(stampOf(one.stored, stored)));
      return instances.some((one) => one.stored.data.status !== "cancelled")
        ? [rowOf(stored, calendar), ...changed]
        : changed;
    }
    return inWindow(rowOf(stored, calendar), window) && (deleted || !stored.deleted)
      ? [rowOf(stored, calendar)]
      : [];
  });
  const found = rows.filter(({ stored }) => matches(stored.data, query.get("q")));
  if (orderBy === "startTime") found.sort((a, b) => a.start - b.start);
  if (orderBy === "updated") found.sort((a, b) => a.stored.version - b.stored.version);
  return {
    kind: "calendar#events",
    etag: etagOf(0),
    summary: calendar.summary,
    timeZone: calendar.timeZone,
    accessRole: viewer.role,
    defaultReminders: [{ method: "popup", minutes: 10 }],
    ...page(found, query, 250, 2500, ({ stored }) => eventJson(stored, shownFor(viewer, query))),
  };
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/instances */
export function listInstances(viewer: Viewer, id: string, query: URLSearchParams) {
  const { store, calendar } = viewer;
  const found = store.find(calendar, id);
  if (!found || found.stored.deleted) throw notFound();
  if (!found.stored.data.recurrence) throw badRequest("Not a recurring event.");
  const deleted = query.get("showDeleted") === "true";
  const rows = instancesOf(store, found.stored, { ...windowOf(query), deleted });
  return {
    kind: "calendar#events",
    etag: etagOf(found.stored.version),
    summary: calendar.summary,
    timeZone: calendar.timeZone,
    accessRole: viewer.role,
    ...page(rows, query, 250, 2500, ({ stored }) => eventJson(stored, shownFor(viewer, query))),
  };
}

/** Occurrences in a window, changed ones where they are now, in the order they begin. */
export function instancesOf(
  store: CalendarStore,
  series: StoredEvent,
  { from, to, deleted }: Window & { deleted: boolean },
): Row[] {
  const calendar = store.calendars.get(series.calendar);
  if (!calendar) return [];
  const plain = occurrencesOf(series.data, calendar.timeZone, { from, to }).filter(
    ({ stamp }) => !series.exceptions.has(stamp),
  );
  const { recurrence: _, ...data } = series.data;
  const rows = plain.map(({ stamp, start, end }) => {
    const one = { ...data, start, end, recurringEventId: series.id, originalStartTime: start };
    return rowOf({ ...series, id: `${series.id}_${stamp}`, data: one, exceptions: new Map() }, calendar);
  });
  const changed = [...series.exceptions.values()].map((stored) => rowOf(stored, calendar));
  return [...rows, ...changed]
    .filter((row) => inWindow(row, { from, to }) && (deleted || row.stored.data.status !== "cancelled"))
    .sort((a, b) => a.start - b.start);
}

const stampOf = (occurrence: StoredEvent, series: StoredEvent): string =>
  occurrence.id.slice(series.id.length + 1);

function rowOf(stored: StoredEvent, calendar: StoredCalendar): Row {
  const { start, end, originalStartTime } = stored.data;
  const zone = calendar.timeZone;
  const begin = start ?? originalStartTime ?? {};
  return { stored, start: msOf(begin, zone), end: msOf(end ?? begin, zone) };
}

function inWindow({ start, end }: Row, { from, to }: Window): boolean {
  return (from === undefined || end > from) && (to === undefined || start < to);
}

function windowOf(query: URLSearchParams): Window {
  const from = parameterMoment(query, "timeMin");
  const to = parameterMoment(query, "timeMax");
  if (from !== undefined && to !== undefined && to <= from) throw emptyRange("timeMax");
  return { from, to };
}

function matches(data: Event, q: string | null): boolean {
  if (!q) return true;
  const people = [...(data.attendees ?? []), ...(data.organizer ? [data.organizer] : [])];
  const text = [
    data.summary,
    data.description,
    data.location,
    ...people.flatMap(({ email, displayName }) => [email, displayName]),
  ]
    .join("\n")
    .toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((term) => text.includes(term));
}

/** One page; its token holds only for the same query. */
export function page<T, R>(
  rows: readonly T[],
  query: URLSearchParams,
  usual: number,
  most: number,
  show: (row: T) => R,
): { items: R[]; nextPageToken?: string } {
  const size = Number(query.get("maxResults") ?? usual);
  if (!Number.isInteger(size) || size < 1 || size > most) throw badRequest();
  const bound = boundTo(query);
  const token = query.get("pageToken");
  let from = 0;
  if (token !== null) {
    const [at, of] = Buffer.from(token, "base64url").toString().split(" ");
    if (of !== bound) throw badRequest();
    from = Number(at);
  }
  const items = rows.slice(from, from + size).map(show);
  if (from + size >= rows.length) return { items };
  return { items, nextPageToken: Buffer.from(`${from + size} ${bound}`).toString("base64url") };
}

function boundTo(query: URLSearchParams): string {
  const same = [...query].filter(([name]) => name !== "pageToken").sort();
  return createHash("sha256").update(JSON.stringify(same)).digest("hex").slice(0, 16);
}
