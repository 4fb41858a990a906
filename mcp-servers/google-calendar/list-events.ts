import { Temporal } from "temporal-polyfill";
import {
  type Api,
  defineTool,
  fitResult,
  openCursor,
  path,
  READS,
  readAnswer,
  ToolError,
} from "../kit/index.ts";
import { firstZone } from "./calendar-zone.ts";
import { about, faultIs } from "./faults.ts";
import {
  type ListInput,
  type ListOutput,
  type ListQuery,
  listInput,
  listOutput,
  listPage,
  listText,
  type Position,
  position,
} from "./list-page.ts";
import { mergePages } from "./merge.ts";
import { EVENTS_READONLY } from "./scopes.ts";
import { calendars } from "./targets.ts";
import { sortMoment, spanOf } from "./time/shown.ts";
import { boundOf } from "./time/when.ts";
import { requireZone, utcText } from "./time/zone.ts";
import { eventListSchema, type GoogleEvent } from "./upstream.ts";

const MAX_PAGES = 4;

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/list */
export const calendarListEvents = defineTool({
  name: "calendar_list_events",
  title: "List events",
  description:
    "List or search events in a window (from now on by default) over several calendars; recurring events expanded.",
  effect: "read",
  targets: calendars,
  labels: READS,
  scopes: [[EVENTS_READONLY]],
  input: listInput,
  output: listOutput,
  run: listEvents,
  render: listText,
});

async function listEvents(api: Api, { cursor, ...query }: ListInput): Promise<ListOutput> {
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
  return fitResult((share) => listPage(merged, { share, query, start, calendars, missing }), listText);
}

/** The window resolved: without a beginning from now on, unless it ends before that. */
async function begin(api: Api, query: ListQuery, calendars: readonly string[]): Promise<Position> {
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

async function readPage(
  api: Api,
  calendar: string,
  { query, start, page }: { query: ListQuery; start: Position; page: string | undefined },
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
  // Unexpanded lists hold cancelled occurrences too.
  return { rows: items.filter((one) => one.status !== "cancelled"), next: nextPageToken };
}

function earlierIn(zone: string): (a: GoogleEvent, b: GoogleEvent) => number {
  const moment = (event: GoogleEvent) => {
    const span = spanOf(event, zone);
    return span ? sortMoment(span, zone) : 0;
  };
  return (a, b) => moment(a) - moment(b);
}
