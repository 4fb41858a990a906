import { freeBusy } from "./calendar-busy.ts";
import { badRequest, CalendarFault, notFound } from "./calendar-errors.ts";
import { listEvents, listInstances, page, shownFor, type Viewer } from "./calendar-lists.ts";
import { etagOf, eventJson, onlyFields } from "./calendar-resource.ts";
import { calendarRule } from "./calendar-scopes.ts";
import { seededCalendars } from "./calendar-seed.ts";
import type { CalendarStore } from "./calendar-store.ts";
import { atLeast, type Event, type Role } from "./calendar-types.ts";
import { bodyOf, changeEvent, deleteEvent, insertEvent } from "./calendar-write.ts";
import { insufficientScope, invalidCredentials, missingCredentials } from "./google-errors.ts";
import type { GoogleServer } from "./google-server.ts";

const PREFIX = "/calendar/v3/";

/**
 * Google Calendar as its public reference describes it (ours: the stock emulator has no changes, no recurrence and no
 * guests). Undefined: the path is not Calendar's. https://developers.google.com/workspace/calendar/api/v3/reference
 */
export async function calendarGate(
  google: GoogleServer,
  request: Request,
  url: URL,
  bearer: string | undefined,
): Promise<Response | undefined> {
  if (!url.pathname.startsWith(PREFIX)) return undefined;
  if (bearer === undefined) return missingCredentials();
  const grant = google.ledger.access(bearer);
  if (!grant) return invalidCredentials();
  const rule = calendarRule(request.method, url.pathname.slice(PREFIX.length - 1));
  if (!rule) return new Response("Not Found", { status: 404 });
  if (!rule.scopes.some((scope) => grant.scopes.includes(scope)))
    return insufficientScope("calendar-json.googleapis.com", rule.name, rule.scopes);
  try {
    for (const name of url.searchParams.keys())
      if (!rule.parameters.has(name)) throw badRequest(`Unknown parameter ${name}.`);
    const caller = { store: calendarsOf(google), email: grant.email, scopes: grant.scopes };
    const answer = await answered(rule.name, caller, request, url);
    if (answer === undefined) return new Response(null, { status: 204 });
    return Response.json(onlyFields(answer, url.searchParams.get("fields")));
  } catch (error) {
    if (error instanceof CalendarFault) return error.response();
    throw error;
  }
}

const opened = new WeakMap<GoogleServer, CalendarStore>();

/** What an emulated Google holds in calendars; `now`: the day that its weeks lie around, when it is asked for first. */
export function calendarsOf(google: GoogleServer, now?: number): CalendarStore {
  const store = opened.get(google) ?? seededCalendars(now);
  opened.set(google, store);
  return store;
}

interface Caller {
  store: CalendarStore;
  email: string;
  scopes: readonly string[];
}

async function answered(name: string, caller: Caller, request: Request, url: URL): Promise<unknown> {
  const query = url.searchParams;
  const [, calendarId = "", , eventId = ""] = url.pathname
    .slice(PREFIX.length)
    .split("/")
    .map(decodeURIComponent);
  switch (name) {
    case "calendar.calendarList.list":
      return calendarList(caller, query);
    case "calendar.settings.list":
      return settings(caller, query);
    case "calendar.freebusy.query":
      return freeBusy(caller.store, caller.email, { ...(await bodyOf(request)) });
    default:
      return ofCalendar(name, viewerOf(caller, calendarId), eventId, request, query);
  }
}

async function ofCalendar(
  name: string,
  viewer: Viewer,
  id: string,
  request: Request,
  query: URLSearchParams,
): Promise<unknown> {
  const ifMatch = request.headers.get("if-match");
  const shown = (stored: Parameters<typeof eventJson>[0]): Event =>
    eventJson(stored, shownFor(viewer, query));
  switch (name) {
    case "calendar.events.list":
      return listEvents(viewer, query);
    case "calendar.events.instances":
      return listInstances(viewer, id, query);
    case "calendar.events.get": {
      const found = viewer.store.find(viewer.calendar, id);
      if (!found) throw notFound();
      return shown(found.stored);
    }
    case "calendar.events.insert":
      return shown(insertEvent(viewer, await bodyOf(request), query));
    case "calendar.events.patch":
      return shown(changeEvent(viewer, id, await bodyOf(request), { query, ifMatch, replace: false }));
    case "calendar.events.update":
      return shown(changeEvent(viewer, id, await bodyOf(request), { query, ifMatch, replace: true }));
    default:
      deleteEvent(viewer, id, query, ifMatch);
      return undefined;
  }
}

function viewerOf({ store, email, scopes }: Caller, calendarId: string): Viewer {
  const seen = store.visible(calendarId, email);
  if (!seen) throw notFound();
  const calendarScopes = scopes.filter((scope) => /\/auth\/calendar/.test(scope));
  const timesOnly = !calendarScopes.some((scope) =>
    /calendar(\.readonly|\.events(\.readonly)?)?$/.test(scope),
  );
  return { store, email, ...seen, timesOnly };
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/calendarList/list */
function calendarList({ store, email }: Caller, query: URLSearchParams) {
  const least = (query.get("minAccessRole") ?? "freeBusyReader") as Role;
  if (!["freeBusyReader", "reader", "writer", "owner"].includes(least)) throw badRequest();
  const rows = [...store.calendars.values()].flatMap((calendar) => {
    // A list holds what one has subscribed to: here what was shared by name, and one's own.
    const role = calendar.id === email ? "owner" : calendar.shared.get(email);
    if (!role || !atLeast(role, least)) return [];
    return [
      {
        kind: "calendar#calendarListEntry",
        etag: etagOf(0),
        id: calendar.id,
        summary: calendar.summary,
        timeZone: calendar.timeZone,
        accessRole: role,
        selected: true,
        ...(calendar.id === email && { primary: true }),
      },
    ];
  });
  return { kind: "calendar#calendarList", etag: etagOf(0), ...page(rows, query, 100, 250, (row) => row) };
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/settings/list */
function settings({ store, email }: Caller, query: URLSearchParams) {
  const values = {
    timezone: store.calendars.get(email)?.timeZone ?? "UTC",
    weekStart: "1",
    locale: "en",
    defaultEventLength: "30",
    format24HourTime: "true",
  };
  const rows = Object.entries(values).map(([id, value]) => ({
    kind: "calendar#setting",
    etag: etagOf(0),
    id,
    value,
  }));
  return { kind: "calendar#settings", etag: etagOf(0), ...page(rows, query, 100, 250, (row) => row) };
}
