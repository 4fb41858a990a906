import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  type Begin,
  checkedRecurrence,
  compare,
  cutBefore,
  movedBy,
  restFrom,
} from "../../mcp-servers/google-calendar/series/recurrence.ts";
import { moveOf, newGoogleTime } from "../../mcp-servers/google-calendar/time/event-times.ts";
import { checkRecurrence, occurrencesOf } from "./calendar-recurrence.ts";
import type { Event } from "./calendar-types.ts";

/** What the lines that the tools write mean is told by the emulator's expansion, a library that they do not use. */
const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "UTC",
];
const CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

interface Series {
  start: Begin;
  lines: string[];
}

function eventOf({ start, lines }: Series): Event {
  const end = start instanceof Temporal.PlainDate ? start.add({ days: 1 }) : start.add({ minutes: 30 });
  return { start: newGoogleTime(start), end: newGoogleTime(end), recurrence: lines };
}
function beginsOf(series: Series): Begin[] {
  const event = eventOf(series);
  checkRecurrence(event, "UTC");
  return occurrencesOf(event, "UTC").map((one) =>
    one.start.date
      ? Temporal.PlainDate.from(one.start.date)
      : Temporal.Instant.from(one.start.dateTime ?? "").toZonedDateTimeISO(one.start.timeZone ?? "UTC"),
  );
}
const texts = (begins: readonly Begin[]) => begins.map(String);

const rules = fc
  .record({
    freq: fc.constantFrom("DAILY", "WEEKLY", "MONTHLY"),
    interval: fc.integer({ min: 1, max: 3 }),
    byDay: fc.boolean(),
    end: fc.oneof(
      fc.integer({ min: 2, max: 25 }).map((count) => ({ count })),
      fc.integer({ min: 20, max: 200 }).map((days) => ({ days })),
    ),
    day: fc.integer({ min: 0, max: 800 }),
    // Later than clocks change: Google does not say where an occurrence goes whose time is skipped.
    minutes: fc.integer({ min: 8 * 60, max: 21 * 60 }),
    zone: fc.constantFrom(...ZONES, "days"),
  })
  .map(({ freq, interval, byDay, end, day, minutes, zone }): Series => {
    const date = Temporal.PlainDate.from("2026-09-01").add({ days: day });
    const start =
      zone === "days"
        ? date
        : date.toZonedDateTime({
            timeZone: zone,
            plainTime: Temporal.PlainTime.from("00:00").add({ minutes }),
          });
    const by =
      freq === "WEEKLY" && byDay ? `;BYDAY=${CODES[date.dayOfWeek - 1]},${CODES[date.dayOfWeek % 7]}` : "";
    const until =
      "days" in end
        ? `UNTIL=${String(date.add({ days: end.days })).replaceAll("-", "")}`
        : `COUNT=${end.count}`;
    return { start, lines: checkedRecurrence([`FREQ=${freq};INTERVAL=${interval}${by};${until}`], start) };
  });

/** A series with some of its dates taken out, a place to divide it, and how far the rest is moved. */
const scenes = rules.chain((series) => {
  const all = beginsOf(series);
  return fc.record({
    series: fc.constant(series),
    out: fc.uniqueArray(fc.integer({ min: 1, max: Math.max(1, all.length - 1) }), { maxLength: 3 }),
    cancelled: fc.uniqueArray(fc.integer({ min: 0, max: Math.max(0, all.length - 1) }), { maxLength: 3 }),
    at: fc.integer({ min: 0, max: Math.max(0, all.length - 1) }),
    by: fc.integer({ min: -240, max: 120 }),
  });
});

describe("a series that is divided", () => {
  it("keeps every occurrence once: in the old one before the cut, moved in the new one after it", () => {
    fc.assert(
      fc.property(scenes, ({ series, out, cancelled, at, by }) => {
        const whole = beginsOf(series);
        const excluded = out.flatMap((n) => whole[n] ?? []);
        const name = (begin: Begin) =>
          begin instanceof Temporal.PlainDate
            ? `EXDATE;VALUE=DATE:${String(begin).replaceAll("-", "")}`
            : `EXDATE;TZID=${begin.timeZoneId}:${begin.toPlainDateTime().toString({ smallestUnit: "second" }).replace(/[-:]/g, "")}`;
        const lines = [...series.lines, ...excluded.map(name)];
        const present = beginsOf({ ...series, lines });
        expect(present).toHaveLength(whole.length - excluded.length);
        const from = present[Math.min(at, present.length - 1)];
        fc.pre(from !== undefined && present.length > 0);
        if (!from) return;
        const gone = cancelled.flatMap((n) => present[n] ?? []);
        const to = from instanceof Temporal.PlainDate ? from : from.add({ minutes: by });
        // Only the clock is moved here: another day needs another rule.
        fc.pre(String(from).slice(0, 10) === String(to).slice(0, 10));
        const move = moveOf(from, to);
        const old = beginsOf({ ...series, lines: cutBefore(lines, from) });
        const rest = restFrom(lines, { first: from, move, last: whole.at(-1), cancelled: gone });
        const fresh = beginsOf({ start: to, lines: rest });
        expect(texts(old)).toEqual(texts(present.filter((one) => compare(one, from) < 0)));
        const kept = present.filter(
          (one) => compare(one, from) >= 0 && !gone.some((other) => compare(one, other) === 0),
        );
        expect(texts(fresh)).toEqual(texts(kept.map(move)));
      }),
      { numRuns: 300 },
    );
  });

  it("takes single dates to the side they belong to", () => {
    const start = Temporal.ZonedDateTime.from("2027-03-01T10:00[Europe/Berlin]");
    const lines = [
      "RRULE:FREQ=WEEKLY;UNTIL=20270401T080000Z",
      "RDATE;TZID=Europe/Berlin:20270303T100000,20270331T100000",
      "EXDATE:20270308T090000Z",
    ];
    const from = Temporal.ZonedDateTime.from("2027-03-15T10:00[Europe/Berlin]");
    expect(cutBefore(lines, from)).toEqual([
      "RRULE:FREQ=WEEKLY;UNTIL=20270315T085959Z",
      "RDATE:20270303T090000Z",
      "EXDATE:20270308T090000Z",
    ]);
    const to = from.with({ hour: 12 });
    expect(restFrom(lines, { first: from, move: moveOf(from, to), last: undefined, cancelled: [] })).toEqual([
      "RRULE:FREQ=WEEKLY;UNTIL=20270401T100000Z",
      "RDATE:20270331T100000Z",
    ]);
    const odd = ["EXDATE;TZID=Custom:20270308T100000", "RDATE;VALUE=PERIOD:20270308T100000Z/PT1H"];
    expect(cutBefore(odd, from)).toEqual(odd);
    expect(start.timeZoneId).toBe(from.timeZoneId);
  });
});

describe("a whole series that is moved", () => {
  it("keeps its number of occurrences and what was taken out of it", () => {
    fc.assert(
      fc.property(
        rules,
        fc.integer({ min: -240, max: 120 }),
        fc.integer({ min: 1, max: 9 }),
        (series, by, n) => {
          const whole = beginsOf(series);
          const { start } = series;
          const out = whole[n];
          fc.pre(out !== undefined && !(start instanceof Temporal.PlainDate));
          if (!out || start instanceof Temporal.PlainDate) return;
          const to = start.add({ minutes: by });
          fc.pre(to.toPlainDate().equals(start.toPlainDate()));
          const lines = [
            ...series.lines,
            `EXDATE:${(out as Temporal.ZonedDateTime).toInstant().toString({ smallestUnit: "second" }).replace(/[-:]/g, "")}`,
          ];
          const move = moveOf(start, to);
          const moved = beginsOf({ start: to, lines: movedBy(lines, start, move) });
          expect(texts(moved)).toEqual(texts(whole.filter((one) => compare(one, out) !== 0).map(move)));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("rules as they are given", () => {
  const berlin = Temporal.ZonedDateTime.from("2027-03-01T10:00[Europe/Berlin]");
  const day = Temporal.PlainDate.from("2027-03-01");

  it.each([
    ["FREQ=DAILY;COUNT=3", berlin, "RRULE:FREQ=DAILY;COUNT=3"],
    ["RRULE:FREQ=DAILY;UNTIL=20270310", berlin, "RRULE:FREQ=DAILY;UNTIL=20270310T225959Z"],
    ["RRULE:FREQ=DAILY;UNTIL=20270310T090000Z", berlin, "RRULE:FREQ=DAILY;UNTIL=20270310T090000Z"],
    ["RRULE:FREQ=DAILY;UNTIL=20270310T225959Z", day, "RRULE:FREQ=DAILY;UNTIL=20270310"],
    ["EXDATE;VALUE=DATE:20270303", day, "EXDATE;VALUE=DATE:20270303"],
  ])("%s", (line, start, written) => {
    expect(checkedRecurrence([line], start)).toEqual([written]);
  });

  it.each([
    "DTSTART:20270301T100000Z",
    "every Monday",
    "RRULE:BYDAY=MO",
    "RRULE:FREQ=HOURLY",
    "RRULE:FREQ=DAILY;UNTIL=soon",
    "RRULE:FREQ=DAILY;UNTIL=20270230",
  ])("%s is refused", (line) => {
    expect(() => checkedRecurrence([line], berlin)).toThrow("`recurrence`");
  });
});
