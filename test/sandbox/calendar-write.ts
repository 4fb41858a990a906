import { createHash, randomBytes } from "node:crypto";
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
import type { Viewer } from "./calendar-lists.ts";
import { checkRecurrence } from "./calendar-recurrence.ts";
import { etagOf } from "./calendar-resource.ts";
import type { Found } from "./calendar-store.ts";
import { checkTimes, readable } from "./calendar-times.ts";
import { type Attendee, atLeast, type Event, type StoredEvent } from "./calendar-types.ts";

/** What may be written: https://developers.google.com/workspace/calendar/api/v3/reference/events#resource */
const WRITABLE = new Set([
  "anyoneCanAddSelf",
  "attachments",
  "attendees",
  "attendeesOmitted",
  "colorId",
  "conferenceData",
  "description",
  "end",
  "eventType",
  "extendedProperties",
  "guestsCanInviteOthers",
  "guestsCanModify",
  "guestsCanSeeOtherGuests",
  "location",
  "originalStartTime",
  "recurrence",
  "reminders",
  "sequence",
  "source",
  "start",
  "status",
  "summary",
  "transparency",
  "visibility",
]);
/** What a guest may change in an event of somebody else. */
const OWN = new Set(["attendees", "attendeesOmitted", "reminders", "colorId", "transparency"]);
const ATTENDEE = new Set([
  "additionalGuests",
  "comment",
  "displayName",
  "email",
  "id",
  "optional",
  "organizer",
  "resource",
  "responseStatus",
  "self",
]);
const RESPONSES = ["needsAction", "declined", "tentative", "accepted"];

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

/** Nothing unknown, nothing that Google refuses; conference requests answered. */
function checked(fields: Event, query: URLSearchParams, zone: string, before?: Event, asked = true): Event {
  for (const name of Object.keys(fields)) {
    if (!WRITABLE.has(name) && !SYSTEM.has(name)) throw badRequest(`Unknown field ${name}.`);
  }
  checkTimes(fields, zone);
  if (fields.recurrence?.length === 0) delete fields.recurrence;
  checkRecurrence(fields, zone);
  if ((fields.summary ?? "").length > 1024 || (fields.description ?? "").length > 8192) throw badRequest();
  for (const { minutes, method } of fields.reminders?.overrides ?? []) {
    if (!["popup", "email"].includes(method ?? "") || !(Number(minutes) >= 0 && Number(minutes) <= 40_320))
      throw invalid("Invalid reminder.");
  }
  for (const [name, some] of [
    ["visibility", ["default", "public", "private", "confidential"]],
    ["transparency", ["opaque", "transparent"]],
    ["status", ["confirmed", "tentative", "cancelled"]],
  ] as const) {
    const value = fields[name];
    if (value && !(some as readonly string[]).includes(value)) throw invalid(`Invalid value for: ${name}`);
  }
  const attendees = fields.attendees?.map(guest);
  const conference = conferenceOf(fields, query, before, asked);
  const { conferenceData: _, hangoutLink: __, ...rest } = fields;
  return { ...rest, ...(attendees && { attendees }), ...conference };
}

const SYSTEM = new Set([
  "created",
  "updated",
  "creator",
  "organizer",
  "iCalUID",
  "recurringEventId",
  "hangoutLink",
  "sequence",
]);

const systemFields = (data: Event): Event =>
  Object.fromEntries(
    Object.entries(data).filter(([name]) => SYSTEM.has(name) || name === "originalStartTime"),
  );

function guest(one: Attendee): Attendee {
  for (const name of Object.keys(one))
    if (!ATTENDEE.has(name)) throw badRequest(`Unknown field attendees.${name}.`);
  const { self: _, organizer: __, ...kept } = one;
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(one.email ?? "")) throw invalid("Invalid attendee email.");
  const responseStatus = one.responseStatus ?? "needsAction";
  if (!RESPONSES.includes(responseStatus)) throw invalid("Invalid attendee response status.");
  return { ...kept, responseStatus };
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

/** Ignored unless the client says that it knows conferences: `conferenceDataVersion=1`. */
function conferenceOf(
  fields: Event,
  query: URLSearchParams,
  before: Event | undefined,
  asked: boolean,
): Event {
  const present: Event = before?.conferenceData
    ? {
        conferenceData: before.conferenceData,
        ...(before.hangoutLink && { hangoutLink: before.hangoutLink }),
      }
    : {};
  if (query.get("conferenceDataVersion") !== "1" || !asked) return present;
  const wanted = fields.conferenceData;
  if (!wanted) return {};
  const request = wanted.createRequest;
  if (!request || wanted.entryPoints) {
    const video = wanted.entryPoints?.find((one) => one.entryPointType === "video")?.uri;
    return { conferenceData: wanted, ...(video && { hangoutLink: video }) };
  }
  if (request.conferenceSolutionKey?.type !== "hangoutsMeet" || !request.requestId)
    throw invalid("Invalid conference type value.");
  if (before?.conferenceData?.createRequest?.requestId === request.requestId) return present;
  const letters = createHash("sha256")
    .update(request.requestId)
    .digest("hex")
    .replace(/\d/g, (d) => "ghijklmnop"[Number(d)] ?? "g");
  const code = `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7, 10)}`;
  const uri = `https://meet.google.com/${code}`;
  return {
    hangoutLink: uri,
    conferenceData: {
      createRequest: { ...request, status: { statusCode: "success" } },
      entryPoints: [{ entryPointType: "video", uri, label: uri.slice(8) }],
      conferenceSolution: { key: { type: "hangoutsMeet" }, name: "Google Meet" },
      conferenceId: code,
    },
  };
}

/** JSON merge: objects go into each other, `null` clears, lists are replaced. */
function merge(into: Record<string, unknown>, from: Record<string, unknown>): Record<string, unknown> {
  const out = { ...into };
  for (const [name, value] of Object.entries(from)) {
    const present = out[name];
    if (value === null) delete out[name];
    else if (isPlain(value)) out[name] = merge(isPlain(present) ? present : {}, value);
    else out[name] = value;
  }
  return out;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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
