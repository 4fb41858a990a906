import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
import { type AnyTool, ToolError } from "../kit/index.ts";
import { calendarCreateEvent } from "./create-event.ts";
import { calendarFindAvailability } from "./find-availability.ts";
import { calendarGetSettings } from "./get-settings.ts";
import { calendarListEvents } from "./list-events.ts";
import { FREEBUSY } from "./scopes.ts";
import { checkedRecurrence, cutBefore, movedBy, restFrom } from "./series/recurrence.ts";
import { moveOf } from "./time/event-times.ts";
import { calendarUpdateEvent } from "./update-event.ts";

/** Whatever comes, a tool gives a result or says what is wrong with it. */
const digits = (n: number) =>
  fc.integer({ min: 0, max: 10 ** n - 1 }).map((one) => String(one).padStart(n, "0"));
const nearlyDates = fc.tuple(digits(4), digits(2), digits(2)).map((parts) => parts.join("-"));
const nearlyTimes = fc
  .tuple(
    nearlyDates,
    fc.constantFrom("T", " ", "t", ""),
    digits(2),
    digits(2),
    fc.constantFrom("", "Z", "+05:45", "-99:99", ":30"),
  )
  .map(([day, between, hour, minute, end]) => `${day}${between}${hour}:${minute}${end}`);
const extremes = fc.constantFrom(
  "0000-01-01",
  "9999-12-31",
  "9999-12-31T23:59:59Z",
  "0000-01-01T00:00:00",
  "2027-01-01",
  "2027-01-01T09:00:00",
);
const moments = fc.oneof(fc.string({ maxLength: 40 }), nearlyDates, nearlyTimes, extremes);
const zones = fc.oneof(
  fc.string({ maxLength: 64 }),
  fc.constantFrom("Europe/Berlin", "Asia/Kathmandu", "__proto__"),
);
const whens = fc.oneof(
  moments,
  fc.record({ date: nearlyDates }),
  fc.record({ date_time: nearlyTimes, time_zone: zones }),
);
const lines = fc.oneof(
  fc.string({ maxLength: 100 }),
  fc
    .tuple(
      fc.constantFrom(
        "RRULE:FREQ=DAILY",
        "FREQ=WEEKLY",
        "EXDATE",
        "RDATE;TZID=Asia/Kolkata",
        "EXRULE:FREQ=DAILY",
      ),
      fc.constantFrom(";UNTIL=", ";COUNT=", ":", ";BYDAY=", ",", ""),
      fc.oneof(
        digits(8),
        fc.string({ maxLength: 20 }),
        fc.constantFrom("20270101T000000Z", "99991231", "00000101"),
      ),
    )
    .map((parts) => parts.join("")),
);

const event = (more: object) => ({
  id: "e",
  etag: '"1"',
  start: { dateTime: "2027-03-01T09:00:00Z", timeZone: "Europe/Berlin" },
  end: { dateTime: "2027-03-01T10:00:00Z", timeZone: "Europe/Berlin" },
  ...more,
});
async function cleanly(tool: AnyTool, args: object, more: object = {}): Promise<void> {
  const { api } = fakeApi({
    answer: ({ path, query }) => {
      if (query?.fields) return { timeZone: "Europe/Berlin" };
      if (path === "/freeBusy") return { calendars: { primary: { busy: [] } } };
      return { items: [], ...event(more) };
    },
  });
  try {
    await runTool(tool, api, args);
  } catch (error) {
    expect(error, String(error)).toBeInstanceOf(ToolError);
    expect((error as ToolError).fault).toBe("bad_argument");
  }
}

it("creating and changing", async () => {
  await fc.assert(
    fc.asyncProperty(whens, whens, fc.array(lines, { maxLength: 3 }), async (start, end, recurrence) => {
      await cleanly(calendarCreateEvent, { title: "x", start, end, recurrence });
      await cleanly(calendarUpdateEvent, { event_id: "e", start, end });
      await cleanly(
        calendarUpdateEvent,
        { event_id: "e", scope: "all", start },
        { recurrence: ["RRULE:FREQ=DAILY", ...recurrence] },
      );
    }),
    { numRuns: 1500 },
  );
});

it("windows and zones", async () => {
  await fc.assert(
    fc.asyncProperty(moments, moments, zones, async (time_min, time_max, time_zone) => {
      await cleanly(calendarListEvents, { time_min, time_max, time_zone });
      await cleanly(calendarFindAvailability, { time_min, time_max, time_zone, duration_minutes: 30 });
    }),
    { numRuns: 1500 },
  );
});

it("rules that a series has already, whoever wrote them", () => {
  const berlin = Temporal.ZonedDateTime.from("2027-03-01T10:00[Europe/Berlin]");
  const day = Temporal.PlainDate.from("2027-03-01");
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 4 }), fc.constantFrom(berlin, day), (some, start) => {
      const by = moveOf(start, start.add({ days: 1 }));
      const work = [
        () => cutBefore(some, start),
        () => restFrom(some, { first: start, move: by, last: start, cancelled: [start] }),
        () => movedBy(some, start, by),
        () => checkedRecurrence(some, start),
      ];
      for (const one of work) {
        try {
          for (const line of one()) expect(typeof line).toBe("string");
        } catch (error) {
          expect(error, String(error)).toBeInstanceOf(ToolError);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

it("long names and addresses take no time", async () => {
  const started = performance.now();
  const attendees = Array.from({ length: 100 }, (_, n) => `${" ".repeat(300)}${n}${'"'.repeat(10)}`);
  await cleanly(calendarCreateEvent, { title: "x", start: "2027-03-01", end: "2027-03-01", attendees });
  expect(performance.now() - started).toBeLessThan(1000);
});

it("an event of millennia asks for the people invited no further than three months", async () => {
  const { api, calls } = fakeApi({
    scopes: [FREEBUSY],
    answer: ({ path }) =>
      path === "/freeBusy" ? { calendars: { "ben@acme.test": { busy: [] } } } : { items: [], ...event({}) },
  });
  const made = await runTool(calendarCreateEvent, api, {
    title: "x",
    start: "2027-03-01",
    end: "9999-12-30",
    attendees: ["ben@acme.test"],
  });
  expect(calls.filter(({ path }) => path === "/freeBusy")).toHaveLength(4);
  expect(made.output.warnings).toContain("The people invited were looked at for 92 days only.");
});

it("an etag that no header can carry is the provider's fault", async () => {
  const { api, calls } = fakeApi({ answer: () => event({ etag: '"1\u0000"' }) });
  const changed = runTool(calendarUpdateEvent, api, { event_id: "e", title: "x" });
  await expect(changed).rejects.toMatchObject({ fault: "provider_down" });
  expect(new Set(calls.map(({ method }) => method))).toEqual(new Set(["GET"]));
});

it("settings that mean nothing are not told", async () => {
  const settings = {
    items: [
      { id: "timezone", value: "Europe/Berlin" },
      { id: "defaultEventLength", value: "1e308" },
      { id: "weekStart", value: "constructor" },
    ],
  };
  const { api } = fakeApi({ answer: () => settings });
  const { output } = await runTool(calendarGetSettings, api, {});
  expect(output).not.toHaveProperty("default_event_minutes");
  expect(output.week_start).toBe("Sunday");
});
