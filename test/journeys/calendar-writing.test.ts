import { auth, type calendar_v3, calendar as googleCalendar } from "@googleapis/calendar";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HOLIDAYS, LAUNCH } from "../sandbox/calendar-seed.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { checkGoogle, requestsOf } from "../vendor/index.ts";

const WRITING = [
  "calendar_create_event",
  "calendar_update_event",
  "calendar_delete_event",
  "calendar_respond_to_event",
];
const BERLIN = "Europe/Berlin";

let gateway: TestGateway;
let ada: Agent;
let ben: Agent;
/** Google's own client, as Ada and as Ben: it reads what our tools claim to have done. */
let google: calendar_v3.Calendar;
let bens: calendar_v3.Calendar;

async function connect(email: string, tools = WRITING): Promise<[Agent, calendar_v3.Calendar]> {
  const { owner, url } = gateway;
  const done = await owner.authorize({ email, tools });
  expect(done, JSON.stringify(done.body)).toMatchObject({ status: 200 });
  const connector = done.body.connector.id;
  const { value } = await owner.newToken({ servers: ["google_calendar"] });
  const agent = await connectAgent(url, value, "google_calendar");
  const call = (name: string, args: Record<string, unknown>) => agent.call(name, { connector, ...args });
  const client = new auth.OAuth2();
  const issued = gateway.google.secrets().filter((one) => one.startsWith("ya29."));
  client.setCredentials({ access_token: issued.at(-1) ?? "" });
  const reader = googleCalendar({
    version: "v3",
    auth: client,
    rootUrl: `${gateway.google.url}/`,
    retry: false,
  });
  return [{ ...agent, call } as Agent, reader];
}

beforeAll(async () => {
  gateway = await startGateway();
  [ada, google] = await connect("ada@acme.test");
  [ben, bens] = await connect("ben@acme.test", [...WRITING, "calendar_find_availability"]);
});
beforeEach(() => void gateway.google.calendars.notices.splice(0));
afterAll(async () => {
  await ada?.close();
  await ben?.close();
  await gateway?.close();
});

type Row = Record<string, unknown> & { event_id: string; start: string; end: string; etag: string };
interface Result {
  text: string;
  event: Row;
  conflicts: { who: string; title?: string; event_id?: string }[];
  warnings?: string[];
  scope_applied: string;
  already_created?: boolean;
  already_deleted?: boolean;
}
async function call(name: string, args: Record<string, unknown>, agent = ada): Promise<Result> {
  const answer = await agent.call(name, args);
  expect(answer.isError, answer.text).toBe(false);
  return { text: answer.text, ...(answer.structured as unknown as Omit<Result, "text">) };
}
const refused = async (name: string, args: Record<string, unknown>, agent = ada) => {
  const answer = await agent.call(name, args);
  expect(answer.isError, answer.text).toBe(true);
  return { code: answer.error?.error, text: answer.text, error: answer.error };
};
const create = (args: Record<string, unknown>) =>
  call("calendar_create_event", { check_conflicts: false, ...args });
const update = (args: Record<string, unknown>, agent = ada) => call("calendar_update_event", args, agent);
const read = async (eventId: string, calendarId = "primary", reader = google) =>
  (await reader.events.get({ calendarId, eventId })).data;
const occurrences = async (eventId: string, showDeleted = false) => {
  const { data } = await google.events.instances({
    calendarId: "primary",
    eventId,
    showDeleted,
    maxResults: 500,
  });
  return data.items ?? [];
};
const starts = async (eventId: string) =>
  (await occurrences(eventId)).map((one) => one.start?.dateTime ?? one.start?.date);

/** Days counted from a Wednesday far enough away to be nobody's. */
const today = Temporal.Now.plainDateISO(BERLIN);
const far = (days: number) => String(today.add({ days: 206 - today.dayOfWeek + days }));
const at = (date: string, time: string, zone = BERLIN) => ({
  date_time: `${date}T${time}:00`,
  time_zone: zone,
});

describe("creating", () => {
  test("an event with people, place, Meet, reminder and visibility, as Google then has it", async () => {
    const day = far(0);
    const { event, text } = await create({
      title: "Budget & plans",
      start: at(day, "09:00"),
      end: at(day, "10:30"),
      description: "Bring numbers.",
      location: "Room Skagerrak",
      attendees: ["Ben Okafor <ben@acme.test>", "greta.weiss@kraft-logistik.test", "BEN@acme.test"],
      add_meet: true,
      visibility: "private",
      reminders_minutes: 15,
      notify: "external",
    });
    const theirs = await read(event.event_id);
    expect(theirs).toMatchObject({
      summary: "Budget & plans",
      description: "Bring numbers.",
      location: "Room Skagerrak",
      visibility: "private",
      reminders: { useDefault: false, overrides: [{ method: "popup", minutes: 15 }] },
      etag: event.etag,
    });
    expect(theirs.start).toMatchObject({ timeZone: BERLIN });
    expect(theirs.attendees?.map(({ email, displayName }) => [email, displayName])).toEqual([
      ["ben@acme.test", "Ben Okafor"],
      ["greta.weiss@kraft-logistik.test", undefined],
    ]);
    expect(event.meet_url).toBe(theirs.hangoutLink);
    expect(theirs.hangoutLink).toMatch(/^https:\/\/meet\.google\.com\//);
    expect(event.start.slice(0, 16)).toBe(`${day}T09:00`);
    expect(text).toContain("09:00–10:30");
    expect(gateway.google.calendars.notices).toMatchObject([
      { kind: "created", sendUpdates: "externalOnly", to: ["greta.weiss@kraft-logistik.test"] },
    ]);
    // Ben sees it in his calendar.
    expect(await read(event.event_id, "primary", bens)).toMatchObject({ summary: "Budget & plans" });
  });

  test("days are days, and a day that ends as it begins is one day", async () => {
    const day = "2028-02-29";
    const one = await create({ title: "Leap day", start: { date: day }, end: { date: day } });
    expect(await read(one.event.event_id)).toMatchObject({
      start: { date: day },
      end: { date: "2028-03-01" },
    });
    expect(one.event).toMatchObject({ start: day, last_day: day, weekday: "Tuesday", all_day: true });
    const year = await create({ title: "Turn of the year", start: "2027-12-31", end: "2028-01-02" });
    expect(await read(year.event.event_id)).toMatchObject({
      start: { date: "2027-12-31" },
      end: { date: "2028-01-02" },
    });
  });

  test("a local time without a zone is the calendar's; another zone is kept", async () => {
    const day = far(1);
    const berlin = await create({ title: "Here", start: `${day}T09:00:00`, end: `${day}T10:00:00` });
    expect((await read(berlin.event.event_id)).start).toMatchObject({ timeZone: BERLIN });
    const launch = await create({
      title: "There",
      calendar_id: LAUNCH,
      start: `${day}T09:00:00`,
      end: `${day}T10:00:00`,
    });
    expect((await read(launch.event.event_id, LAUNCH)).start).toMatchObject({ timeZone: "America/New_York" });
    expect(launch.event.start.slice(11, 16)).toBe("09:00");
    const nepal = await create({
      title: "Quarter hours",
      start: at(day, "09:00", "Asia/Kathmandu"),
      end: at(day, "09:30", "Asia/Kathmandu"),
    });
    expect(nepal.event).toMatchObject({ start: `${day}T09:00:00+05:45`, time_zone: "Asia/Kathmandu" });
    expect(Date.parse((await read(nepal.event.event_id)).start?.dateTime ?? "")).toBe(
      Date.parse(`${day}T09:00:00+05:45`),
    );
  });

  test("a local time that clocks skip is refused, one that comes twice is said", async () => {
    const gap = await refused("calendar_create_event", {
      title: "Skipped",
      start: at("2027-03-28", "02:30"),
      end: at("2027-03-28", "03:30"),
    });
    expect(gap.code).toBe("bad_argument");
    expect(gap.text).toContain("does not exist in Europe/Berlin");
    const twice = await create({
      title: "Twice",
      start: at("2027-10-31", "02:30"),
      end: at("2027-10-31", "03:30"),
    });
    expect(twice.event.start).toBe("2027-10-31T02:30:00+02:00");
    expect(twice.warnings?.join()).toContain("comes twice");
  });

  test("what it collides with is reported and keeps nothing back", async () => {
    const day = far(3);
    const first = await create({ title: "First", start: at(day, "09:00"), end: at(day, "10:00") });
    const second = await call("calendar_create_event", {
      title: "Second",
      start: at(day, "09:30"),
      end: at(day, "10:30"),
    });
    expect(second.conflicts).toMatchObject([
      { who: "primary", title: "First", event_id: first.event.event_id },
    ]);
    expect(second.text).toContain("Conflict:");
    expect(await read(second.event.event_id)).toMatchObject({ summary: "Second" });
    const after = await call("calendar_create_event", {
      title: "Right after",
      start: at(day, "10:30"),
      end: at(day, "11:00"),
    });
    expect(after.conflicts).toEqual([]);
    // Ben's grant lets the tool ask whether Ada is busy then, not why.
    const invited = await call(
      "calendar_create_event",
      { title: "With Ada", start: at(day, "09:15"), end: at(day, "09:45"), attendees: ["ada@acme.test"] },
      ben,
    );
    expect(invited.conflicts).toHaveLength(1);
    expect(invited.conflicts[0]).toMatchObject({ who: "ada@acme.test" });
    expect(invited.conflicts[0]).not.toHaveProperty("title");
  });

  test("with an idempotency key once, also when two come at a time", async () => {
    const day = far(4);
    const args = {
      title: "Only once",
      start: at(day, "09:00"),
      end: at(day, "10:00"),
      attendees: ["ben@acme.test"],
      add_meet: true,
      idempotency_key: "one-and-only",
    };
    const both = await Promise.all([create(args), create(args)]);
    const again = await create({ ...args, title: "Another title" });
    const ids = new Set([...both, again].map(({ event }) => event.event_id));
    expect(ids.size).toBe(1);
    expect(again).toMatchObject({ already_created: true });
    expect(again.warnings?.join()).toContain("another title");
    const { data } = await google.events.list({ calendarId: "primary", q: "Only once" });
    expect(data.items).toHaveLength(1);
    expect(gateway.google.calendars.notices).toHaveLength(1);
    await call("calendar_delete_event", { event_id: again.event.event_id });
    expect(await refused("calendar_create_event", args)).toMatchObject({ code: "conflict" });
    const bensOwn = await call("calendar_create_event", args, ben);
    expect(bensOwn.already_created).toBeUndefined();
  });

  test("what cannot be is refused with the reason, and nothing is created", async () => {
    const day = far(5);
    const good = { title: "x", start: at(day, "09:00"), end: at(day, "10:00"), check_conflicts: false };
    const reason = async (args: object) =>
      (await refused("calendar_create_event", { ...good, ...args })).text;
    expect(await reason({ end: at(day, "08:00") })).toContain("after `start`");
    expect(await reason({ end: { date: day } })).toContain("both be dates");
    expect(await reason({ attendees: ["not an address"] })).toContain("`attendees`");
    expect(await reason({ recurrence: ["DTSTART:20270101T090000Z"] })).toContain("`recurrence`");
    expect(await reason({ start: at(day, "25:00") })).toContain("`start`");
    expect(await reason({ calendar_id: HOLIDAYS })).toContain("make changes to events");
    expect(await reason({ calendar_id: "nobody@acme.test" })).toContain("calendar_list_calendars");
    const { data } = await google.events.list({
      calendarId: "primary",
      q: "x",
      timeMin: `${day}T00:00:00Z`,
      timeMax: `${day}T23:00:00Z`,
    });
    expect(data.items?.filter((one) => one.summary === "x")).toEqual([]);
  });

  test("a series keeps its local time over the change of clocks, and ends when it is said to", async () => {
    const { event } = await create({
      title: "Every Monday",
      start: at("2027-03-15", "09:00"),
      end: at("2027-03-15", "09:30"),
      recurrence: ["FREQ=WEEKLY;BYDAY=MO;UNTIL=20270405"],
    });
    expect((await read(event.event_id)).recurrence).toEqual([
      "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270405T215959Z",
    ]);
    expect(await starts(event.event_id)).toEqual([
      "2027-03-15T09:00:00+01:00",
      "2027-03-22T09:00:00+01:00",
      "2027-03-29T09:00:00+02:00",
      "2027-04-05T09:00:00+02:00",
    ]);
  });
});

describe("changing one event", () => {
  const one = async (day: string, more: object = {}) =>
    (await create({ title: "Plan", start: at(day, "09:00"), end: at(day, "10:00"), ...more })).event;

  test("what is not named stays; a new start keeps the duration", async () => {
    const event = await one(far(10), {
      description: "Kept.",
      location: "Here",
      attendees: ["ben@acme.test"],
    });
    const { event: changed, scope_applied } = await update({
      event_id: event.event_id,
      title: "Plan B",
      start: at(far(11), "14:15"),
    });
    expect(scope_applied).toBe("this");
    expect(changed.end.slice(0, 16)).toBe(`${far(11)}T15:15`);
    expect(await read(event.event_id)).toMatchObject({
      summary: "Plan B",
      description: "Kept.",
      location: "Here",
    });
  });

  test("becomes an all-day event and back, without leftovers", async () => {
    const event = await one(far(12));
    await update({ event_id: event.event_id, start: { date: far(12) }, end: { date: far(14) } });
    const days = await read(event.event_id);
    expect([days.start, days.end]).toEqual([{ date: far(12) }, { date: far(14) }]);
    await update({ event_id: event.event_id, start: at(far(12), "10:00"), end: at(far(12), "11:00") });
    expect((await read(event.event_id)).start).not.toHaveProperty("date");
    await update({ event_id: event.event_id, recurrence: ["FREQ=DAILY;COUNT=3"] });
    expect(await starts(event.event_id)).toHaveLength(3);
    const half = await refused("calendar_update_event", {
      event_id: event.event_id,
      scope: "all",
      start: { date: far(12) },
    });
    expect(half.text).toContain("give both");
  });

  test("people are added and removed, and everybody else's answer stays", async () => {
    const event = await one(far(13), { attendees: ["ben@acme.test", "greta.weiss@kraft-logistik.test"] });
    await call(
      "calendar_respond_to_event",
      { event_id: event.event_id, response: "tentative", comment: "May be late" },
      ben,
    );
    const { warnings } = await update({
      event_id: event.event_id,
      attendees_add: ["Chloé Dubois <chloe@acme.test>", "BEN@ACME.TEST"],
      attendees_remove: ["greta.weiss@kraft-logistik.test", "nobody@acme.test"],
    });
    expect(warnings?.join()).toContain("nobody@acme.test was not invited");
    expect((await read(event.event_id)).attendees).toMatchObject([
      { email: "ben@acme.test", responseStatus: "tentative", comment: "May be late" },
      { email: "chloe@acme.test", displayName: "Chloé Dubois", responseStatus: "needsAction" },
    ]);
  });

  test("with an old etag nothing is written, and the present one is told", async () => {
    const event = await one(far(14));
    await google.events.patch({
      calendarId: "primary",
      eventId: event.event_id,
      requestBody: { location: "Moved by somebody else" },
    });
    const present = await read(event.event_id);
    for (const [tool, args] of [
      ["calendar_update_event", { title: "Overwritten" }],
      ["calendar_delete_event", {}],
    ] as const) {
      const answer = await refused(tool, { event_id: event.event_id, etag: event.etag, ...args });
      expect(answer.code).toBe("conflict");
      expect(answer.text).toContain(present.etag);
      expect(answer.error).toMatchObject({ etag: present.etag });
    }
    expect(await read(event.event_id)).toEqual(present);
    const { event: changed } = await update({ event_id: event.event_id, etag: present.etag, title: "Now" });
    expect(await read(event.event_id)).toMatchObject({
      summary: "Now",
      location: "Moved by somebody else",
      etag: changed.etag,
    });
  });

  test("two changes of the guest list at once are both kept", async () => {
    const event = await one(far(15), { attendees: ["ben@acme.test"] });
    const add = (email: string) => update({ event_id: event.event_id, attendees_add: [email] });
    await Promise.all([add("chloe@acme.test"), add("greta.weiss@kraft-logistik.test")]);
    const emails = (await read(event.event_id)).attendees?.map(({ email }) => email);
    expect(emails?.sort()).toEqual(["ben@acme.test", "chloe@acme.test", "greta.weiss@kraft-logistik.test"]);
  });

  test("a Meet link comes and goes", async () => {
    const event = await one(far(16));
    const { event: with_ } = await update({ event_id: event.event_id, add_meet: true });
    expect((await read(event.event_id)).hangoutLink).toBe(with_.meet_url);
    await update({ event_id: event.event_id, title: "Still with a link" });
    expect((await read(event.event_id)).hangoutLink).toBe(with_.meet_url);
    await update({ event_id: event.event_id, add_meet: false });
    const without = await read(event.event_id);
    expect([without.hangoutLink, without.conferenceData]).toEqual([undefined, undefined]);
  });

  test("only its organizer changes it; nothing to change is said", async () => {
    const event = await one(far(17), { attendees: ["ben@acme.test"] });
    const answer = await refused("calendar_update_event", { event_id: event.event_id, title: "Mine" }, ben);
    expect(answer.code).toBe("no_permission");
    expect(answer.text).toContain("organizer");
    expect((await refused("calendar_update_event", { event_id: event.event_id })).text).toContain(
      "Nothing to change",
    );
    expect((await refused("calendar_update_event", { event_id: "not0there", title: "x" })).code).toBe(
      "not_found",
    );
  });
});

describe("series", () => {
  /** Six Tuesdays, 10:00 in Berlin, over the change of clocks at the end of October. */
  const series = async (more: object = {}) =>
    (
      await create({
        title: "Sync",
        start: at("2027-10-12", "10:00"),
        end: at("2027-10-12", "10:30"),
        recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=6"],
        attendees: ["ben@acme.test", "chloe@acme.test"],
        add_meet: true,
        reminders_minutes: 7,
        ...more,
      })
    ).event.event_id;
  const ALL = [
    "10-12T10:00:00+02:00",
    "10-19T10:00:00+02:00",
    "10-26T10:00:00+02:00",
    "11-02T10:00:00+01:00",
    "11-09T10:00:00+01:00",
    "11-16T10:00:00+01:00",
  ].map((one) => `2027-${one}`);
  const nth = async (id: string, n: number) => (await occurrences(id))[n]?.id ?? "";

  test("this: one occurrence, and no other", async () => {
    const id = await series();
    const { scope_applied } = await update({
      event_id: await nth(id, 2),
      title: "Sync, moved",
      start: at("2027-10-27", "11:00"),
    });
    expect(scope_applied).toBe("this");
    const all = await occurrences(id);
    expect(all.map((one) => one.summary)).toEqual(["Sync", "Sync", "Sync, moved", "Sync", "Sync", "Sync"]);
    expect(all[2]?.start?.dateTime).toBe("2027-10-27T11:00:00+02:00");
    expect(all[2]?.originalStartTime?.dateTime).toBe(ALL[2]);
  });

  test("all, by one of its occurrences: the whole series goes with it", async () => {
    const id = await series();
    const third = await nth(id, 3);
    const { scope_applied, event } = await update({
      event_id: third,
      scope: "all",
      start: at("2027-11-02", "11:30"),
      title: "Later sync",
    });
    expect([scope_applied, event.event_id]).toEqual(["all", id]);
    expect(await starts(id)).toEqual(ALL.map((one) => one.replace("T10:00", "T11:30")));
    expect((await read(id)).attendees).toHaveLength(2);
  });

  test("following: two series that hold every occurrence once, with people, reminders and Meet", async () => {
    const id = await series();
    await call("calendar_respond_to_event", { event_id: id, scope: "all", response: "accepted" }, ben);
    const cancelled = await nth(id, 4);
    await call("calendar_delete_event", { event_id: cancelled });
    const before = await read(id);
    const { event, scope_applied } = await update({
      event_id: await nth(id, 2),
      scope: "following",
      start: at("2027-10-26", "15:00"),
      title: "Afternoon sync",
    });
    expect(scope_applied).toBe("following");
    expect(event.event_id).not.toBe(id);
    expect(await starts(id)).toEqual(ALL.slice(0, 2));
    const moved = ALL.slice(2).map((one) => one.replace("T10:00", "T15:00"));
    // The cancelled one stays cancelled.
    expect(await starts(event.event_id)).toEqual([moved[0], moved[1], moved[3]]);
    const fresh = await read(event.event_id);
    expect(fresh).toMatchObject({ summary: "Afternoon sync", reminders: before.reminders });
    expect(fresh.hangoutLink).toBe(before.hangoutLink);
    expect(fresh.attendees?.map((one) => [one.email, one.responseStatus])).toEqual([
      ["ben@acme.test", "accepted"],
      ["chloe@acme.test", "needsAction"],
    ]);
    expect((await read(id)).summary).toBe("Sync");
  });

  test("following from the first occurrence is all", async () => {
    const id = await series();
    const { scope_applied, event } = await update({
      event_id: await nth(id, 0),
      scope: "following",
      title: "All",
    });
    expect([scope_applied, event.event_id]).toEqual(["all", id]);
    expect((await occurrences(id)).every((one) => one.summary === "All")).toBe(true);
  });

  test("days: a series of days is divided by days", async () => {
    const id = await series({
      start: { date: "2027-12-29" },
      end: { date: "2027-12-30" },
      recurrence: ["RRULE:FREQ=DAILY;UNTIL=20280102"],
      add_meet: false,
    });
    const { event } = await update({ event_id: await nth(id, 2), scope: "following", title: "Rest" });
    expect(await starts(id)).toEqual(["2027-12-29", "2027-12-30"]);
    expect(await starts(event.event_id)).toEqual(["2027-12-31", "2028-01-01", "2028-01-02"]);
  });

  test("when the second half cannot be created, the cut is undone", async () => {
    const id = await series();
    const third = await nth(id, 2);
    gateway.google.inject({ path: "/calendar/v3/calendars/primary/events", method: "POST", status: 403 });
    const answer = await refused("calendar_update_event", {
      event_id: third,
      scope: "following",
      title: "Never",
    });
    gateway.google.clearFaults();
    expect(answer.text).toContain("as it was before");
    expect(await starts(id)).toEqual(ALL);
    const { data } = await google.events.list({ calendarId: "primary", q: "Never" });
    expect(data.items).toEqual([]);
  });

  test("another weekday needs its rule; a series' own id needs a scope", async () => {
    const id = await series();
    const third = await nth(id, 2);
    const answer = await refused("calendar_update_event", {
      event_id: third,
      scope: "following",
      start: at("2027-10-27", "10:00"),
    });
    expect(answer.text).toContain("recurrence");
    expect(await starts(id)).toEqual(ALL);
    const { event } = await update({
      event_id: third,
      scope: "following",
      start: at("2027-10-27", "10:00"),
      recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=2"],
    });
    expect(await starts(event.event_id)).toEqual(["2027-10-27T10:00:00+02:00", "2027-11-03T10:00:00+01:00"]);
    for (const scope of ["this", "following"])
      expect((await refused("calendar_update_event", { event_id: id, scope, title: "x" })).text).toContain(
        "whole series",
      );
  });

  test("deleting: one, the following, all, and again", async () => {
    const id = await series();
    const second = await nth(id, 1);
    expect(await call("calendar_delete_event", { event_id: second })).toMatchObject({
      ok: true,
      scope_applied: "this",
    });
    expect(await starts(id)).toEqual(ALL.filter((_, n) => n !== 1));
    expect(await call("calendar_delete_event", { event_id: second })).toMatchObject({
      already_deleted: true,
    });
    const fifth = (await occurrences(id)).find((one) => one.start?.dateTime === ALL[4])?.id;
    await call("calendar_delete_event", { event_id: fifth, scope: "following" });
    expect(await starts(id)).toEqual([ALL[0], ALL[2], ALL[3]]);
    const first = await nth(id, 0);
    await call("calendar_delete_event", { event_id: first });
    // A cancelled occurrence still names its series.
    const gone = await call("calendar_delete_event", { event_id: first, scope: "all", notify: "none" });
    expect(gone).toMatchObject({ ok: true, scope_applied: "all" });
    expect(gone.already_deleted).toBeUndefined();
    expect(await read(id)).toMatchObject({ status: "cancelled" });
    expect(await call("calendar_delete_event", { event_id: id, scope: "all" })).toMatchObject({
      already_deleted: true,
    });
    expect(gateway.google.calendars.notices.at(-1)).toMatchObject({
      kind: "deleted",
      sendUpdates: "none",
      to: [],
    });
  });
});

describe("answering", () => {
  test("only the own entry changes, for one occurrence or all", async () => {
    const { event } = await create({
      title: "Invitation",
      start: at(far(20), "09:00"),
      end: at(far(20), "10:00"),
      recurrence: ["RRULE:FREQ=DAILY;COUNT=3"],
      attendees: ["ben@acme.test", "chloe@acme.test"],
    });
    const [first] = await occurrences(event.event_id);
    const one = await call(
      "calendar_respond_to_event",
      { event_id: first?.id, response: "declined", comment: "Away" },
      ben,
    );
    expect(one).toMatchObject({ scope_applied: "this", event: { my_response: "declined" } });
    const responses = async () =>
      (await occurrences(event.event_id)).map((row) => row.attendees?.map((who) => who.responseStatus));
    expect(await responses()).toEqual([
      ["declined", "needsAction"],
      ["needsAction", "needsAction"],
      ["needsAction", "needsAction"],
    ]);
    await call(
      "calendar_respond_to_event",
      { event_id: event.event_id, scope: "all", response: "accepted", notify: false },
      ben,
    );
    expect(await responses()).toEqual([
      ["declined", "needsAction"],
      ["accepted", "needsAction"],
      ["accepted", "needsAction"],
    ]);
    expect(gateway.google.calendars.notices.at(-1)).toMatchObject({ sendUpdates: "none" });
  });

  test("who is not invited has nothing to answer", async () => {
    const { event } = await create({
      title: "Alone",
      start: at(far(21), "09:00"),
      end: at(far(21), "10:00"),
    });
    const answer = await refused("calendar_respond_to_event", {
      event_id: event.event_id,
      response: "accepted",
    });
    expect(answer.text).toContain("organizes");
  });
});

test("what went out is as Google describes it", async () => {
  expect(checkGoogle("calendar", await requestsOf(gateway.google))).toEqual([]);
});
