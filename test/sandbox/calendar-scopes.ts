/**
 * Which scopes open which method, and which parameters it knows (ours; the stock emulator asks for none).
 * https://developers.google.com/workspace/calendar/api/v3/reference (the "Authorization" and "Parameters" of each)
 */
const C = "https://www.googleapis.com/auth/calendar";
const scopes = (names: string) => names.split(" ").map((name) => (name === "all" ? C : `${C}.${name}`));

const READ = scopes(
  "all app.created events events.freebusy events.owned events.owned.readonly events.public.readonly events.readonly readonly",
);
const WRITE = scopes("all app.created events events.owned");
/** https://developers.google.com/workspace/calendar/api/guides/query-params */
const SYSTEM = "alt fields prettyPrint quotaUser key";
const ON_WRITE = "conferenceDataVersion maxAttendees sendUpdates supportsAttachments";

export interface CalendarRule {
  name: string;
  scopes: readonly string[];
  parameters: ReadonlySet<string>;
}

const rule = (method: string, path: RegExp, name: string, opens: readonly string[], parameters: string) => ({
  method,
  path,
  rule: {
    name: `calendar.${name}`,
    scopes: opens,
    parameters: new Set(`${SYSTEM} ${parameters}`.split(" ")),
  },
});

const EVENTS = /^\/calendars\/[^/]+\/events$/;
const EVENT = /^\/calendars\/[^/]+\/events\/[^/]+$/;
const RULES: readonly { method: string; path: RegExp; rule: CalendarRule }[] = [
  rule(
    "GET",
    /^\/users\/me\/calendarList$/,
    "calendarList.list",
    scopes("all calendarlist calendarlist.readonly readonly"),
    "maxResults minAccessRole pageToken showDeleted showHidden syncToken",
  ),
  rule(
    "GET",
    /^\/users\/me\/settings$/,
    "settings.list",
    scopes("all readonly settings.readonly"),
    "maxResults pageToken syncToken",
  ),
  rule("POST", /^\/freeBusy$/, "freebusy.query", scopes("all events.freebusy freebusy readonly"), ""),
  rule(
    "GET",
    EVENTS,
    "events.list",
    READ,
    "eventTypes iCalUID maxAttendees maxResults orderBy pageToken q showDeleted showHiddenInvitations singleEvents syncToken timeMax timeMin timeZone updatedMin",
  ),
  rule("GET", EVENT, "events.get", READ, "maxAttendees timeZone"),
  rule(
    "GET",
    /^\/calendars\/[^/]+\/events\/[^/]+\/instances$/,
    "events.instances",
    READ,
    "maxAttendees maxResults originalStart pageToken showDeleted timeMax timeMin timeZone",
  ),
  rule("POST", EVENTS, "events.insert", WRITE, ON_WRITE),
  rule("PATCH", EVENT, "events.patch", WRITE, ON_WRITE),
  rule("PUT", EVENT, "events.update", WRITE, ON_WRITE),
  rule("DELETE", EVENT, "events.delete", WRITE, "sendUpdates"),
];

/** Undefined: there is no such method here. */
export function calendarRule(method: string, path: string): CalendarRule | undefined {
  return RULES.find((one) => one.method === method && one.path.test(path))?.rule;
}
