import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freeFor } from "../find-availability.ts";
import { combined } from "./freebusy.ts";
import { hoursOf, shiftsIn } from "./hours.ts";
import { slotsIn } from "./slots.ts";
import { type Stretch, shared, united, without } from "./spans.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
];
/** Weeks with changes of clocks in them, and one without; Samoa's skipped Friday. */
const WEEKS = [
  "2027-03-25",
  "2027-10-29",
  "2027-03-12",
  "2027-11-05",
  "2027-10-01",
  "2027-04-02",
  "2027-09-24",
  "2011-12-28",
  "2028-02-27",
].map((day) => Date.parse(`${day}T00:00:00Z`));
const NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

const formats = new Map<string, Intl.DateTimeFormat>();
/** Weekday and minute of the day in a zone, by the platform. */
function clockIn(ms: number, zone: string): { day: string; minute: number } {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  formats.set(zone, format);
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return { day: (part.weekday ?? "").toLowerCase(), minute: Number(part.hour) * 60 + Number(part.minute) };
}
const text = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const shift = fc.record({
  zone: fc.constantFrom(...ZONES),
  start: fc.integer({ min: 0, max: 95 }).map((n) => n * 15),
  end: fc.integer({ min: 0, max: 96 }).map((n) => n * 15),
  days: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1 }),
});
type Shift = typeof shift extends fc.Arbitrary<infer T> ? T : never;

/** Whether a moment lies in somebody's hours, by the clock on their wall. */
function works({ zone, start, end, days }: Shift, ms: number): boolean {
  const { day, minute } = clockIn(ms, zone);
  const before = NAMES[(NAMES.indexOf(day as "sun") + 6) % 7] ?? "sun";
  if (end > start) return days.includes(day as "sun") && minute >= start && minute < end;
  return (days.includes(day as "sun") && minute >= start) || (days.includes(before) && minute < end);
}

const stretches = (from: number) =>
  fc.array(
    fc
      .tuple(fc.integer({ min: -300, max: 8 * 24 * 60 }), fc.integer({ min: 1, max: 600 }))
      .map(([at, length]) => ({ start: from + at * MINUTE, end: from + (at + length) * MINUTE })),
    { maxLength: 12 },
  );

describe("slots", () => {
  it("never overlap what is busy, and lie in everybody's hours by their own clock", () => {
    const scene = fc.constantFrom(...WEEKS).chain((from) =>
      fc.record({
        from: fc.constant(from),
        people: fc.array(shift, { minLength: 1, maxLength: 3 }),
        busy: stretches(from),
        minutes: fc.constantFrom(5, 20, 30, 45, 60, 90),
        zone: fc.constantFrom(...ZONES),
        most: fc.integer({ min: 1, max: 50 }),
      }),
    );
    fc.assert(
      fc.property(scene, ({ from, people, busy, minutes, zone, most }) => {
        const window = { start: from, end: from + 6 * DAY };
        const hours = new Map(
          people.map((one, at) => [
            `p${at}`,
            {
              start: text(one.start),
              end: text(one.end),
              zone: one.zone,
              days: new Set(one.days.map((day) => NAMES.indexOf(day) || 7)),
            },
          ]),
        );
        const free = freeFor(window, { busy: [{ id: "x", spans: busy }], errors: [] }, hours);
        const { slots, more } = slotsIn(free, { minutes, most, zone });
        expect(slots.length).toBeLessThanOrEqual(most);
        if (more) expect(slots).toHaveLength(most);
        for (const [at, { start, end }] of slots.entries()) {
          expect(end - start).toBe(minutes * MINUTE);
          expect(start).toBeGreaterThanOrEqual(at === 0 ? window.start : (slots[at - 1]?.end ?? 0));
          expect(end).toBeLessThanOrEqual(window.end);
          for (const one of busy) expect(end <= one.start || start >= one.end).toBe(true);
          for (let ms = start; ms < end; ms += 5 * MINUTE)
            for (const person of people)
              expect(works(person, ms), `${person.zone} ${new Date(ms)}`).toBe(true);
        }
      }),
      { numRuns: 250 },
    );
  });

  it("are found whenever there is room, where clocks do not change", () => {
    const from = Date.parse("2027-06-07T00:00:00Z");
    fc.assert(
      fc.property(stretches(from), shift, fc.constantFrom(15, 30, 60), (busy, person, minutes) => {
        const here = { ...person, zone: "Asia/Kathmandu" };
        const window = { start: from, end: from + 2 * DAY };
        const hours = new Map([
          [
            "p",
            {
              start: text(here.start),
              end: text(here.end),
              zone: here.zone,
              days: new Set(here.days.map((day) => NAMES.indexOf(day) || 7)),
            },
          ],
        ]);
        const { slots } = slotsIn(freeFor(window, { busy: [{ id: "x", spans: busy }], errors: [] }, hours), {
          minutes,
          most: 1,
          zone: "UTC",
        });
        let run = 0;
        let longest = 0;
        for (let ms = window.start; ms < window.end; ms += MINUTE) {
          const taken = busy.some(({ start, end }) => ms >= start && ms < end);
          run = !taken && works(here, ms) ? run + 1 : 0;
          longest = Math.max(longest, run);
        }
        expect(slots.length > 0).toBe(longest >= minutes);
      }),
      { numRuns: 60 },
    );
  });
});

describe("stretches of time", () => {
  const some = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 })).map(([start, length]) => ({
      start,
      end: start + length,
    })),
    { maxLength: 12 },
  );
  const holds = (list: readonly Stretch[], at: number) =>
    list.some(({ start, end }) => at >= start && at < end);

  it("unite, meet and part as sets of moments do", () => {
    fc.assert(
      fc.property(some, some, (a, b) => {
        const [one, other] = [united(a), united(b)];
        for (let at = 0; at < 90; at++) {
          expect(holds(one, at)).toBe(holds(a, at));
          expect(holds(shared(one, other), at)).toBe(holds(a, at) && holds(b, at));
          expect(holds(without(one, other), at)).toBe(holds(a, at) && !holds(b, at));
        }
        for (const list of [one, shared(one, other), without(one, other)])
          for (const [at, { start, end }] of list.entries()) {
            expect(end).toBeGreaterThan(start);
            if (at > 0) expect(start).toBeGreaterThanOrEqual(list[at - 1]?.end ?? 0);
          }
      }),
    );
  });
});

describe("hours", () => {
  it("are nine to five on weekdays unless said, with people's own", () => {
    const people = { "Ben@acme.test": { time_zone: "asia/kolkata", days: ["sat" as const] } };
    const hours = hoursOf({ start: "10:00", people }, ["primary", "ben@acme.test"], "Europe/Berlin");
    expect(hours.get("primary")).toEqual({
      start: "10:00",
      end: "17:00",
      days: new Set([1, 2, 3, 4, 5]),
      zone: "Europe/Berlin",
    });
    expect(hours.get("ben@acme.test")).toMatchObject({
      zone: "Asia/Kolkata",
      days: new Set([6]),
      start: "10:00",
    });
    expect(() => hoursOf({ people: { "x@y.test": {} } }, ["primary"], "UTC")).toThrow("x@y.test");
    expect(() => hoursOf({ time_zone: "Mars/Base" }, ["primary"], "UTC")).toThrow("IANA");
  });

  it("over midnight belong to the day they begin on", () => {
    const from = Date.parse("2027-06-07T00:00:00Z"); // a Monday
    const night = { start: "22:00", end: "06:00", days: new Set([7]), zone: "UTC" };
    expect(shiftsIn(night, from, from + DAY)).toEqual([{ start: from, end: from + 6 * 60 * MINUTE }]);
    const whole = { start: "00:00", end: "24:00", days: new Set([1]), zone: "UTC" };
    expect(shiftsIn(whole, from, from + 3 * DAY)).toEqual([{ start: from, end: from + DAY }]);
  });
});

describe("what Google tells", () => {
  it("is put together; what it does not tell or cannot be read is an error, never free", () => {
    const { busy, errors } = combined([
      {
        calendars: {
          a: { busy: [{ start: "2027-01-01T09:00:00Z", end: "2027-01-01T10:00:00Z" }], errors: undefined },
          b: { busy: [], errors: [{ reason: "notFound" }] },
          c: { busy: [{ start: "soon", end: "later" }], errors: undefined },
        },
        groups: { team: { calendars: [], errors: [{ reason: "groupTooBig" }] } },
      },
      {
        calendars: {
          a: { busy: [{ start: "2027-01-01T10:00:00Z", end: "2027-01-01T11:00:00Z" }], errors: undefined },
        },
      },
    ]);
    expect(busy).toEqual([
      {
        id: "a",
        spans: [{ start: Date.parse("2027-01-01T09:00:00Z"), end: Date.parse("2027-01-01T11:00:00Z") }],
      },
    ]);
    expect(errors.map(({ id }) => id).sort()).toEqual(["b", "c", "team"]);
  });
});
