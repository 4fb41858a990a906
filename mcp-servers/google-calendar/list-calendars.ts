import { z } from "zod";
import { defineTool, fitResult, LOOKS, openCursor, readAnswer, unbounded } from "../kit/index.ts";
import { cursor, pageSize } from "./arguments.ts";
import { short } from "./event-row.ts";
import { pageOf, place } from "./page.ts";
import { PROVENANCE } from "./provenance.ts";
import { LIST } from "./scopes.ts";
import { calendarListSchema } from "./upstream.ts";

const GOOGLE_ROLE = {
  free_busy: "freeBusyReader",
  reader: "reader",
  writer: "writer",
  owner: "owner",
} as const;

const output = z.object({
  items: z.array(
    z.object({
      calendar_id: z.string(),
      name: z.string(),
      time_zone: z.string().optional(),
      role: z.string(),
      primary: z.boolean(),
    }),
  ),
  next_cursor: z.string().optional(),
});
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/calendar/api/v3/reference/calendarList/list */
export const calendarListCalendars = defineTool({
  name: "calendar_list_calendars",
  title: "List calendars",
  description: "List calendars with role and time zone.",
  effect: "read",
  targets: () => [unbounded("calendars")],
  labels: LOOKS,
  scopes: [[LIST]],
  input: z.strictObject({
    min_role: z.enum(["free_busy", "reader", "writer", "owner"]).optional(),
    page_size: pageSize,
    cursor,
  }),
  output,
  async run(api, { cursor, ...query }) {
    const at = cursor === undefined ? { skip: 0 } : openCursor(cursor, query, place);
    const list = readAnswer(
      calendarListSchema,
      await api.get("/users/me/calendarList", {
        query: {
          maxResults: query.page_size,
          minAccessRole: query.min_role && GOOGLE_ROLE[query.min_role],
          pageToken: at.page,
        },
      }),
    );
    const rows = list.items.map((one) => ({
      calendar_id: one.id,
      name: short(one.summaryOverride ?? one.summary, 200),
      ...(one.timeZone === undefined ? {} : { time_zone: one.timeZone }),
      role: ourRole(one.accessRole),
      primary: one.primary === true,
    }));
    return fitResult((share) => pageOf(rows, { at, next: list.nextPageToken, query, share }), render);
  },
  render,
});

function ourRole(google: string): string {
  return Object.entries(GOOGLE_ROLE).find(([, name]) => name === google)?.[0] ?? google;
}

function render({ items, next_cursor }: Output): string {
  const lines = items.map(
    ({ calendar_id, name, time_zone, role, primary }) =>
      `- ${name || "(no name)"} · ${role}${primary ? " · primary" : ""} · ${time_zone ?? "no time zone"} · calendar_id ${calendar_id}`,
  );
  return [
    `${items.length} calendar${items.length === 1 ? "" : "s"}`,
    ...(items.length > 0 ? [PROVENANCE] : []),
    ...lines,
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
