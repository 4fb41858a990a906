import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import {
  type Api,
  defineTool,
  path,
  type Query,
  READS_AND_SENDS,
  readAnswer,
  ToolError,
} from "../kit/index.ts";
import { saidIf, sendUpdates, warningLines, warnings } from "./arguments.ts";
import { getEvent } from "./change.ts";
import { meetWarnings } from "./conference.ts";
import { type Conflicts, conflictRow, conflictsIn } from "./conflicts.ts";
import { createInput, type CreateInput as Input, type Plan, planOf } from "./create-plan.ts";
import { eventIdOf } from "./event-id.ts";
import { eventRow, rowLine, short, writtenRow } from "./event-row.ts";
import { about, faultIs } from "./faults.ts";
import { PROVENANCE } from "./provenance.ts";
import { EVENTS, FREEBUSY } from "./scopes.ts";
import { invitation } from "./targets.ts";
import { eventSchema, type GoogleEvent } from "./upstream.ts";

const output = z.object({
  event: eventRow,
  conflicts: z.array(conflictRow),
  already_created: z.boolean().optional(),
  warnings,
});
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/calendar/api/v3/reference/events/insert */
export const calendarCreateEvent = defineTool({
  name: "calendar_create_event",
  title: "Create an event",
  description:
    "Create an event and invite people. What it collides with is reported, and keeps nothing back.",
  effect: "destructive",
  targets: invitation,
  labels: READS_AND_SENDS,
  scopes: [[EVENTS]],
  extras: [{ title: "Say when people who are invited are busy", scopes: [FREEBUSY] }],
  input: createInput,
  output,
  run: createOnce,
  render,
});

/** Events under way by id: a retry that overtakes its first try waits for it. */
const underWay = new Map<string, Promise<Output>>();

async function createOnce(api: Api, asked: Input): Promise<Output> {
  const { idempotency_key: key } = asked;
  if (key === undefined) return create(api, asked, undefined);
  const id = eventIdOf(api.connectorId, key);
  const flying = underWay.get(id);
  if (flying) return { ...(await flying), already_created: true };
  const flight = create(api, asked, id);
  underWay.set(id, flight);
  try {
    return await flight;
  } finally {
    underWay.delete(id);
  }
}

async function create(api: Api, asked: Input, id: string | undefined): Promise<Output> {
  const plan = await planOf(api, asked, id);
  const checked = asked.check_conflicts
    ? await checkConflicts(api, asked, plan)
    : { conflicts: [], warnings: [] };
  const { event, already } = await insert(api, asked, plan, id);
  const repeats =
    asked.check_conflicts && asked.recurrence ? ["Only the first occurrence was checked for conflicts."] : [];
  const notes = already
    ? differences(event, asked)
    : [...plan.warnings, ...checked.warnings, ...repeats, ...meetWarnings(event)];
  return {
    event: writtenRow(event, asked.calendar_id, plan.zone),
    conflicts: checked.conflicts.filter((one) => one.event_id !== event.id),
    ...(already ? { already_created: true } : {}),
    ...saidIf(notes),
  };
}

async function checkConflicts(api: Api, asked: Input, plan: Plan): Promise<Conflicts> {
  // Days have no zone of their own: they are looked up in the calendar's.
  const zone = plan.start instanceof Temporal.PlainDate ? plan.zone : plan.start.timeZoneId;
  const people = plan.guests.map(({ email }) => email);
  return conflictsIn(api, { calendar: asked.calendar_id, start: plan.start, end: plan.end, zone, people });
}

async function insert(
  api: Api,
  asked: Input,
  plan: Plan,
  id: string | undefined,
): Promise<{ event: GoogleEvent; already: boolean }> {
  const calendar = asked.calendar_id;
  const query: Query = {
    sendUpdates: sendUpdates(asked.notify),
    conferenceDataVersion: asked.add_meet ? 1 : undefined,
  };
  try {
    const answer = await about({ calendar }, () =>
      api.post(path`/calendars/${calendar}/events`, plan.body, { query }),
    );
    return { event: readAnswer(eventSchema, answer), already: false };
  } catch (error) {
    if (id === undefined || !faultIs(error, "conflict")) throw error;
    return { event: await earlier(api, calendar, id), already: true };
  }
}

/** The event that was made with this key before. */
async function earlier(api: Api, calendar: string, id: string): Promise<GoogleEvent> {
  const event = await getEvent(api, { calendar, event: id });
  if (event.status !== "cancelled") return event;
  throw new ToolError(
    "conflict",
    "The event that was created with this idempotency_key has been deleted since. Use a new key to create another.",
  );
}

function differences(event: GoogleEvent, asked: Input): string[] {
  return event.summary === asked.title
    ? []
    : ["The event of this idempotency_key has another title than was asked for now; it was left as it is."];
}

function render({ event, conflicts, already_created, warnings }: Output): string {
  return [
    already_created
      ? "Already created earlier with this idempotency_key; nothing new was created."
      : `Created in calendar ${event.calendar_id}.`,
    ...(already_created || conflicts.length > 0 ? [PROVENANCE] : []),
    rowLine(event),
    ...(event.link ? [`  ${event.link}`] : []),
    ...conflicts.map(
      ({ who, title, start, end }) =>
        `Conflict: ${who} is busy ${start} – ${end}${title ? ` (${short(title, 200)})` : ""}`,
    ),
    ...warningLines(warnings),
  ].join("\n");
}
