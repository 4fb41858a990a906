import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { GoogleTime } from "../upstream.ts";
import { changedTimes, eventTimes, googleTime, moveOf, newGoogleTime } from "./event-times.ts";
import { shownTimes, spanOf } from "./shown.ts";
import { boundOf, placeIn, readWhen, type When } from "./when.ts";

/** Whole, half and quarter hours, half-hour changes of clocks, and zones that skipped days. */
const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "America/St_Johns",
  "UTC",
];
const zones = fc.constantFrom(...ZONES);
const days = fc
  .integer({ min: 0, max: 73_000 })
  .map((n) => Temporal.PlainDate.from("1950-01-01").add({ days: n }));
const clocks = fc
  .integer({ min: 0, max: 86_399 })
  .map((n) => Temporal.PlainTime.from("00:00").add({ seconds: n }));
const locals = fc.tuple(days, clocks).map(([day, clock]) => day.toPlainDateTime(clock));

/** Local times around changes of clocks, where they are skipped or come twice. */
const aroundChanges = fc
  .tuple(zones, fc.integer({ min: 1990, max: 2037 }), fc.integer({ min: -200, max: 200 }))
  .map(([zone, year, minutes]) => {
    const from = Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(zone);
    const change = from.getTimeZoneTransition("next") ?? from;
    return { zone, local: change.toPlainDateTime().add({ minutes }) };
  });
const places = fc.oneof(fc.record({ local: locals, zone: zones }), aroundChanges);

/** What a wall clock in a zone shows at a moment: by the platform, not by the library under test. */
const formats = new Map<string, Intl.DateTimeFormat>();
function wallClock(ms: number, zone: string): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  formats.set(zone, format);
  return format.format(ms).replace(" ", "T");
}
/** Moments at which the wall clock shows a local time: none in a gap, two in an overlap. */
function momentsAt(local: Temporal.PlainDateTime, zone: string): number[] {
  const text = local.toString({ smallestUnit: "second" });
  const base = Date.parse(`${text}Z`);
  const found: number[] = [];
  for (let minutes = -26 * 60; minutes <= 26 * 60; minutes += 15) {
    if (wallClock(base + minutes * 60_000, zone) === text) found.push(base + minutes * 60_000);
  }
  return found;
}
const moment = (text: string, zone?: string) =>
  readWhen({ date_time: text, ...(zone && { time_zone: zone }) }, "start") as Exclude<
    When,
    { date: unknown }
  >;
const asRead = (time: Record<string, string | null>) => time as GoogleTime;

describe("days", () => {
  it("come out as they went in, in whatever zone they are shown", () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 40 }), zones, zones, (day, length, zone, shown) => {
        const end = day.add({ days: length });
        const times = eventTimes(
          readWhen(String(day), "start"),
          readWhen({ date: String(end) }, "end"),
          zone,
        );
        const google = { start: asRead(newGoogleTime(times.start)), end: asRead(newGoogleTime(times.end)) };
        expect(google).toEqual({ start: { date: String(day) }, end: { date: String(end) } });
        const span = spanOf(google, shown);
        expect(span && shownTimes(span)).toMatchObject({
          start: String(day),
          end: String(end),
          last_day: String(end.subtract({ days: 1 })),
          all_day: true,
        });
      }),
      { numRuns: 500 },
    );
  });

  it.each(["2028-02-29", "2027-12-31", "2011-12-30", "2000-02-29", "1999-12-31"])("%s is itself", (day) => {
    const times = eventTimes(readWhen(day, "start"), readWhen(day, "end"), "Pacific/Apia");
    expect(newGoogleTime(times.start)).toEqual({ date: day });
  });

  it.each(["2027-02-29", "2027-04-31", "2027-13-01", "20270401", "2027-4-1", "", "tomorrow"])(
    "%s is none",
    (day) => {
      expect(() => readWhen({ date: day }, "start")).toThrow("`start`");
      expect(() => readWhen(day, "start")).toThrow("`start`");
    },
  );
});

describe("local times", () => {
  it("come out as they went in, or are refused because clocks skip them", () => {
    fc.assert(
      fc.property(places, ({ local, zone }) => {
        // Offsets of old times are not on the quarter of an hour that `momentsAt` looks at.
        fc.pre(local.year >= 1990);
        const text = local.toString({ smallestUnit: "second" });
        const possible = momentsAt(local, zone);
        const place = () => placeIn(moment(text, zone), zone, "start");
        if (possible.length === 0) {
          expect(place).toThrow("does not exist");
          return;
        }
        const { at, warning } = place();
        expect(at.epochMilliseconds).toBe(possible[0]);
        expect(warning === undefined).toBe(possible.length === 1);
        const start = asRead(newGoogleTime(at));
        const span = spanOf({ start, end: start }, zone);
        expect(span && shownTimes(span).start.slice(0, 19)).toBe(text);
        expect(span && shownTimes(span).time_zone).toBe(zone);
      }),
      { numRuns: 800 },
    );
  });

  it.each([
    ["2027-03-28T02:30:00", "Europe/Berlin"],
    ["2027-03-14T02:00:00", "America/New_York"],
    ["2027-10-03T02:15:00", "Australia/Lord_Howe"],
    ["2027-09-26T03:00:00", "Pacific/Chatham"],
    ["2011-12-30T12:00:00", "Pacific/Apia"],
    ["1986-01-01T00:10:00", "Asia/Kathmandu"],
  ])("%s is skipped in %s", (text, zone) => {
    expect(() => placeIn(moment(text), zone, "start")).toThrow("does not exist");
    // A window loses nothing by it.
    expect(() => boundOf(text, zone, "time_min")).not.toThrow();
  });

  it.each([
    ["2027-10-31T02:30:00", "Europe/Berlin", "+02:00"],
    ["2027-11-07T01:30:00", "America/New_York", "-04:00"],
    ["2027-04-04T01:45:00", "Australia/Lord_Howe", "+11:00"],
    ["2027-04-04T03:15:00", "Pacific/Chatham", "+13:45"],
  ])("%s comes twice in %s: the first is taken, and said", (text, zone, offset) => {
    const { at, warning } = placeIn(moment(text), zone, "start");
    expect([at.offset, warning?.includes("comes twice")]).toEqual([offset, true]);
    // With its offset it is one moment.
    expect(placeIn(moment(`${text}${offset}`), zone, "start").warning).toBeUndefined();
  });

  it("with an offset are that moment, in any zone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), zones, zones, (seconds, from, to) => {
        const at = Temporal.Instant.fromEpochMilliseconds(seconds * 1000);
        const text = at.toZonedDateTimeISO(from).toString({ timeZoneName: "never", smallestUnit: "second" });
        expect(placeIn(moment(text), to, "start").at.epochMilliseconds).toBe(seconds * 1000);
      }),
    );
  });

  it.each([
    "2027-04-01T24:00:00",
    "2027-04-01T10",
    "2027-04-01T10:60:00",
    "2027-02-29T10:00:00",
    "2027-04-01T10:00:00+99:00",
    "10:00",
  ])("%s is none", (text) => {
    expect(() => readWhen({ date_time: text }, "end")).toThrow("`end`");
  });
});

describe("windows", () => {
  it("hold the moments of a local day and no other", () => {
    fc.assert(
      fc.property(days, zones, (day, zone) => {
        fc.pre(day.year >= 1990);
        const from = boundOf(String(day), zone, "time_min").epochMilliseconds;
        const to = boundOf(String(day), zone, "time_max").epochMilliseconds;
        if (from === to) return expect([String(day), zone]).toEqual(["2011-12-30", "Pacific/Apia"]);
        expect(wallClock(from, zone).slice(0, 10)).toBe(String(day));
        expect(wallClock(to - 1000, zone).slice(0, 10)).toBe(String(day));
        expect(wallClock(from - 1000, zone) < String(day)).toBe(true);
        expect(wallClock(to, zone).slice(0, 10) > String(day)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

describe("changes", () => {
  const berlin = (text: string) => Temporal.ZonedDateTime.from(`${text}[Europe/Berlin]`);

  it("of the start alone keep the duration in time that passes, also over a change of clocks", () => {
    const present = { start: berlin("2027-03-27T01:00:00"), end: berlin("2027-03-27T04:00:00") };
    const { start, end } = changedTimes(present, moment("2027-03-28T01:00:00"), undefined, "Europe/Berlin");
    expect([googleTime(start), googleTime(end)]).toMatchObject([
      { dateTime: "2027-03-28T01:00:00+01:00" },
      { dateTime: "2027-03-28T05:00:00+02:00" },
    ]);
  });

  it("keep the zone that an event has, unless another is named", () => {
    const present = { start: berlin("2027-05-01T09:00:00"), end: berlin("2027-05-01T10:00:00") };
    const read = changedTimes(present, moment("2027-05-01T09:00:00"), undefined, "America/New_York");
    expect(googleTime(read.start)).toMatchObject({
      dateTime: "2027-05-01T15:00:00+02:00",
      timeZone: "Europe/Berlin",
    });
    const named = changedTimes(present, moment("2027-05-01T09:00:00", "Asia/Kolkata"), undefined, "UTC");
    expect(googleTime(named.start)).toMatchObject({
      dateTime: "2027-05-01T09:00:00+05:30",
      timeZone: "Asia/Kolkata",
    });
  });

  it("move a series by the clock on the wall, and back again", () => {
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 5 * 60, max: 22 * 60 }),
        fc.integer({ min: 5 * 60, max: 22 * 60 }),
        (zone, later, was, is) => {
          const at = (day: number, minutes: number) =>
            Temporal.PlainDate.from("2026-11-02")
              .add({ days: day })
              .toZonedDateTime({
                timeZone: zone,
                plainTime: Temporal.PlainTime.from("00:00").add({ minutes }),
              });
          const move = moveOf(at(0, was), at(0, is));
          const moved = move(at(later, was));
          expect(String(moved)).toBe(String(at(later, is)));
          expect(String(moveOf(at(0, is), at(0, was))(moved))).toBe(String(at(later, was)));
        },
      ),
    );
  });
});
