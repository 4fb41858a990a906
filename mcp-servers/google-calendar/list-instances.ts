import { z } from "zod";
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
import { bound, boundMax, calendarId, cursor, eventId, pageSize } from "./arguments.ts";
import { calendarZone } from "./calendar-zone.ts";
import { liveEvent } from "./change.ts";
import { eventRow, rowLine, rowOf } from "./event-row.ts";
import { about } from "./faults.ts";
import { pageOf, place } from "./page.ts";
import { PROVENANCE } from "./provenance.ts";
import { EVENTS_READONLY } from "./scopes.ts";
import { calendar } from "./targets.ts";
import { boundOf } from "./time/when.ts";
import { utcText } from "./time/zone.ts";
import { eventListSchema } from "./upstream.ts";

const output = z.object({ items: z.array(eventRow), next_cursor: z.string().optional() });
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/instances */
export const calendarListInstances = defineTool({
  name: "calendar_list_instances",
  title: "List occurrences",
  description: "Occurrences of one series, by the id of the series or of one of them.",
  effect: "read",
  targets: calendar,
  labels: READS,
  scopes: [[EVENTS_READONLY]],
  input: z.strictObject({
    calendar_id: calendarId,
    event_id: eventId,
    time_min: bound.optional(),
    time_max: boundMax.optional(),
    page_size: pageSize,
    cursor,
  }),
  output,
  async run(api, { cursor, ...query }) {
    const { calendar_id: calendar, event_id } = query;
    const at = cursor === undefined ? { skip: 0 } : openCursor(cursor, query, place);
    const [zone, series] = await Promise.all([
      calendarZone(api, calendar),
      seriesOf(api, calendar, event_id),
    ]);
    const limit = (side: "time_min" | "time_max") => {
      const text = query[side];
      return text === undefined ? undefined : utcText(boundOf(text, zone, side));
    };
    const answer = await about({ calendar, event: series }, () =>
      api.get(path`/calendars/${calendar}/events/${series}/instances`, {
        query: {
          timeMin: limit("time_min"),
          timeMax: limit("time_max"),
          maxResults: query.page_size,
          pageToken: at.page,
        },
      }),
    );
    const list = readAnswer(eventListSchema, answer);
    const rows = list.items.map((event) => rowOf(event, calendar, zone));
    return fitResult((share) => pageOf(rows, { at, next: list.nextPageToken, query, share }), render);
  },
  render,
});

async function seriesOf(api: Api, calendar: string, event: string): Promise<string> {
  const found = await liveEvent(api, { calendar, event });
  if (found.recurringEventId !== undefined) return found.recurringEventId;
  if (found.recurrence) return found.id;
  throw new ToolError("bad_argument", `The event ${event} does not recur: calendar_get_event reads it.`);
}

function render({ items, next_cursor }: Output): string {
  return [
    `${items.length} occurrence${items.length === 1 ? "" : "s"}`,
    ...(items.length > 0 ? [PROVENANCE] : []),
    ...items.map((row) => `- ${rowLine(row)}`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
