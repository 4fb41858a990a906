import { z } from "zod";
import { cursorOf } from "../kit/index.ts";
import { bound, boundMax, cursor, pageSize, saidIf, timeZone, warningLines, warnings } from "./arguments.ts";
import { detailedOf, detailedRow, detailLines } from "./event-details.ts";
import { rowLine, rowOf } from "./event-row.ts";
import { nowSchema } from "./get-settings.ts";
import { type Merged, type Places, placesAfter } from "./merge.ts";
import { place } from "./page.ts";
import { PROVENANCE } from "./provenance.ts";
import { knownZone, nowIn } from "./time/zone.ts";
import type { GoogleEvent } from "./upstream.ts";

const LONGEST_CURSOR = 2000;
const FULL = { chars: 1500, people: 20 };

export const listInput = z.strictObject({
  calendar_ids: z.array(z.string().max(320)).max(10).optional(),
  time_min: bound.optional(),
  time_max: boundMax.optional(),
  query: z.string().max(200).optional(),
  time_zone: timeZone,
  expand_recurring: z.boolean().default(true),
  detail: z.enum(["summary", "full"]).default("summary"),
  page_size: pageSize,
  cursor,
});
export type ListInput = z.output<typeof listInput>;
export type ListQuery = Omit<ListInput, "cursor">;

export const listOutput = z.object({
  now: nowSchema,
  items: z.array(detailedRow),
  next_cursor: z.string().optional(),
  warnings,
});
export type ListOutput = z.output<typeof listOutput>;

/** What stays the same from page to page: the zone, and the window that `now` may have opened. */
export const position = z.object({
  zone: z.string().refine((zone) => knownZone(zone) !== undefined),
  from: z.string().optional(),
  to: z.string().optional(),
  at: z.array(place.nullable()).max(10),
});
export type Position = z.output<typeof position>;

export interface Found {
  share: number;
  query: ListQuery;
  start: Position;
  calendars: readonly string[];
  missing: readonly string[];
}

/** As much of what was found as a share allows, and where all calendars go on after it. Pure. */
export function listPage(
  merged: Merged<GoogleEvent>,
  { share, query, start, calendars, missing }: Found,
): ListOutput {
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

function nextOf(at: Places, query: ListQuery, start: Position): string | undefined {
  return at.every((one) => one === null) ? undefined : cursorOf(query, { ...start, at });
}

export function listText({ now, items, next_cursor, warnings }: ListOutput): string {
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
