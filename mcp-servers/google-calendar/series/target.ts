import { type Api, ToolError } from "../../kit/index.ts";
import type { Scope } from "../arguments.ts";
import { conflict, deleted, getEvent, liveEvent } from "../change.ts";
import { beginOf } from "../time/event-times.ts";
import type { GoogleEvent } from "../upstream.ts";
import { type Begin, compare } from "./recurrence.ts";

/** What a scope comes to: one event (or occurrence), a whole series, or a series from an occurrence on. */
export type Target =
  | { scope: "this"; event: GoogleEvent }
  | {
      scope: "all";
      series: GoogleEvent /** Where the occurrence named began by the rule. */;
      from: Begin | undefined;
    }
  | { scope: "following"; series: GoogleEvent; event: GoogleEvent; from: Begin };

export interface Named {
  calendar: string;
  event: string;
  scope: Scope;
  etag: string | undefined;
}

/** Finds what is meant and refuses what nobody can mean. `following` from the first occurrence on is `all`. */
export async function targetOf(api: Api, named: Named, zone: () => Promise<string>): Promise<Target> {
  const { calendar, scope, etag } = named;
  const event = await getEvent(api, { calendar, event: named.event });
  // A cancelled occurrence still names its series.
  if (event.status === "cancelled" && (scope === "this" || event.recurringEventId === undefined))
    throw deleted({ calendar, event: named.event });
  if (etag !== undefined && event.etag !== etag) throw conflict(event);
  if (event.recurringEventId === undefined) return seriesOrSingle(event, scope);
  if (scope === "this") return { scope, event };
  const series = await liveEvent(api, { calendar, event: event.recurringEventId });
  const calendarZone = await zone();
  const from = begins(event, series, calendarZone);
  if (scope === "all") return { scope, series, from };
  const first = beginOf(series.start, calendarZone);
  if (!from || !first)
    throw new ToolError("provider_down", "Google did not tell when this occurrence belongs.");
  return compare(from, first) <= 0 ? { scope: "all", series, from } : { scope, series, event, from };
}

function seriesOrSingle(event: GoogleEvent, scope: Scope): Target {
  if (!event.recurrence) return { scope: "this", event };
  if (scope === "all") return { scope, series: event, from: undefined };
  throw new ToolError(
    "bad_argument",
    `This id is a whole series. Pass scope "all", or the id of one occurrence: calendar_list_instances lists them.`,
  );
}

/** Where an occurrence belongs by the rule, in the zone of its series. */
function begins(event: GoogleEvent, series: GoogleEvent, calendarZone: string): Begin | undefined {
  const original = event.originalStartTime;
  return original && beginOf({ ...original, timeZone: series.start?.timeZone }, calendarZone);
}
