import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { type Api, path, readAnswer, ToolError } from "../kit/index.ts";
import { myAttendee, short } from "./event-row.ts";
import { askFreeBusy } from "./free/freebusy.ts";
import { FREEBUSY } from "./scopes.ts";
import type { Begin } from "./series/recurrence.ts";
import { shownTimes, spanOf } from "./time/shown.ts";
import { localText, utcText } from "./time/zone.ts";
import { eventListSchema, type GoogleEvent } from "./upstream.ts";

/** What is busy at a time, as far as it is told. */
export const conflictRow = z.object({
  who: z.string(),
  title: z.string().optional(),
  event_id: z.string().optional(),
  start: z.string(),
  end: z.string(),
});
export type Conflict = z.output<typeof conflictRow>;

const SHOWN = 20;
/** An event may last for millennia; one question reaches 28 days. */
const DAYS_OF_OTHERS = 92;

export interface Conflicts {
  conflicts: Conflict[];
  warnings: string[];
}

/**
 * What the calendar holds in a window, and where the grant lets us ask, when the people invited are busy. Never keeps
 * anybody from creating an event: what cannot be asked is said.
 */
export async function conflictsIn(
  api: Api,
  of: { calendar: string; start: Begin; end: Begin; zone: string; people: readonly string[] },
): Promise<Conflicts> {
  const from = instantOf(of.start, of.zone);
  const to = instantOf(of.end, of.zone);
  const [own, others] = await Promise.all([
    tried("The calendar", () => ownConflicts(api, of.calendar, { from, to, zone: of.zone })),
    of.people.length > 0 && api.hasScope(FREEBUSY)
      ? tried("The people invited", () => peoplesConflicts(api, of.people, { from, to, zone: of.zone }))
      : { conflicts: [], warnings: [] },
  ]);
  const all = [...own.conflicts, ...others.conflicts];
  const more = all.length - SHOWN;
  return {
    conflicts: all.slice(0, SHOWN),
    warnings: [
      ...own.warnings,
      ...others.warnings,
      ...(more > 0 ? [`${more} more conflicts are not shown.`] : []),
    ],
  };
}

interface Window {
  from: Temporal.Instant;
  to: Temporal.Instant;
  zone: string;
}

const instantOf = (begin: Begin, zone: string): Temporal.Instant =>
  (begin instanceof Temporal.PlainDate ? begin.toZonedDateTime(zone) : begin).toInstant();

async function tried(what: string, ask: () => Promise<Conflicts>): Promise<Conflicts> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { conflicts: [], warnings: [`${what} could not be checked for conflicts: ${error.message}`] };
  }
}

async function ownConflicts(api: Api, calendar: string, { from, to, zone }: Window): Promise<Conflicts> {
  const answer = await api.get(path`/calendars/${calendar}/events`, {
    query: {
      singleEvents: true,
      orderBy: "startTime",
      timeMin: utcText(from),
      timeMax: utcText(to),
      maxResults: 50,
    },
  });
  const { items, nextPageToken } = readAnswer(eventListSchema, answer);
  const conflicts = items.filter(isBusy).flatMap((event) => {
    const span = spanOf(event, zone);
    if (!span) return [];
    const { start, end } = shownTimes(span);
    return [{ who: calendar, title: short(event.summary ?? "", 200), event_id: event.id, start, end }];
  });
  const partly = nextPageToken === undefined ? [] : ["Only the first 50 events in this time were looked at."];
  return { conflicts, warnings: partly };
}

function isBusy(event: GoogleEvent): boolean {
  if (event.status === "cancelled" || event.transparency === "transparent") return false;
  return event.eventType !== "workingLocation" && myAttendee(event)?.responseStatus !== "declined";
}

async function peoplesConflicts(
  api: Api,
  people: readonly string[],
  { from, to, zone }: Window,
): Promise<Conflicts> {
  const last = from.add({ hours: 24 * DAYS_OF_OTHERS });
  const isLonger = Temporal.Instant.compare(last, to) < 0;
  const { busy, errors } = await askFreeBusy(api, people, from, isLonger ? last : to);
  const local = (ms: number) =>
    localText(Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone));
  const conflicts = busy.flatMap(({ id, spans }) =>
    spans.map(({ start, end }) => ({ who: id, start: local(start), end: local(end) })),
  );
  const unknown = errors.map(({ id, reason }) => `Not checked: ${id} (${reason})`);
  const partly = isLonger ? [`The people invited were looked at for ${DAYS_OF_OTHERS} days only.`] : [];
  return { conflicts, warnings: [...unknown, ...partly] };
}
