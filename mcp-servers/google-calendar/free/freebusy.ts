import { Temporal } from "temporal-polyfill";
import { type Api, eachOf, readAnswer } from "../../kit/index.ts";
import { utcText } from "../time/zone.ts";
import { type FreeBusy, freeBusySchema } from "../upstream.ts";
import { type Stretch, united } from "./spans.ts";

/** Google's limit of calendars in one question. */
const BATCH = 50;
/** Google refuses long windows without naming its limit. */
const DAYS_AT_ONCE = 28;

export interface Busy {
  /** By id; a group's members by their own ids. */
  busy: { id: string; spans: Stretch[] }[];
  errors: { id: string; reason: string }[];
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ["notFound", "no such calendar, or its owner does not share free and busy times with this account"],
  ["groupTooBig", "a group with too many members to look at"],
  ["tooManyCalendarsRequested", "too many calendars in one group"],
  ["internalError", "Google could not look it up right now"],
]);

/** https://developers.google.com/workspace/calendar/api/v3/reference/freebusy/query */
export async function askFreeBusy(
  api: Api,
  ids: readonly string[],
  from: Temporal.Instant,
  to: Temporal.Instant,
): Promise<Busy> {
  const questions = windowsOf(from, to).flatMap((window) =>
    batches(ids, BATCH).map((some) => ({ ...window, items: some.map((id) => ({ id })) })),
  );
  const answers = await eachOf(questions, 4, async (question) =>
    readAnswer(freeBusySchema, await api.query("/freeBusy", question)),
  );
  const found = combined(answers);
  const told = new Set(answers.flatMap(({ calendars, groups }) => Object.keys({ ...calendars, ...groups })));
  // Silence is not free time.
  const silent = ids
    .filter((id) => !told.has(id))
    .map((id) => ({ id, reason: "Google told nothing about it" }));
  return { ...found, errors: [...found.errors, ...silent] };
}

function windowsOf(from: Temporal.Instant, to: Temporal.Instant): { timeMin: string; timeMax: string }[] {
  const windows: { timeMin: string; timeMax: string }[] = [];
  for (let at = from; Temporal.Instant.compare(at, to) < 0; ) {
    const next = at.add({ hours: 24 * DAYS_AT_ONCE });
    const end = Temporal.Instant.compare(next, to) < 0 ? next : to;
    windows.push({ timeMin: utcText(at), timeMax: utcText(end) });
    at = end;
  }
  return windows;
}

function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

/** Answers of several questions as one. A span that cannot be read is an error of its calendar, never free time. */
export function combined(answers: readonly FreeBusy[]): Busy {
  const spans = new Map<string, Stretch[]>();
  const errors = new Map<string, string>();
  const failed = (id: string, faults: readonly { reason: string }[] | undefined) => {
    const reason = faults?.[0]?.reason;
    if (reason !== undefined) errors.set(id, REASONS.get(reason) ?? "Google could not look it up");
  };
  for (const { calendars, groups = {} } of answers) {
    for (const [id, { errors: faults }] of Object.entries(groups)) failed(id, faults);
    for (const [id, { busy, errors: faults }] of Object.entries(calendars)) {
      failed(id, faults);
      const read = busy.map(({ start, end }) => ({ start: Date.parse(start), end: Date.parse(end) }));
      if (read.some(({ start, end }) => Number.isNaN(start + end)))
        errors.set(id, "Google told an unreadable time");
      spans.set(id, [
        ...(spans.get(id) ?? []),
        ...read.filter(({ start, end }) => !Number.isNaN(start + end)),
      ]);
    }
  }
  return {
    busy: [...spans]
      .map(([id, list]) => ({ id, spans: united(list) }))
      .filter(({ id, spans }) => spans.length > 0 || !errors.has(id)),
    errors: [...errors].map(([id, reason]) => ({ id, reason })),
  };
}
