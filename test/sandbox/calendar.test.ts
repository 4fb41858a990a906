import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOLIDAYS, LAUNCH, TEAM } from "./calendar-seed.ts";
import type { Event } from "./calendar-types.ts";
import { type SandboxGoogle, startSandboxGoogle } from "./google.ts";
import { REDIRECT, signIn } from "./sign-in.ts";

/** The emulated Calendar refuses what Google documents that it refuses. */
const C = "https://www.googleapis.com/auth/calendar.";
const EVENTS = "/calendars/primary/events";
/** A Monday: the seeded weeks lie around it. */
const NOW = Date.UTC(2026, 10, 2, 9);

let google: SandboxGoogle;
const tokens = new Map<string, string>();
beforeAll(async () => {
  google = await startSandboxGoogle({ redirectUris: [REDIRECT], now: NOW });
  for (const [name, email, scopes] of [
    ["ada", "ada@acme.test", ["events", "events.freebusy", "calendarlist.readonly", "settings.readonly"]],
    ["ben", "ben@acme.test", ["events"]],
    ["reader", "ada@acme.test", ["events.readonly"]],
    ["times", "ada@acme.test", ["events.freebusy"]],
  ] as const) {
    const { access_token } = await signIn(
      google,
      scopes.map((one) => C + one),
      { email },
    );
    tokens.set(name, access_token);
  }
});
afterAll(() => google.close());

interface Sent {
  as?: string;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
}
async function send(method: string, path: string, { as = "ada", query = {}, body, headers = {} }: Sent = {}) {
  const url = new URL(`${google.url}/calendar/v3${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const answer = await fetch(url, {
    method,
    headers: {
      ...headers,
      authorization: `Bearer ${tokens.get(as) ?? as}`,
      "content-type": "application/json",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  // biome-ignore lint/suspicious/noExplicitAny: answers of an HTTP API, looked at field by field.
  const json: any = text.startsWith("{") ? JSON.parse(text) : undefined;
  return { status: answer.status, json, reason: json?.error?.errors?.[0]?.reason as string | undefined };
}
const hour = (day: number, from: number): Event => ({
  start: { dateTime: `2026-12-0${day}T${String(from).padStart(2, "0")}:00:00Z`, timeZone: "UTC" },
  end: { dateTime: `2026-12-0${day}T${String(from + 1).padStart(2, "0")}:00:00Z`, timeZone: "UTC" },
});
const create = async (body: object, query = {}) =>
  (await send("POST", EVENTS, { body, query })).json as Event;

describe("who gets in", () => {
  it.each([
    ["GET", EVENTS, "reader", 200],
    ["POST", EVENTS, "reader", 403],
    ["DELETE", `${EVENTS}/dentist0mid`, "reader", 403],
    ["GET", "/users/me/calendarList", "reader", 403],
    ["GET", "/users/me/settings", "reader", 403],
    ["POST", "/freeBusy", "reader", 403],
    ["GET", EVENTS, "times", 200],
    ["GET", EVENTS, "garbage", 401],
    ["GET", "/calendars/ben@acme.test/events", "ada", 200],
    ["GET", "/calendars/ines@acme.test/events", "ada", 404],
    ["GET", "/colors", "ada", 404],
  ])("%s %s as %s: %i", async (method, path, as, status) => {
    expect((await send(method, path, { as, ...(method === "POST" && { body: {} }) })).status).toBe(status);
  });

  it("shows only times where only times are shared, or only they were granted", async () => {
    for (const [path, as] of [
      ["/calendars/ben@acme.test/events", "ada"],
      [EVENTS, "times"],
    ] as const) {
      const { items } = (await send("GET", path, { as })).json as { items: Event[] };
      expect(items.length).toBeGreaterThan(0);
      for (const one of items)
        expect([one.summary, one.attendees, one.start === undefined]).toEqual([undefined, undefined, false]);
    }
  });
});

describe("what is refused", () => {
  it.each([
    ["an unknown parameter", "GET", EVENTS, { query: { colour: "red" } }, 400],
    ["a bound without an offset", "GET", EVENTS, { query: { timeMin: "2026-11-02T09:00:00" } }, 400],
    [
      "a window backwards",
      "GET",
      EVENTS,
      { query: { timeMin: "2026-11-02T09:00:00Z", timeMax: "2026-11-01T09:00:00Z" } },
      400,
    ],
    ["an order of series", "GET", EVENTS, { query: { orderBy: "startTime" } }, 400],
    ["a sync token", "GET", EVENTS, { query: { syncToken: "x" } }, 410],
    ["another query's page", "GET", EVENTS, { query: { pageToken: "x" } }, 400],
    ["too large a page", "GET", EVENTS, { query: { maxResults: "2501" } }, 400],
    ["an unknown zone", "GET", EVENTS, { query: { timeZone: "Mars/Base" } }, 400],
    ["an unknown field", "POST", EVENTS, { body: { ...hour(1, 9), titel: "x" } }, 400],
    ["no end", "POST", EVENTS, { body: { start: { date: "2026-12-01" } } }, 400],
    [
      "a day that ends as it begins",
      "POST",
      EVENTS,
      { body: { start: { date: "2026-12-01" }, end: { date: "2026-12-01" } } },
      400,
    ],
    [
      "a day and a moment",
      "POST",
      EVENTS,
      { body: { start: { date: "2026-12-01" }, end: hour(1, 9).end } },
      400,
    ],
    [
      "a series without a zone",
      "POST",
      EVENTS,
      {
        body: {
          start: { dateTime: "2026-12-01T09:00:00Z" },
          end: { dateTime: "2026-12-01T10:00:00Z" },
          recurrence: ["RRULE:FREQ=DAILY;COUNT=2"],
        },
      },
      400,
    ],
    [
      "a rule with a local end",
      "POST",
      EVENTS,
      { body: { ...hour(1, 9), recurrence: ["RRULE:FREQ=DAILY;UNTIL=20261210"] } },
      400,
    ],
    [
      "a start among the rules",
      "POST",
      EVENTS,
      { body: { ...hour(1, 9), recurrence: ["DTSTART:20261201T090000Z"] } },
      400,
    ],
    ["a bad id", "POST", EVENTS, { body: { ...hour(1, 9), id: "WXYZ-1" } }, 400],
    ["a bad guest", "POST", EVENTS, { body: { ...hour(1, 9), attendees: [{ email: "nobody" }] } }, 400],
    ["an id that is taken", "POST", EVENTS, { body: { ...hour(1, 9), id: "standup0mon" } }, 409],
    [
      "a calendar that is only read",
      "POST",
      `/calendars/${encodeURIComponent(HOLIDAYS)}/events`,
      { body: hour(1, 9) },
      403,
    ],
    ["somebody else's event", "PATCH", `${EVENTS}/pairing0ben`, { body: { summary: "Mine" } }, 403],
    [
      "a version that is past",
      "PATCH",
      `${EVENTS}/dentist0mid`,
      { body: {}, headers: { "if-match": '"1"' } },
      412,
    ],
    ["an unknown event", "GET", `${EVENTS}/nothing0here`, {}, 404],
    [
      "a long window of busy times",
      "POST",
      "/freeBusy",
      { body: { timeMin: "2026-01-01T00:00:00Z", timeMax: "2026-12-01T00:00:00Z", items: [] } },
      400,
    ],
    [
      "too many calendars",
      "POST",
      "/freeBusy",
      {
        body: {
          timeMin: "2026-01-01T00:00:00Z",
          timeMax: "2026-01-02T00:00:00Z",
          items: Array.from({ length: 51 }, (_, n) => ({ id: `${n}@x.test` })),
        },
      },
      400,
    ],
  ] as [string, string, string, Sent, number][])("%s", async (_, method, path, sent, status) => {
    const answer = await send(method, path, sent);
    expect([answer.status, typeof answer.reason]).toEqual([status, "string"]);
  });
});

describe("what is kept", () => {
  it("an event has one version more with each change, and is gone once", async () => {
    const made = await create({ ...hour(2, 9), summary: "Kept", id: "keep0me" });
    const path = `${EVENTS}/keep0me`;
    const changed = await send("PATCH", path, {
      body: { location: "Here" },
      headers: { "if-match": made.etag ?? "" },
    });
    expect(changed.json).toMatchObject({ summary: "Kept", location: "Here" });
    expect(changed.json.etag).not.toBe(made.etag);
    const replaced = await send("PUT", path, { body: { ...hour(2, 10), summary: "Whole" } });
    expect(replaced.json.location).toBeUndefined();
    expect((await send("DELETE", path)).status).toBe(204);
    expect((await send("DELETE", path)).status).toBe(410);
    expect((await send("GET", path)).json.status).toBe("cancelled");
    expect((await send("POST", EVENTS, { body: { ...hour(2, 9), id: "keep0me" } })).status).toBe(409);
  });

  it("conferences only for clients that know them", async () => {
    const conferenceData = {
      createRequest: { requestId: "r1", conferenceSolutionKey: { type: "hangoutsMeet" } },
    };
    expect((await create({ ...hour(3, 9), conferenceData })).hangoutLink).toBeUndefined();
    const made = await create({ ...hour(3, 9), conferenceData }, { conferenceDataVersion: "1" });
    expect(made.hangoutLink).toMatch(/^https:\/\/meet\.google\.com\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
  });

  it("changed and cancelled occurrences, until the rule no longer has them", async () => {
    const series = await create({
      ...hour(4, 9),
      summary: "Daily",
      recurrence: ["RRULE:FREQ=DAILY;COUNT=5"],
    });
    const instances = async (query = {}) =>
      ((await send("GET", `${EVENTS}/${series.id}/instances`, { query })).json as { items: Event[] }).items;
    const all = await instances();
    expect(all.map(({ id }) => id)).toEqual(
      [4, 5, 6, 7, 8].map((day) => `${series.id}_2026120${day}T090000Z`),
    );
    await send("DELETE", `${EVENTS}/${all[1]?.id}`);
    await send("PATCH", `${EVENTS}/${all[3]?.id}`, { body: { summary: "Changed" } });
    expect((await instances()).map(({ summary }) => summary)).toEqual(["Daily", "Daily", "Changed", "Daily"]);
    expect((await instances({ showDeleted: "true" })).map(({ status }) => status)).toContain("cancelled");
    await send("PATCH", `${EVENTS}/${series.id}`, {
      body: { recurrence: ["RRULE:FREQ=DAILY;UNTIL=20261206T090000Z"] },
    });
    expect((await instances()).map(({ summary }) => summary)).toEqual(["Daily", "Daily"]);
  });

  it("guests see an event, answer for themselves alone and cannot throw anybody out", async () => {
    const made = await create({
      ...hour(5, 9),
      summary: "With guests",
      attendees: [{ email: "ben@acme.test" }, { email: "chloe@acme.test" }],
    });
    const path = `${EVENTS}/${made.id}`;
    const seen = (await send("GET", path, { as: "ben" })).json as Event;
    expect(seen.attendees?.find(({ self }) => self)?.email).toBe("ben@acme.test");
    const answer = {
      attendeesOmitted: true,
      attendees: [{ email: "ben@acme.test", responseStatus: "accepted" }],
    };
    await send("PATCH", path, { as: "ben", body: answer });
    const { attendees } = (await send("GET", path)).json as Event;
    expect(attendees?.map(({ responseStatus }) => responseStatus)).toEqual(["accepted", "needsAction"]);
    const thrown = await send("PATCH", path, {
      as: "ben",
      body: { attendees: [{ email: "ben@acme.test" }] },
    });
    expect(thrown.reason).toBe("forbiddenForNonOrganizer");
    expect((await send("DELETE", path, { as: "ben" })).status).toBe(204);
    expect((await send("GET", path, { as: "ben" })).status).toBe(404);
    expect((await send("GET", path)).json.status).toBe("confirmed");
  });

  it("free and busy times of people, of groups, and of nobody", async () => {
    const body = {
      timeMin: "2026-11-03T00:00:00Z",
      timeMax: "2026-11-04T00:00:00Z",
      items: [{ id: TEAM }, { id: "ines@acme.test" }, { id: LAUNCH }],
    };
    const { calendars, groups } = (await send("POST", "/freeBusy", { body })).json;
    expect(groups[TEAM].calendars).toEqual(["ada@acme.test", "ben@acme.test", "chloe@acme.test"]);
    expect(calendars["ada@acme.test"].busy).toEqual([
      { start: "2026-11-03T08:00:00Z", end: "2026-11-03T10:00:00Z" },
      { start: "2026-11-03T13:00:00Z", end: "2026-11-03T14:00:00Z" },
    ]);
    expect(calendars["ines@acme.test"].errors[0].reason).toBe("notFound");
    expect(calendars[LAUNCH].busy).toEqual([]);
  });
});
