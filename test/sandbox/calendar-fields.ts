import { createHash } from "node:crypto";
import { badRequest, invalid } from "./calendar-errors.ts";
import { checkRecurrence } from "./calendar-recurrence.ts";
import { checkTimes } from "./calendar-times.ts";
import type { Attendee, Event } from "./calendar-types.ts";

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

/** Nothing unknown, nothing that Google refuses; conference requests answered. */
export function checked(
  fields: Event,
  query: URLSearchParams,
  zone: string,
  before?: Event,
  asked = true,
): Event {
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

export const systemFields = (data: Event): Event =>
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
export function merge(into: Record<string, unknown>, from: Record<string, unknown>): Record<string, unknown> {
  const out = { ...into };
  for (const [name, value] of Object.entries(from)) {
    const present = out[name];
    if (value === null) delete out[name];
    else if (isPlain(value)) out[name] = merge(isPlain(present) ? present : {}, value);
    else out[name] = value;
  }
  return out;
}

export const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
