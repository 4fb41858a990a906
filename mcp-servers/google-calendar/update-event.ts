import { z } from "zod";
import { type Api, defineTool, READS_AND_SENDS, ToolError } from "../kit/index.ts";
import {
  addresses,
  calendarId,
  etag,
  eventId,
  notify,
  recurrence,
  saidIf,
  scopeOf,
  sendUpdates,
  warningLines,
  warnings,
} from "./arguments.ts";
import { calendarZone } from "./calendar-zone.ts";
import { changeEvent, conflict, isStale, liveEvent } from "./change.ts";
import { meetWarnings } from "./conference.ts";
import { eventRow, rowLine, writtenRow } from "./event-row.ts";
import { requireGuests } from "./guests.ts";
import { PROVENANCE } from "./provenance.ts";
import { EVENTS } from "./scopes.ts";
import { type Patch, patchOf } from "./series/patch.ts";
import { restHalf } from "./series/rest-half.ts";
import { restOf, splitSeries } from "./series/split.ts";
import { type Target, targetOf } from "./series/target.ts";
import { change } from "./targets.ts";
import { namedZone } from "./time/event-times.ts";
import { readWhen, whenSchema } from "./time/when.ts";
import type { GoogleEvent } from "./upstream.ts";

const input = z.strictObject({
  calendar_id: calendarId,
  event_id: eventId,
  scope: scopeOf.default("this"),
  title: z.string().max(1024).optional(),
  start: whenSchema.optional(),
  end: whenSchema.optional(),
  description: z.string().max(8000).optional(),
  location: z.string().max(1024).optional(),
  attendees_add: addresses,
  attendees_remove: addresses,
  recurrence,
  add_meet: z.boolean().optional(),
  notify,
  etag,
});
type Input = z.output<typeof input>;

const output = z.object({ event: eventRow, scope_applied: scopeOf, warnings });
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/patch */
export const calendarUpdateEvent = defineTool({
  name: "calendar_update_event",
  title: "Change an event",
  description:
    "Change fields of an event or of a series; what is left out stays, other people's answers too. etag: only if unchanged since read.",
  effect: "destructive",
  targets: change,
  labels: READS_AND_SENDS,
  scopes: [[EVENTS]],
  input,
  output,
  run: update,
  render,
});

const CHANGES = [
  "title",
  "start",
  "end",
  "description",
  "location",
  "attendees_add",
  "attendees_remove",
  "recurrence",
  "add_meet",
] as const;

async function update(api: Api, asked: Input): Promise<Output> {
  if (CHANGES.every((name) => asked[name] === undefined))
    throw new ToolError(
      "bad_argument",
      `Nothing to change was given: pass at least one of ${CHANGES.join(", ")}.`,
    );
  const start = asked.start === undefined ? undefined : readWhen(asked.start, "start");
  const end = asked.end === undefined ? undefined : readWhen(asked.end, "end");
  const calendar = asked.calendar_id;
  const zone = once(() => calendarZone(api, calendar));
  const named = { calendar, event: asked.event_id, scope: asked.scope, etag: asked.etag };
  const [calendarsOwn, target] = await Promise.all([zone(), targetOf(api, named, zone)]);
  requireGuests(api, calendar, eventsOf(target));
  const patch: Patch = { ...asked, start, end, zone: calendarsOwn, meetFrom: api.connectorId };
  const { event, warnings } = await applied(api, asked, { target, patch });
  return {
    event: writtenRow(event, calendar, namedZone(start, end) ?? patch.zone),
    scope_applied: target.scope,
    ...saidIf([...warnings, ...meetWarnings(event)]),
  };
}

const eventsOf = (target: Target): GoogleEvent[] => [
  ...("event" in target ? [target.event] : []),
  ...("series" in target ? [target.series] : []),
];

interface Plan {
  target: Target;
  patch: Patch;
}
interface Done {
  event: GoogleEvent;
  warnings: string[];
}

async function applied(api: Api, asked: Input, { target, patch }: Plan): Promise<Done> {
  if (target.scope === "following") return following(api, asked, { target, patch });
  const present = target.scope === "this" ? target.event : target.series;
  const from = target.scope === "all" ? target.from : undefined;
  let warnings: string[] = [];
  const event = await changeEvent(
    api,
    { calendar: asked.calendar_id, event: present.id },
    {
      event: present,
      pinned: asked.etag !== undefined,
      query: {
        sendUpdates: sendUpdates(asked.notify),
        conferenceDataVersion: asked.add_meet === undefined ? undefined : 1,
      },
      body(version) {
        requireGuests(api, asked.calendar_id, [version]);
        const change = patchOf(version, patch, from);
        warnings = change.warnings;
        return change.body;
      },
    },
  );
  return { event, warnings };
}

/** The rest of a series as a series of its own. Somebody else's change in between is met once, by doing it all again. */
async function following(
  api: Api,
  asked: Input,
  { target, patch }: { target: Extract<Target, { scope: "following" }>; patch: Patch },
): Promise<Done> {
  const calendar = asked.calendar_id;
  const { from } = target;
  let { series } = target;
  for (let again = false; ; again = true) {
    const rest = await restOf(api, calendar, { series, from, zone: patch.zone });
    const half = restHalf({ series, from, rest, patch });
    try {
      const query = { sendUpdates: sendUpdates(asked.notify) };
      const event = await splitSeries(api, calendar, { series, from, body: half.body, query });
      return { event, warnings: half.warnings };
    } catch (error) {
      if (!isStale(error)) throw error;
      series = await liveEvent(api, { calendar, event: series.id });
      if (again || asked.etag !== undefined) throw conflict(series);
    }
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | undefined;
  return () => {
    begun ??= work();
    return begun;
  };
}

const SAID = {
  this: "Changed this event.",
  following: "Changed this and all following occurrences: they are a new series with the id below.",
  all: "Changed the whole series.",
} as const;

function render({ event, scope_applied, warnings }: Output): string {
  return [
    SAID[scope_applied],
    PROVENANCE,
    rowLine(event),
    ...(event.link ? [`  ${event.link}`] : []),
    ...warningLines(warnings),
  ].join("\n");
}
