import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import {
  type Api,
  cursorOf,
  defineTool,
  fitResult,
  openCursor,
  path,
  readAnswer,
  ToolError,
} from "../kit/index.ts";
import { bound, cursor, pageSize, saidIf, timeZone, warningLines, warnings } from "./arguments.ts";
import { calendarZone } from "./calendar-zone.ts";
import { detailedOf, detailedRow, detailLines } from "./event-details.ts";
import { rowLine, rowOf } from "./event-row.ts";
import { about, faultIs } from "./faults.ts";
import { nowSchema } from "./get-settings.ts";
import { type Merged, mergePages, type Places, placesAfter } from "./merge.ts";
import { place } from "./page.ts";
import { PROVENANCE } from "./provenance.ts";
import { EVENTS_READONLY } from "./scopes.ts";
import { sortMoment, spanOf } from "./time/shown.ts";
import { boundOf } from "./time/when.ts";
import { nowIn, requireZone, utcText } from "./time/zone.ts";
import { eventListSchema, type GoogleEvent } from "./upstream.ts";

const MAX_PAGES = 4;
const LONGEST_CURSOR = 2000;
const FULL = { chars: 1500, people: 20 };

const input = z.strictObject({
  calendar_ids: z.array(z.string().max(320)).max(10).optional(),
  time_min: bound.optional(),
  time_max: bound.optional(),
  query: z.string().max(200).optional(),
  time_zone: timeZone,
  expand_recurring: z.boolean().default(true),
  detail: z.enum(["summary", "full"]).default("summary"),
  page_size: pageSize,
  cursor,
});
type Input = z.output<typeof input>;
type Query = Omit<Input, "cursor">;

const output = z.object({
  now: nowSchema,
  items: z.array(detailedRow),
  next_cursor: z.string().optional(),
  warnings,
});
type Output = z.output<typeof output>;

/** What stays the same from page to page: the zone, and the window that `now` may have opened. */
const position = z.object({
  zone: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  at: z.array(place.nullable()).max(10),
});
type Position = z.output<typeof position>;

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/list */
export const calendarListEvents = defineTool({
  name: "calendar_list_events",
  title: "List events",
  description:
    "List or search events in a window (from now on by default) over several calendars; recurring events expanded.",
  effect: "read",
  scopes: [[EVENTS_READONLY]],
  input,
  output,
  run: listEvents,
  render,
});

async function listEvents(api: Api, { cursor, ...query }: Input): Promise<Output> {
  const calendars = [...new Set(query.calendar_ids?.length ? query.calendar_ids : ["primary"])];
  const start =
    cursor === undefined ? await begin(api, query, calendars) : openCursor(cursor, query, position);
  if (start.at.length !== calendars.length)
    throw new ToolError("bad_argument", "This cursor is not one of ours.");
  const failures: { calendar: string; error: ToolError }[] = [];
  const read = async (source: number, page: string | undefined) => {
    const calendar = calendars[source] ?? "";
    try {
      return await readPage(api, calendar, { query, start, page });
    } catch (error) {
      // One calendar that is gone does not hide the others.
      if (calendars.length === 1 || !faultIs(error, "not_found", "no_permission", "bad_argument"))
        throw error;
      failures.push({ calendar, error });
      return { rows: [], next: undefined };
    }
  };
  const merged = await mergePages({
    places: start.at,
    want: query.page_size,
    maxPages: MAX_PAGES,
    read,
    ...(query.expand_recurring && { order: earlierIn(start.zone) }),
  });
  const [first] = failures;
  if (first && failures.length === calendars.length) throw first.error;
  const missing = failures.map(
    ({ calendar, error }) => `Calendar ${calendar} is missing here: ${error.message}`,
  );
  return fitResult((share) => result(merged, { share, query, start, calendars, missing }), render);
}

/** The window resolved: without a beginning from now on, unless it ends before that. */
async function begin(api: Api, query: Query, calendars: readonly string[]): Promise<Position> {
  const zone = query.time_zone === undefined ? await firstZone(api, calendars) : requireZone(query.time_zone);
  const now = Temporal.Now.instant();
  const to = query.time_max === undefined ? undefined : boundOf(query.time_max, zone, "time_max");
  const opened = query.time_min === undefined ? now : boundOf(query.time_min, zone, "time_min");
  const past = query.time_min === undefined && to && Temporal.Instant.compare(to, now) <= 0;
  if (!past && to && Temporal.Instant.compare(to, opened) <= 0)
    throw new ToolError("bad_argument", "`time_max` must be after `time_min`.");
  return {
    zone,
    ...(past ? {} : { from: utcText(opened) }),
    ...(to ? { to: utcText(to) } : {}),
    at: calendars.map(() => ({ skip: 0 })),
  };
}

/** The zone of the first calendar that can be read. */
async function firstZone(api: Api, calendars: readonly string[]): Promise<string> {
  for (const [at, calendar] of calendars.entries()) {
    try {
      return await calendarZone(api, calendar);
    } catch (error) {
      if (at === calendars.length - 1 || !faultIs(error, "not_found", "no_permission")) throw error;
    }
  }
  throw new Error("there is always a calendar");
}

async function readPage(
  api: Api,
  calendar: string,
  { query, start, page }: { query: Query; start: Position; page: string | undefined },
) {
  const answer = await about({ calendar }, () =>
    api.get(path`/calendars/${calendar}/events`, {
      query: {
        singleEvents: query.expand_recurring,
        orderBy: query.expand_recurring ? "startTime" : undefined,
        timeMin: start.from,
        timeMax: start.to,
        q: query.query,
        maxResults: query.page_size,
        pageToken: page,
      },
    }),
  );
  const { items, nextPageToken } = readAnswer(eventListSchema, answer);
  return { rows: items, next: nextPageToken };
}

function earlierIn(zone: string): (a: GoogleEvent, b: GoogleEvent) => number {
  const moment = (event: GoogleEvent) => {
    const span = spanOf(event, zone);
    return span ? sortMoment(span, zone) : 0;
  };
  return (a, b) => moment(a) - moment(b);
}

interface Found {
  share: number;
  query: Query;
  start: Position;
  calendars: readonly string[];
  missing: readonly string[];
}

function result(merged: Merged<GoogleEvent>, { share, query, start, calendars, missing }: Found): Output {
  const { found } = merged;
  const shown = found.slice(0, Math.max(1, Math.floor(found.length * share)));
  const { zone } = start;
  const items = shown.map(({ row, source }) => {
    const calendar = calendars[source] ?? "";
    return query.detail === "full" ? detailedOf(row, calendar, zone, FULL) : rowOf(row, calendar, zone);
  });
  const next = nextOf(placesAfter(merged, shown.length), query, start);
  const warnings = [...missing];
  if (shown.length < found.length)
    warnings.push(`Only ${shown.length} of ${found.length} events fit in one result.`);
  if (next !== undefined && next.length > LONGEST_CURSOR) {
    const last = items.at(-1)?.start;
    warnings.push(
      `There is more, but too many calendars are under way for one cursor: ask again with time_min ${last}, or for fewer calendars.`,
    );
  }
  return {
    now: nowIn(zone),
    items,
    ...(next === undefined || next.length > LONGEST_CURSOR ? {} : { next_cursor: next }),
    ...saidIf(warnings),
  };
}

function nextOf(at: Places, query: Query, start: Position): string | undefined {
  return at.every((one) => one === null) ? undefined : cursorOf(query, { ...start, at });
}

function render({ now, items, next_cursor, warnings }: Output): string {
  return [
    `Now: ${now.weekday} ${now.local} (${now.time_zone}) · ${items.length} event${items.length === 1 ? "" : "s"}`,
    ...(items.length > 0 ? [PROVENANCE] : []),
    ...items.map(
      (row) => `- ${row.organizer || row.description ? detailLines(row).join("\n") : rowLine(row)}`,
    ),
    ...warningLines(warnings),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
