import { randomBytes } from "node:crypto";
import {
  badRequest,
  duplicate,
  gone,
  invalid,
  notFound,
  notOrganizer,
  readOnly,
  stale,
} from "./calendar-errors.ts";
import { checked, isPlain, merge, systemFields } from "./calendar-fields.ts";
import type { Viewer } from "./calendar-lists.ts";
import { etagOf } from "./calendar-resource.ts";
import type { Found } from "./calendar-store.ts";
import { readable } from "./calendar-times.ts";
import { type Attendee, atLeast, type Event, type StoredEvent } from "./calendar-types.ts";

/** What a guest may change in an event of somebody else. */
const OWN = new Set(["attendees", "attendeesOmitted", "reminders", "colorId", "transparency"]);
/** https://developers.google.com/workspace/calendar/api/v3/reference/events/insert */
export function insertEvent(viewer: Viewer, body: Event, query: URLSearchParams): StoredEvent {
  const { store, calendar, email, role } = viewer;
  if (!atLeast(role, "writer")) throw readOnly();
  const { id: asked, ...fields } = body;
  const id = asked ?? randomBytes(16).toString("hex").slice(0, 26);
  if (!/^[0-9a-v]{5,1024}$/.test(id)) throw invalid("Invalid resource id value.");
  if (calendar.events.has(id)) throw duplicate();
  const data = checked(fields, query, calendar.timeZone);
  const now = new Date().toISOString();
  const stored = store.put(calendar.id, id, {
    ...data,
    created: now,
    updated: now,
    creator: { email },
    organizer: { email: calendar.id, ...(calendar.id === email ? {} : { displayName: calendar.summary }) },
    iCalUID: `${id}@google.com`,
    sequence: 0,
  });
  store.notify("created", stored, email, sendUpdatesOf(query));
  return stored;
}

/** `patch` merges, `update` replaces: https://developers.google.com/workspace/calendar/api/v3/reference/events/patch */
export function changeEvent(
  viewer: Viewer,
  id: string,
  body: Event,
  of: { query: URLSearchParams; ifMatch: string | null; replace: boolean },
): StoredEvent {
  const { store, calendar, email } = viewer;
  const found = writable(viewer, id, of.ifMatch);
  const { stored } = found;
  if (stored.deleted) throw notFound();
  const mine = stored.calendar === calendar.id;
  if (!mine && Object.keys(body).some((name) => !OWN.has(name))) throw notOrganizer();
  const { id: _, etag: __, ...fields } = body;
  const kept = of.replace ? systemFields(stored.data) : stored.data;
  const merged = merge(kept as Record<string, unknown>, fields as Record<string, unknown>) as Event;
  merged.attendees = guestsAfter(stored.data, body, { self: calendar.id, mine }) ?? null!;
  if (!merged.attendees) delete merged.attendees;
  delete merged.attendeesOmitted;
  const { query } = of;
  const data = checked(merged, query, store.zoneOf(stored), stored.data, fields.conferenceData !== undefined);
  const changed = apply(viewer, found, { ...data, updated: new Date().toISOString() });
  store.notify("updated", changed, email, sendUpdatesOf(query));
  return changed;
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/delete */
export function deleteEvent(
  viewer: Viewer,
  id: string,
  query: URLSearchParams,
  ifMatch: string | null,
): void {
  const { store, calendar, email } = viewer;
  const found = writable(viewer, id, ifMatch);
  const { stored, series } = found;
  if (stored.deleted || stored.data.status === "cancelled") throw gone();
  const sendUpdates = sendUpdatesOf(query);
  if (stored.calendar !== calendar.id) {
    // A guest only takes it out of their own calendar, which declines it.
    const entry = stored.data.attendees?.find((one) => one.email === calendar.id);
    if (entry) entry.responseStatus = "declined";
    (series ?? stored).removedFrom.add(calendar.id);
    return;
  }
  const deleted = series
    ? apply(viewer, found, { ...stored.data, status: "cancelled" })
    : Object.assign(stored, { deleted: true, version: store.next() });
  store.notify("deleted", deleted, email, sendUpdates);
}

function writable({ store, calendar, role }: Viewer, id: string, ifMatch: string | null): Found {
  if (!atLeast(role, "writer")) throw readOnly();
  const found = store.find(calendar, id);
  if (!found) throw notFound();
  if (ifMatch !== null && ifMatch !== "*" && ifMatch !== etagOf(found.stored.version)) throw stale();
  return found;
}

/** An occurrence becomes an exception of its series; a series loses exceptions that its rule no longer has. */
function apply({ store }: Viewer, { stored, series, stamp }: Found, data: Event): StoredEvent {
  const version = store.next();
  if (series && stamp !== undefined) {
    const exception = { ...stored, data, version, exceptions: new Map() };
    series.exceptions.set(stamp, exception);
    return exception;
  }
  stored.data = { ...data, sequence: (data.sequence ?? 0) + 1 };
  stored.version = version;
  if (stored.data.recurrence) store.dropOrphans(stored);
  else stored.exceptions.clear();
  return stored;
}

/** The list after a change. With `attendeesOmitted` only the caller's own entry is taken; guests remove nobody else. */
function guestsAfter(
  before: Event,
  body: Event,
  { self, mine }: { self: string; mine: boolean },
): Attendee[] | undefined {
  const present = before.attendees ?? undefined;
  if (body.attendees === undefined) return present;
  const asked = body.attendees ?? [];
  const isSelf = (one: Attendee) => one.email?.toLowerCase() === self.toLowerCase();
  if (body.attendeesOmitted) {
    const own = asked.find(isSelf);
    return present?.map((one) => (isSelf(one) && own ? { ...one, ...own } : one));
  }
  if (mine) return asked;
  const keepsAll = (present ?? []).every((one) => asked.some(({ email }) => email === one.email));
  if (!keepsAll || before.guestsCanInviteOthers === false) throw notOrganizer();
  return asked;
}

function sendUpdatesOf(query: URLSearchParams): string {
  const asked = query.get("sendUpdates") ?? "none";
  if (!["all", "externalOnly", "none"].includes(asked)) throw badRequest();
  return asked;
}

/** A JSON object, or Google's refusal. */
export async function bodyOf(request: Request): Promise<Event> {
  const text = await request.text();
  const json: unknown = readable(() => {
    try {
      return JSON.parse(text);
    } catch {
      throw new RangeError("no JSON");
    }
  }, "Parse Error");
  if (!isPlain(json)) throw badRequest("Parse Error");
  return json as Event;
}
