import { Temporal } from "temporal-polyfill";
import { badRequest, CalendarFault, emptyRange, required } from "./calendar-errors.ts";
import { instancesOf } from "./calendar-lists.ts";
import type { CalendarStore } from "./calendar-store.ts";
import { msOf, requireZone } from "./calendar-times.ts";
import { atLeast, type StoredCalendar, type StoredEvent } from "./calendar-types.ts";

const FIELDS = new Set([
  "timeMin",
  "timeMax",
  "timeZone",
  "groupExpansionMax",
  "calendarExpansionMax",
  "items",
]);
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;
const MOST = 50;
/** Google names no limit; what is refused here proves that long windows are asked for in parts. */
const LONGEST_MS = 62 * 86_400_000;

interface Question {
  from: number;
  to: number;
  zone: string;
  items: string[];
}

/** https://developers.google.com/workspace/calendar/api/v3/reference/freebusy/query */
export function freeBusy(store: CalendarStore, email: string, body: Record<string, unknown>) {
  const question = questionOf(body);
  const groups: Record<string, object> = {};
  const asked = new Set<string>();
  for (const id of question.items) {
    const members = store.groups.get(id);
    if (members) groups[id] = { calendars: members };
    for (const one of members ?? [id]) asked.add(one);
  }
  if (asked.size > MOST) throw badRequest("Too many calendars requested.");
  const calendars = Object.fromEntries([...asked].map((id) => [id, busyOf(store, email, id, question)]));
  const text = (ms: number) => new Date(ms).toISOString();
  return {
    kind: "calendar#freeBusy",
    timeMin: text(question.from),
    timeMax: text(question.to),
    calendars,
    ...(Object.keys(groups).length > 0 && { groups }),
  };
}

function questionOf(body: Record<string, unknown>): Question {
  for (const name of Object.keys(body)) if (!FIELDS.has(name)) throw badRequest(`Unknown field ${name}.`);
  const [from, to] = ["timeMin", "timeMax"].map((name) => {
    const text = body[name];
    if (typeof text !== "string") throw required(`Missing ${name}.`);
    if (!MOMENT.test(text)) throw badRequest();
    return Temporal.Instant.from(text).epochMilliseconds;
  });
  if (from === undefined || to === undefined || to <= from) throw emptyRange("timeMax");
  if (to - from > LONGEST_MS)
    throw new CalendarFault(400, "timeRangeTooLong", "The requested time range is too long.", "timeMax");
  const items = Array.isArray(body.items) ? body.items : [];
  const ids = items.map((one: unknown) => {
    const id = typeof one === "object" && one !== null && "id" in one ? one.id : undefined;
    if (typeof id !== "string") throw badRequest();
    return id;
  });
  return {
    from,
    to,
    zone: requireZone(typeof body.timeZone === "string" ? body.timeZone : "UTC"),
    items: ids,
  };
}

function busyOf(store: CalendarStore, email: string, id: string, { from, to, zone }: Question) {
  const seen = store.visible(id, email);
  if (!seen || !atLeast(seen.role, "freeBusyReader"))
    return { errors: [{ domain: "global", reason: "notFound" }], busy: [] };
  const { calendar } = seen;
  const spans = store
    .inView(calendar)
    .flatMap((stored) => spansOf(store, stored, calendar, { from, to }))
    .sort((a, b) => a.start - b.start);
  const united: { start: number; end: number }[] = [];
  for (const span of spans) {
    const last = united.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else united.push({ ...span });
  }
  const text = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms)
      .toZonedDateTimeISO(zone)
      .toString({ smallestUnit: "second", timeZoneName: "never" })
      .replace(/\+00:00$/, "Z");
  return {
    busy: united.map(({ start, end }) => ({
      start: text(Math.max(start, from)),
      end: text(Math.min(end, to)),
    })),
  };
}

function spansOf(
  store: CalendarStore,
  stored: StoredEvent,
  calendar: StoredCalendar,
  { from, to }: { from: number; to: number },
): { start: number; end: number }[] {
  if (stored.deleted) return [];
  const all = stored.data.recurrence
    ? instancesOf(store, stored, { from, to, deleted: false }).map((row) => row.stored)
    : [stored];
  return all.flatMap(({ data }) => {
    const mine = data.attendees?.find((one) => one.email === calendar.id);
    if (data.transparency === "transparent" || mine?.responseStatus === "declined") return [];
    const start = msOf(data.start ?? {}, calendar.timeZone);
    const end = msOf(data.end ?? {}, calendar.timeZone);
    return end > from && start < to ? [{ start, end }] : [];
  });
}
