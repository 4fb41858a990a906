import { type Api, path, type Query, readAnswer, ToolError } from "../kit/index.ts";
import { about, faultIs } from "./faults.ts";
import { eventSchema, type GoogleEvent } from "./upstream.ts";

export interface Place {
  calendar: string;
  event: string;
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/get. Deleted events come as `cancelled`. */
export async function getEvent(api: Api, { calendar, event }: Place): Promise<GoogleEvent> {
  return readAnswer(
    eventSchema,
    await about({ calendar, event }, () => api.get(path`/calendars/${calendar}/events/${event}`)),
  );
}

/** One that is there to be changed. */
export async function liveEvent(api: Api, at: Place): Promise<GoogleEvent> {
  const event = await getEvent(api, at);
  if (event.status !== "cancelled") return event;
  throw deleted(at);
}

/** Deleted events go on being told for some time, as cancelled; after that Google answers 410. */
export function deleted({ calendar, event }: Place): ToolError {
  const message = `The event ${event} was deleted from calendar ${calendar}.`;
  return new ToolError("not_found", message, { status: 410, reason: "deleted" });
}

export interface Change {
  /** As it was just read; it is read again after somebody else's change. */
  event: GoogleEvent;
  /** The caller has seen this version: any other is a conflict. */
  pinned: boolean;
  query: Query;
  /** What to send; undefined: nothing is to be changed. */
  body(event: GoogleEvent): object | undefined;
}

/**
 * Reads, changes and writes a version (`If-Match`): a change that somebody makes in between is never lost. It is met
 * once by doing all of it again, unless the caller pinned a version.
 * https://developers.google.com/workspace/calendar/api/guides/version-resources
 */
export async function changeEvent(api: Api, at: Place, change: Change): Promise<GoogleEvent> {
  let { event } = change;
  for (let again = false; ; again = true) {
    const body = change.body(event);
    if (body === undefined) return event;
    try {
      return await patchEvent(api, at, body, { query: change.query, etag: event.etag });
    } catch (error) {
      if (!isStale(error)) throw error;
      event = await liveEvent(api, at);
      if (again || change.pinned) throw conflict(event);
    }
  }
}

export async function patchEvent(
  api: Api,
  { calendar, event }: Place,
  body: object,
  { query, etag }: { query: Query; etag: string },
): Promise<GoogleEvent> {
  const answer = await about({ calendar, event }, () =>
    api.patch(path`/calendars/${calendar}/events/${event}`, body, { query, headers: { "if-match": etag } }),
  );
  return readAnswer(eventSchema, answer);
}

export const isStale = (error: unknown): boolean => faultIs(error, "conflict") && error.status === 412;

/** Somebody else changed it: what to pass now. */
export function conflict(event: GoogleEvent): ToolError {
  return new ToolError(
    "conflict",
    `The event was changed meanwhile; nothing was written. Read it again: its present etag is ${event.etag}.`,
    { data: { event_id: event.id, etag: event.etag } },
  );
}
