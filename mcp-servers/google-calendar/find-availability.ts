import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { type Api, defineTool, fitResult, LOOKS, ToolError } from "../kit/index.ts";
import { bound, boundMax, saidIf, timeZone, warningLines, warnings } from "./arguments.ts";
import { attendeesOf } from "./attendees.ts";
import { firstZone } from "./calendar-zone.ts";
import { askFreeBusy, type Busy } from "./free/freebusy.ts";
import { type Hours, hoursOf, shiftsIn, workingHours } from "./free/hours.ts";
import { slotsIn } from "./free/slots.ts";
import { type Stretch, shared, united, without } from "./free/spans.ts";
import { FREEBUSY } from "./scopes.ts";
import { whoseTime } from "./targets.ts";
import { boundOf } from "./time/when.ts";
import { localText, requireZone, weekdayOf } from "./time/zone.ts";

const LONGEST_DAYS = 92;
const MINUTE = 60_000;

const input = z.strictObject({
  attendees: z.array(z.string().max(320)).max(50).optional(),
  calendar_ids: z.array(z.string().max(320)).max(50).describe("Own calendars; default primary").optional(),
  time_min: bound,
  time_max: boundMax,
  duration_minutes: z.int().min(5).max(1440),
  working_hours: workingHours.optional(),
  time_zone: timeZone,
  max_slots: z.int().min(1).max(50).default(10),
});
type Input = z.output<typeof input>;

const stretch = { start: z.string(), end: z.string() };
const output = z.object({
  time_zone: z.string(),
  slots: z.array(z.object({ ...stretch, weekday: z.string() })),
  busy: z.array(z.object({ id: z.string(), busy: z.array(z.object(stretch)) })),
  errors: z.array(z.object({ id: z.string(), reason: z.string() })),
  warnings,
});
type Output = z.output<typeof output>;

/** https://developers.google.com/workspace/calendar/api/v3/reference/freebusy/query */
export const calendarFindAvailability = defineTool({
  name: "calendar_find_availability",
  title: "Find free slots",
  description: "Common free slots for people, inside working hours where they are given.",
  effect: "read",
  targets: whoseTime,
  labels: LOOKS,
  scopes: [[FREEBUSY]],
  input,
  output,
  run: findAvailability,
  render,
});

async function findAvailability(api: Api, asked: Input): Promise<Output> {
  const own = asked.calendar_ids ?? ["primary"];
  const people = attendeesOf(asked.attendees ?? [], "attendees").map(({ email }) => email);
  const ids = [...new Set([...own, ...people])];
  if (ids.length === 0) throw new ToolError("bad_argument", "Give `attendees` or `calendar_ids`.");
  const zone =
    asked.time_zone === undefined
      ? await firstZone(api, [...own.slice(0, 1), "primary"])
      : requireZone(asked.time_zone);
  const { from, to, late } = windowOf(asked, zone);
  const hours = asked.working_hours && hoursOf(asked.working_hours, ids, zone);
  const busy = await askFreeBusy(api, ids, from, to);
  const window = { start: from.epochMilliseconds, end: to.epochMilliseconds };
  const found = slotsIn(freeFor(window, busy, hours), {
    minutes: asked.duration_minutes,
    most: asked.max_slots,
    zone,
  });
  const warnings = [...late, ...notesOf(asked, { hours, busy, more: found.more, people, zone })];
  return fitResult((share) => result({ zone, slots: found.slots, busy, warnings, window, share }), render);
}

/** The time in which nobody is busy and everybody works. Pure. */
export function freeFor(
  window: Stretch,
  { busy }: Busy,
  hours: ReadonlyMap<string, Hours> | undefined,
): Stretch[] {
  const taken = united(busy.flatMap(({ spans }) => spans));
  const works = [...(hours?.values() ?? [])].map((one) => shiftsIn(one, window.start, window.end));
  return without(
    works.reduce((open, shifts) => shared(open, shifts), [{ ...window }]),
    taken,
  );
}

/** The window from now on: nobody meets in the past. */
function windowOf(
  asked: Input,
  zone: string,
): { from: Temporal.Instant; to: Temporal.Instant; late: string[] } {
  const opened = boundOf(asked.time_min, zone, "time_min");
  const to = boundOf(asked.time_max, zone, "time_max");
  const length = to.epochMilliseconds - opened.epochMilliseconds;
  if (length <= 0) throw new ToolError("bad_argument", "`time_max` must be after `time_min`.");
  if (length > LONGEST_DAYS * 24 * 60 * MINUTE)
    throw new ToolError(
      "bad_argument",
      `A window of more than ${LONGEST_DAYS} days is not searched. Ask for less.`,
    );
  const now = Temporal.Now.instant();
  if (Temporal.Instant.compare(now, to) >= 0)
    throw new ToolError(
      "bad_argument",
      `This window lies in the past: it is ${localText(now.toZonedDateTimeISO(zone))} now.`,
    );
  return Temporal.Instant.compare(now, opened) <= 0
    ? { from: opened, to, late: [] }
    : { from: now, to, late: ["The window began in the past: slots are from now on."] };
}

interface Known {
  hours: ReadonlyMap<string, Hours> | undefined;
  busy: Busy;
  more: boolean;
  people: readonly string[];
  zone: string;
}

function notesOf(asked: Input, { hours, busy, more, people, zone }: Known): string[] {
  const named = new Set(Object.keys(asked.working_hours?.people ?? {}).map((id) => id.toLowerCase()));
  const guessed =
    hours && asked.working_hours?.time_zone === undefined
      ? people.filter((id) => !named.has(id.toLowerCase()))
      : [];
  return [
    ...(busy.errors.length > 0
      ? ["Not everybody could be looked up: see errors. The slots do not count them."]
      : []),
    ...(hours ? [] : ["No working_hours were given: nights and weekends count as free."]),
    ...(guessed.length > 0
      ? [`Working hours of ${guessed.slice(0, 10).join(", ")} were read in ${zone}.`]
      : []),
    ...(more ? ["There are later slots too: raise max_slots, or begin later."] : []),
  ];
}

interface Parts {
  zone: string;
  slots: readonly Stretch[];
  busy: Busy;
  warnings: readonly string[];
  window: Stretch;
  share: number;
}

function result({ zone, slots, busy, warnings, window, share }: Parts): Output {
  const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const shown = ({ start, end }: Stretch) => ({ start: localText(at(start)), end: localText(at(end)) });
  let cut = 0;
  const taken = busy.busy.map(({ id, spans }) => {
    const inside = shared(spans, [window]);
    const some = inside.slice(0, Math.ceil(inside.length * share));
    cut += inside.length - some.length;
    return { id, busy: some.map(shown) };
  });
  return {
    time_zone: zone,
    slots: slots.map((slot) => ({ ...shown(slot), weekday: weekdayOf(at(slot.start)) })),
    busy: taken,
    errors: busy.errors,
    ...saidIf(cut > 0 ? [...warnings, `${cut} busy times are not listed, but were counted.`] : warnings),
  };
}

function render({ time_zone, slots, busy, errors, warnings }: Output): string {
  const range = ({ start, end }: { start: string; end: string }) =>
    start.slice(0, 10) === end.slice(0, 10)
      ? `${start.slice(0, 10)} ${start.slice(11, 16)}–${end.slice(11, 16)}`
      : `${start.slice(0, 16).replace("T", " ")} – ${end.slice(0, 16).replace("T", " ")}`;
  return [
    slots.length === 0
      ? `No common free slot (${time_zone}).`
      : `${slots.length} free slot${slots.length === 1 ? "" : "s"} (${time_zone})`,
    ...slots.map((slot) => `- ${slot.weekday.slice(0, 3)} ${range(slot)} ${slot.start.slice(19)}`),
    ...busy.map(({ id, busy: spans }) => `Busy ${id}: ${spans.map(range).join(", ") || "never"}`),
    ...errors.map(({ id, reason }) => `Not looked up: ${id} (${reason})`),
    ...warningLines(warnings),
  ].join("\n");
}
