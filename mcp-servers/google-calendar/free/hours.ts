import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { ToolError } from "../../kit/index.ts";
import { requireZone } from "../time/zone.ts";
import { type Stretch, united } from "./spans.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const fields = {
  start: clock.optional(),
  end: clock.optional(),
  days: z.array(z.enum(DAYS)).max(7).optional(),
  time_zone: z.string().max(64).optional(),
};

/** Working hours of everybody, and of single people by their address where theirs differ. */
export const workingHours = z
  .strictObject({
    ...fields,
    people: z.record(z.string().max(320), z.strictObject(fields)).optional(),
  })
  .describe("HH:MM, default 09:00-17:00 mon-fri; people: other hours or zone by address");
export type WorkingHours = z.output<typeof workingHours>;

export interface Hours {
  start: string;
  end: string;
  days: ReadonlySet<number>;
  zone: string;
}

/** Hours of each id. Throws `bad_argument` for hours of somebody who is not asked for. */
export function hoursOf(asked: WorkingHours, ids: readonly string[], zone: string): Map<string, Hours> {
  const { people = {}, ...common } = asked;
  const own = new Map(Object.entries(people).map(([id, hours]) => [id.toLowerCase(), hours]));
  const known = new Set(ids.map((id) => id.toLowerCase()));
  for (const id of own.keys()) {
    if (!known.has(id))
      throw new ToolError(
        "bad_argument",
        `\`working_hours.people\` names ${id}, who is not among the attendees.`,
      );
  }
  return new Map(
    ids.map((id) => {
      const { start, end, days, time_zone } = { ...common, ...own.get(id.toLowerCase()) };
      const hours = {
        start: start ?? "09:00",
        end: end ?? "17:00",
        days: new Set((days ?? DAYS.slice(0, 5)).map((day) => DAYS.indexOf(day) + 1)),
        zone: time_zone === undefined ? zone : requireZone(time_zone, "working_hours.time_zone"),
      };
      return [id, hours];
    }),
  );
}

/**
 * When somebody works in a window. A shift that ends at or before its start ends on the next day. Where clocks change,
 * the shorter reading is taken: nobody is ever offered a time outside their hours.
 */
export function shiftsIn(hours: Hours, from: number, to: number): Stretch[] {
  const { zone, days } = hours;
  const dayAt = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate();
  const last = dayAt(to);
  const shifts: Stretch[] = [];
  for (
    let day = dayAt(from).subtract({ days: 1 });
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    if (!days.has(day.dayOfWeek)) continue;
    const ends = hours.end <= hours.start ? day.add({ days: 1 }) : day;
    shifts.push({
      start: Math.max(from, at(day, hours.start, zone, "later")),
      end: Math.min(to, at(ends, hours.end, zone, "earlier")),
    });
  }
  return united(shifts);
}

function at(
  day: Temporal.PlainDate,
  clock: string,
  zone: string,
  disambiguation: "earlier" | "later",
): number {
  const date = clock === "24:00" ? day.add({ days: 1 }) : day;
  const time = Temporal.PlainTime.from(clock === "24:00" ? "00:00" : clock);
  return date.toPlainDateTime(time).toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
}
