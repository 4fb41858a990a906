import { z } from "zod";
import { type Api, defineTool, PLAIN, path, type Query } from "../kit/index.ts";
import { calendarId, etag, eventId, notify, scopeOf, sendUpdates } from "./arguments.ts";
import { calendarZone } from "./calendar-zone.ts";
import { conflict, isStale, liveEvent, type Place } from "./change.ts";
import { about, faultIs } from "./faults.ts";
import { EVENTS } from "./scopes.ts";
import { cutSeries } from "./series/split.ts";
import { type Target, targetOf } from "./series/target.ts";
import { calendar } from "./targets.ts";

const output = z.object({
  ok: z.boolean(),
  scope_applied: scopeOf,
  already_deleted: z.boolean().optional(),
});
type Output = z.output<typeof output>;

const input = z.strictObject({
  calendar_id: calendarId,
  event_id: eventId,
  scope: scopeOf.default("this"),
  notify,
  etag,
});
type Input = z.output<typeof input>;

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/delete */
export const calendarDeleteEvent = defineTool({
  name: "calendar_delete_event",
  title: "Delete an event",
  description:
    "Delete an event or part of a series; people invited are told. etag: only if unchanged since read.",
  effect: "destructive",
  idempotent: true,
  targets: calendar,
  labels: PLAIN,
  scopes: [[EVENTS]],
  input,
  output,
  run: deleteEvent,
  render,
});

async function deleteEvent(api: Api, asked: Input): Promise<Output> {
  const calendar = asked.calendar_id;
  const named = { calendar, event: asked.event_id, scope: asked.scope, etag: asked.etag };
  const target = await unlessGone(() => targetOf(api, named, () => calendarZone(api, calendar)));
  if (!target) return { ok: true, scope_applied: asked.scope, already_deleted: true };
  const query = { sendUpdates: sendUpdates(asked.notify) };
  if (target.scope === "following") {
    await endBefore(api, asked, { target, query });
    return { ok: true, scope_applied: "following" };
  }
  const event = target.scope === "this" ? target.event : target.series;
  const pinned = asked.etag === undefined ? undefined : event.etag;
  const removed = await remove(api, { calendar, event: event.id }, { query, etag: pinned });
  return { ok: true, scope_applied: target.scope, ...(removed ? {} : { already_deleted: true }) };
}

/** Undefined: it was deleted before. */
async function unlessGone<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (faultIs(error, "not_found") && error.status === 410) return undefined;
    throw error;
  }
}

/** False: it was deleted already. */
async function remove(
  api: Api,
  { calendar, event }: Place,
  { query, etag }: { query: Query; etag: string | undefined },
): Promise<boolean> {
  const headers = etag === undefined ? {} : { headers: { "if-match": etag } };
  const send = () => api.delete(path`/calendars/${calendar}/events/${event}`, { query, ...headers });
  try {
    const done = await unlessGone(async () => {
      await about({ calendar, event }, send);
      return true;
    });
    return done === true;
  } catch (error) {
    if (isStale(error)) throw conflict(await liveEvent(api, { calendar, event }));
    throw error;
  }
}

/** Ends a series; somebody else's change in between is met once. */
async function endBefore(
  api: Api,
  asked: Input,
  { target, query }: { target: Extract<Target, { scope: "following" }>; query: Query },
): Promise<void> {
  const { from } = target;
  let { series } = target;
  for (let again = false; ; again = true) {
    try {
      await cutSeries(api, asked.calendar_id, { series, from, query });
      return;
    } catch (error) {
      if (!isStale(error)) throw error;
      series = await liveEvent(api, { calendar: asked.calendar_id, event: series.id });
      if (again || asked.etag !== undefined) throw conflict(series);
    }
  }
}

const SAID = {
  this: "Deleted this event.",
  following: "Deleted this and all following occurrences: the series ends before it.",
  all: "Deleted the whole series.",
} as const;

function render({ scope_applied, already_deleted }: Output): string {
  return already_deleted ? "It was deleted already; nothing was done." : SAID[scope_applied];
}
