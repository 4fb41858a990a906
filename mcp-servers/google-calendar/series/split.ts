import { type Api, path, type Query, readAnswer, ToolError } from "../../kit/index.ts";
import { type Place, patchEvent } from "../change.ts";
import { eventIdOf } from "../event-id.ts";
import { about } from "../faults.ts";
import { beginOf } from "../time/event-times.ts";
import { eventListSchema, eventSchema, type GoogleEvent } from "../upstream.ts";
import { type Begin, compare, counts, cutBefore } from "./recurrence.ts";

/** Pages of 2,500 occurrences that are looked through. */
const MAX_PAGES = 3;

/** What a rule does not tell about the part of a series that is cut off. */
export interface Rest {
  last: Begin | undefined;
  cancelled: Begin[];
  /** Occurrences that were moved one by one. */
  moved: number;
  warnings: string[];
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/instances */
export async function restOf(
  api: Api,
  calendar: string,
  { series, from, zone }: { series: GoogleEvent; from: Begin; zone: string },
): Promise<Rest> {
  const rest: Rest = { last: undefined, cancelled: [], moved: 0, warnings: [] };
  let page: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const query: Query = {
      showDeleted: true,
      maxResults: 2500,
      pageToken: page,
      fields: "nextPageToken,items(id,status,start,originalStartTime)",
    };
    const answer = await about({ calendar, event: series.id }, () =>
      api.get(path`/calendars/${calendar}/events/${series.id}/instances`, { query }),
    );
    const list = readAnswer(eventListSchema, answer);
    for (const one of list.items) note(rest, one, { series, from, zone });
    page = list.nextPageToken;
    if (page === undefined) return rest;
  }
  if (counts(series.recurrence ?? []))
    throw new ToolError(
      "too_large",
      "This series has too many occurrences to be divided. End it and create another.",
    );
  rest.warnings.push("The series is long: cancelled occurrences in its far future may come back.");
  return rest;
}

function note(
  rest: Rest,
  one: GoogleEvent,
  { series, from, zone }: { series: GoogleEvent; from: Begin; zone: string },
): void {
  const original = one.originalStartTime;
  const own = (time: GoogleEvent["start"]) =>
    time && beginOf({ ...time, timeZone: series.start?.timeZone }, zone);
  const begin = own(original);
  if (!begin) return;
  if (!rest.last || compare(begin, rest.last) > 0) rest.last = begin;
  if (compare(begin, from) < 0) return;
  if (one.status === "cancelled") rest.cancelled.push(begin);
  else if (one.start && String(own(one.start)) !== String(begin)) rest.moved += 1;
}

/** Ends a series before an occurrence: https://developers.google.com/workspace/calendar/api/guides/recurringevents */
export function cutSeries(
  api: Api,
  calendar: string,
  { series, from, query }: { series: GoogleEvent; from: Begin; query: Query },
): Promise<GoogleEvent> {
  const body = { recurrence: cutBefore(series.recurrence ?? [], from) };
  return patchEvent(api, { calendar, event: series.id }, body, { query, etag: series.etag });
}

/** What a new series takes over from the old one. Times, rule and people are the caller's. */
const KEPT = [
  "summary",
  "description",
  "location",
  "colorId",
  "attendees",
  "reminders",
  "conferenceData",
  "visibility",
  "transparency",
  "guestsCanInviteOthers",
  "guestsCanModify",
  "guestsCanSeeOtherGuests",
  "anyoneCanAddSelf",
  "extendedProperties",
  "source",
  "attachments",
  "eventType",
  "focusTimeProperties",
  "outOfOfficeProperties",
  "workingLocationProperties",
] as const;

export function keptOf(series: GoogleEvent): Record<string, unknown> {
  const all = series as Record<string, unknown>;
  const kept = Object.fromEntries(
    KEPT.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
  );
  // The conference that was made is shared; the request that made it would make another.
  const { createRequest, ...conference } = series.conferenceData ?? {};
  if (conference.entryPoints) kept.conferenceData = conference;
  else if (createRequest) delete kept.conferenceData;
  return kept;
}

export interface Halves {
  series: GoogleEvent;
  from: Begin;
  /** The new series without its id. */
  body: object;
  query: Query;
}

/**
 * Ends a series before an occurrence and begins a new one there. When the new one cannot be created the cut is undone.
 * The new id follows from the old series and its version, so that one whose answer was lost is found again.
 */
export async function splitSeries(api: Api, calendar: string, halves: Halves): Promise<GoogleEvent> {
  const { series, from, query } = halves;
  const cut = await cutSeries(api, calendar, { series, from, query });
  const id = eventIdOf(api.connectorId, "following", series.id, String(from), series.etag);
  try {
    const answer = await about({ calendar }, () =>
      api.post(
        path`/calendars/${calendar}/events`,
        { id, ...halves.body },
        { query: { ...query, conferenceDataVersion: 1, supportsAttachments: true } },
      ),
    );
    return readAnswer(eventSchema, answer);
  } catch (error) {
    const made = await found(api, { calendar, event: id });
    if (made) return made;
    await undo(api, calendar, { series, cut, query, error });
    throw error;
  }
}

async function found(api: Api, { calendar, event }: Place): Promise<GoogleEvent | undefined> {
  try {
    const there = readAnswer(eventSchema, await api.get(path`/calendars/${calendar}/events/${event}`));
    return there.status === "cancelled" ? undefined : there;
  } catch {
    return undefined;
  }
}

async function undo(
  api: Api,
  calendar: string,
  { series, cut, query, error }: { series: GoogleEvent; cut: GoogleEvent; query: Query; error: unknown },
): Promise<void> {
  const recurrence = series.recurrence ?? [];
  try {
    await patchEvent(api, { calendar, event: series.id }, { recurrence }, { query, etag: cut.etag });
  } catch {
    const fault = error instanceof ToolError ? error.fault : "provider_down";
    throw new ToolError(
      fault,
      `The series ${series.id} was ended before this occurrence, but the new series could not be created, nor the end taken back. Restore it: calendar_update_event with scope "all" and its former recurrence.`,
      { data: { event_id: series.id, recurrence } },
    );
  }
  if (!(error instanceof ToolError)) return;
  const { fault, message, retryAfter, status, reason } = error;
  throw new ToolError(fault, `${message} The series is as it was before.`, { retryAfter, status, reason });
}
