import { auth, type calendar_v3, calendar as googleCalendar } from "@googleapis/calendar";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOLIDAYS, LAUNCH, TEAM } from "../sandbox/calendar-seed.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { checkGoogle, requestsOf } from "../vendor/index.ts";

const READING = [
  "calendar_list_calendars",
  "calendar_list_events",
  "calendar_get_event",
  "calendar_find_availability",
  "calendar_get_settings",
  "calendar_list_instances",
];
const BERLIN = "Europe/Berlin";

let gateway: TestGateway;
let agent: Agent;
/** Google's own client, with a token the gateway holds. */
let google: calendar_v3.Calendar;
/** The Monday that the seeded weeks are counted from. */
let monday: Temporal.PlainDate;

beforeAll(async () => {
  gateway = await startGateway();
  const { owner, url } = gateway;
  const { value } = await owner.newToken({ servers: ["google_calendar"] });
  const done = await owner.authorize({ email: "ada@acme.test", tools: READING });
  expect(done, JSON.stringify(done.body)).toMatchObject({ status: 200 });
  agent = await connectAgent(url, value, "google_calendar");
  const client = new auth.OAuth2();
  const issued = gateway.google.secrets().filter((one) => one.startsWith("ya29."));
  client.setCredentials({ access_token: issued.at(-1) ?? "" });
  google = googleCalendar({ version: "v3", auth: client, rootUrl: `${gateway.google.url}/`, retry: false });
  const today = Temporal.Now.plainDateISO(BERLIN);
  monday = today.subtract({ days: today.dayOfWeek - 1 });
});
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

type Row = Record<string, unknown> & { event_id: string; title: string; start: string; end: string };
interface Result {
  text: string;
  items: Row[];
  event: Row;
  next_cursor?: string;
  warnings?: string[];
  now: { local: string; weekday: string; time_zone: string };
  slots: { start: string; end: string; weekday: string }[];
  busy: { id: string; busy: { start: string; end: string }[] }[];
  errors: { id: string; reason: string }[];
}
async function call(name: string, args: Record<string, unknown> = {}): Promise<Result> {
  const answer = await agent.call(name, args);
  expect(answer.isError, answer.text).toBe(false);
  return { text: answer.text, ...(answer.structured as unknown as Omit<Result, "text">) };
}
const refused = async (name: string, args: Record<string, unknown>) => {
  const answer = await agent.call(name, args);
  expect(answer.isError, answer.text).toBe(true);
  return { code: answer.error?.error, text: answer.text };
};
const day = (at: number) => String(monday.add({ days: at }));
const month = () => ({ time_min: day(-28), time_max: day(27) });

describe("calendars and settings", () => {
  test("lists what Google lists, page by page, with our names for roles", async () => {
    const theirs = (await google.calendarList.list()).data.items ?? [];
    const ours: Row[] = [];
    let cursor: string | undefined;
    do {
      const page = await call("calendar_list_calendars", { page_size: 2, ...(cursor && { cursor }) });
      ours.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor);
    expect(ours.map((one) => one.calendar_id)).toEqual(theirs.map((one) => one.id));
    expect(ours[0]).toEqual({
      calendar_id: "ada@acme.test",
      name: "ada@acme.test",
      time_zone: BERLIN,
      role: "owner",
      primary: true,
    });
    const writable = await call("calendar_list_calendars", { min_role: "writer" });
    expect(writable.items.map((one) => one.role)).toEqual(["owner", "writer"]);
  });

  test("a cursor of another question is refused", async () => {
    const { next_cursor } = await call("calendar_list_calendars", { page_size: 1 });
    const answer = await refused("calendar_list_calendars", { page_size: 2, cursor: next_cursor });
    expect(answer.code).toBe("bad_argument");
  });

  test("settings say zone, week and the time it is there", async () => {
    const settings = await call("calendar_get_settings");
    expect(settings).toMatchObject({ time_zone: BERLIN, week_start: "Monday", default_event_minutes: 30 });
    expect(settings.now.time_zone).toBe(BERLIN);
    expect(Math.abs(Date.parse(settings.now.local) - Date.now())).toBeLessThan(60_000);
    expect(settings.text).toContain("does not tell working hours");
  });
});

describe("events", () => {
  test("are those that Google's client finds, with weekday, zone and offset", async () => {
    const { items, now, text } = await call("calendar_list_events", { ...month(), page_size: 50 });
    const theirs = await google.events.list({
      calendarId: "primary",
      singleEvents: true,
      orderBy: "startTime",
      timeMin: monday.subtract({ days: 28 }).toZonedDateTime(BERLIN).toInstant().toString(),
      timeMax: monday.add({ days: 28 }).toZonedDateTime(BERLIN).toInstant().toString(),
    });
    expect(items.map((one) => one.event_id)).toEqual(theirs.data.items?.map((one) => one.id));
    expect(now.time_zone).toBe(BERLIN);
    const focus = items.find((one) => one.title === "Write the launch plan");
    expect(focus).toMatchObject({
      weekday: "Tuesday",
      all_day: false,
      time_zone: BERLIN,
      status: "confirmed",
    });
    expect(focus?.start).toMatch(new RegExp(`^${day(1)}T09:00:00\\+0[12]:00$`));
    expect(text).toContain("[From Google Calendar");
    expect(text).toContain(`Tue ${day(1)} 09:00–11:00`);
  });

  test("all-day events stay the days they are, in whatever zone they are asked for", async () => {
    for (const time_zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", undefined]) {
      const { items } = await call("calendar_list_events", { ...month(), query: "Offsite", time_zone });
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({
        start: day(3),
        end: day(5),
        last_day: day(4),
        weekday: "Thursday",
        all_day: true,
      });
    }
  });

  test("a date as a bound is a whole day of the zone", async () => {
    const one = await call("calendar_list_events", { time_min: day(1), time_max: day(1) });
    expect(one.items.map((item) => item.title)).toEqual([
      "Write the launch plan",
      "Kraft Logistik: invoice review",
    ]);
    const local = await call("calendar_list_events", { time_min: `${day(1)}T12:00:00`, time_max: day(1) });
    expect(local.items.map((item) => item.title)).toEqual(["Kraft Logistik: invoice review"]);
    const far = await call("calendar_list_events", {
      time_min: `${day(1)}T20:00:00`,
      time_max: `${day(1)}T23:30:00`,
      time_zone: "Asia/Tokyo",
    });
    expect(far.items.map((item) => item.title)).toEqual(["Kraft Logistik: invoice review"]);
    expect(far.items[0]?.start).toBe(
      `${monday.add({ days: 1 }).toZonedDateTime({ timeZone: BERLIN, plainTime: "14:00" }).withTimeZone("Asia/Tokyo").toString({ smallestUnit: "second", timeZoneName: "never" })}`,
    );
  });

  test("of several calendars come merged in order, through one cursor, none twice and none lost", async () => {
    const calendar_ids = ["primary", LAUNCH, HOLIDAYS, "nobody@acme.test"];
    const whole = await call("calendar_list_events", { ...month(), calendar_ids, page_size: 50 });
    expect(whole.items.some((one) => one.calendar_id === LAUNCH)).toBe(true);
    expect(whole.items.some((one) => one.calendar_id === HOLIDAYS)).toBe(true);
    expect(whole.warnings?.join()).toContain("nobody@acme.test");
    const begins = whole.items.map((one) =>
      one.start.length === 10
        ? Temporal.PlainDate.from(one.start).toZonedDateTime(BERLIN).epochMilliseconds
        : Date.parse(one.start),
    );
    expect(begins).toEqual([...begins].sort((a, b) => a - b));
    const paged: Row[] = [];
    let cursor: string | undefined;
    do {
      const page = await call("calendar_list_events", {
        ...month(),
        calendar_ids,
        page_size: 3,
        ...(cursor && { cursor }),
      });
      expect(page.items.length).toBeLessThanOrEqual(3);
      paged.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor);
    expect(paged).toEqual(whole.items);
  });

  test("without a window begin now; series are whole when not expanded", async () => {
    const { items, now } = await call("calendar_list_events");
    for (const one of items) {
      const end =
        one.end.length === 10 ? Temporal.PlainDate.from(one.end).toZonedDateTime(BERLIN) : undefined;
      const ms = end ? end.epochMilliseconds : Date.parse(one.end);
      expect(ms).toBeGreaterThan(Date.parse(now.local) - 60_000);
    }
    const series = await call("calendar_list_events", {
      ...month(),
      expand_recurring: false,
      query: "stand-up",
    });
    expect(series.items.map((one) => [one.event_id, one.recurrence])).toEqual([
      ["standup0mon", ["RRULE:FREQ=WEEKLY;BYDAY=MO"]],
    ]);
    const full = await call("calendar_list_events", {
      ...month(),
      query: "stand-up",
      detail: "full",
      page_size: 1,
    });
    expect(full.items[0]).toMatchObject({
      organizer: "ada@acme.test",
      attendees_count: 3,
      my_response: "accepted",
      meet_url: "https://meet.google.com/abc-defg-hij",
      recurring_event_id: "standup0mon",
    });
    expect(full.items[0]?.description).toContain("Notes [https://wiki.acme.test/standup]");
    expect(full.next_cursor).toBeDefined();
  });

  test("wrong windows, zones and calendars are named", async () => {
    const asked = (args: object) => refused("calendar_list_events", { ...args });
    expect((await asked({ time_min: day(3), time_max: day(2) })).text).toContain("after `time_min`");
    expect((await asked({ time_min: "next week" })).text).toContain("`time_min`");
    expect((await asked({ time_min: "2026-02-30" })).text).toContain("`time_min`");
    expect((await asked({ time_zone: "Mars/Base" })).text).toContain("IANA");
    const missing = await asked({ calendar_ids: ["nobody@acme.test"] });
    expect(missing).toMatchObject({ code: "not_found" });
    expect(missing.text).toContain("calendar_list_calendars");
  });

  test("one is read in full, and cut only where it says so", async () => {
    const { event, text } = await call("calendar_get_event", { event_id: "standup0mon" });
    const theirs = (await google.events.get({ calendarId: "primary", eventId: "standup0mon" })).data;
    expect(event).toMatchObject({
      etag: theirs.etag,
      link: theirs.htmlLink,
      recurrence: theirs.recurrence,
      reminders: ["popup 5 minutes before"],
      shows_as: "busy",
    });
    expect(event.attendees).toEqual(
      theirs.attendees?.map((one) => ({
        email: one.email,
        name: one.displayName,
        response: one.responseStatus,
      })),
    );
    expect(text).toContain("Ben Okafor <ben@acme.test>: accepted");
    const missing = await refused("calendar_get_event", { event_id: "nothing0here" });
    expect(missing.code).toBe("not_found");
    const tokyo = await call("calendar_get_event", { event_id: "standup0mon", time_zone: "Asia/Kolkata" });
    expect(tokyo.event.start).toContain("+05:30");
  });

  test("occurrences of a series, by its id or by one of theirs", async () => {
    const window = { time_min: day(0), time_max: day(20) };
    const { items } = await call("calendar_list_instances", { event_id: "standup0mon", ...window });
    expect(items.map((one) => one.start.slice(0, 16))).toEqual([0, 7, 14].map((at) => `${day(at)}T09:30`));
    const again = await call("calendar_list_instances", { event_id: items[1]?.event_id, ...window });
    expect(again.items).toEqual(items);
    const paged: Row[] = [];
    let cursor: string | undefined;
    do {
      const page = await call("calendar_list_instances", {
        event_id: "standup0mon",
        ...window,
        page_size: 2,
        ...(cursor && { cursor }),
      });
      paged.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor);
    expect(paged).toEqual(items);
    const single = await refused("calendar_list_instances", { event_id: "focus0tue" });
    expect(single.text).toContain("does not recur");
  });
});

describe("free slots", () => {
  /** Monday of next week: never in the past. */
  const next = (at: number) => day(7 + at);

  test("are free for everybody, inside everybody's hours, in their own zones", async () => {
    const found = await call("calendar_find_availability", {
      attendees: ["ben@acme.test", "chloe@acme.test"],
      time_min: next(0),
      time_max: next(4),
      duration_minutes: 30,
      working_hours: {
        start: "09:00",
        end: "17:00",
        people: {
          "ben@acme.test": { time_zone: "America/New_York" },
          "chloe@acme.test": { time_zone: "Europe/Paris" },
        },
      },
      max_slots: 50,
    });
    expect(found.slots.length).toBeGreaterThan(0);
    for (const { start, end, weekday } of found.slots) {
      for (const zone of [BERLIN, "America/New_York", "Europe/Paris"]) {
        const local = Temporal.Instant.from(start).toZonedDateTimeISO(zone);
        const until = Temporal.Instant.from(end).toZonedDateTimeISO(zone);
        expect(local.dayOfWeek).toBeLessThanOrEqual(5);
        expect(local.hour).toBeGreaterThanOrEqual(9);
        expect(until.hour * 60 + until.minute).toBeLessThanOrEqual(17 * 60);
      }
      expect(weekday).toMatch(/day$/);
    }
    const theirs = await google.freebusy.query({
      requestBody: {
        timeMin: `${next(0)}T00:00:00Z`,
        timeMax: `${next(5)}T00:00:00Z`,
        items: [{ id: "primary" }, { id: "ben@acme.test" }, { id: "chloe@acme.test" }],
      },
    });
    const spans = Object.values(theirs.data.calendars ?? {}).flatMap(({ busy }) => busy ?? []);
    expect(spans.length).toBeGreaterThan(0);
    for (const slot of found.slots) {
      for (const span of spans) {
        const apart =
          Date.parse(slot.end) <= Date.parse(span.start ?? "") ||
          Date.parse(slot.start) >= Date.parse(span.end ?? "");
        expect(apart, `${slot.start} and ${span.start}`).toBe(true);
      }
    }
  });

  test("who cannot be looked up is an error by id, never free time", async () => {
    const found = await call("calendar_find_availability", {
      attendees: ["ines@acme.test", "ben@acme.test"],
      time_min: next(0),
      time_max: next(1),
      duration_minutes: 60,
    });
    expect(found.errors.map(({ id }) => id)).toEqual(["ines@acme.test"]);
    expect(found.errors[0]?.reason).toContain("does not share");
    expect(found.busy.map(({ id }) => id)).not.toContain("ines@acme.test");
    expect(found.text).toContain("Not looked up: ines@acme.test");
    const other = await call("calendar_find_availability", {
      calendar_ids: ["nobody@acme.test"],
      time_min: next(0),
      time_max: next(1),
      duration_minutes: 60,
    });
    expect(other.errors.map(({ id }) => id)).toEqual(["nobody@acme.test"]);
    expect(found.warnings?.join()).toContain("working_hours");
  });

  test("a group counts with all of its members; a long window is asked for in parts", async () => {
    gateway.google.clearRequests();
    const found = await call("calendar_find_availability", {
      attendees: [TEAM],
      calendar_ids: [],
      time_min: next(0),
      time_max: next(80),
      duration_minutes: 60,
      max_slots: 1,
    });
    expect(found.busy.map(({ id }) => id).sort()).toEqual([
      "ada@acme.test",
      "ben@acme.test",
      "chloe@acme.test",
    ]);
    expect(gateway.google.requests().filter((one) => one.path.endsWith("/freeBusy"))).toHaveLength(3);
  });

  test("a window in the past, too long or backwards is refused", async () => {
    const asked = async (time_min: string, time_max: string) =>
      (await refused("calendar_find_availability", { time_min, time_max, duration_minutes: 30 })).text;
    expect(await asked(day(-20), day(-19))).toContain("in the past");
    expect(await asked(day(1), day(200))).toContain("more than 92 days");
    expect(await asked(day(2), day(1))).toContain("after");
  });
});

describe("what a grant allows", () => {
  test("every call asks for its own scope", async () => {
    const { owner } = gateway;
    const done = await owner.authorize({ email: "ben@acme.test", tools: ["calendar_get_settings"] });
    expect(done.status).toBe(200);
    const own = gateway.google
      .secrets()
      .filter((one) => one.startsWith("ya29."))
      .at(-1);
    const answer = await fetch(`${gateway.google.url}/calendar/v3/calendars/primary/events`, {
      headers: { authorization: `Bearer ${own}` },
    });
    expect(answer.status).toBe(403);
    const garbage = await fetch(`${gateway.google.url}/calendar/v3/users/me/settings`, {
      headers: { authorization: "Bearer ya29.nobody" },
    });
    expect(garbage.status).toBe(401);
  });
});

test("what went out is as Google describes it", async () => {
  expect(checkGoogle("calendar", await requestsOf(gateway.google))).toEqual([]);
});
