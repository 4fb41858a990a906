import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { changedGuests } from "./attendees.ts";
import { calendarCreateEvent } from "./create-event.ts";
import { calendarDeleteEvent } from "./delete-event.ts";
import { eventIdOf } from "./event-id.ts";
import { calendarRespondToEvent } from "./respond-to-event.ts";
import { calendarUpdateEvent } from "./update-event.ts";
import type { GoogleEvent } from "./upstream.ts";

const stale = () =>
  new ToolError("conflict", "changed meanwhile", { status: 412, reason: "conditionNotMet" });
const zone = { timeZone: "Europe/Berlin" };
const guest = (email: string) => ({ email, responseStatus: "accepted", comment: `from ${email}` });

/** One event at a provider that refuses versions it does not have, and people who change it in between. */
function provider(options: { guests?: string[]; between?: number[] } = {}) {
  let version = 1;
  let event: Record<string, unknown> = {
    id: "event1",
    summary: "Plan",
    start: { dateTime: "2027-03-01T09:00:00+01:00", timeZone: "Europe/Berlin" },
    end: { dateTime: "2027-03-01T10:00:00+01:00", timeZone: "Europe/Berlin" },
    attendees: (options.guests ?? []).map(guest),
  };
  const others: string[] = [];
  let patches = 0;
  const write = (changes: object) => {
    event = { ...event, ...changes };
    version += 1;
  };
  const etag = () => `"${version}"`;
  const answer = (call: Call) => {
    if (call.query?.fields === "timeZone") return zone;
    if (call.method === "GET") return { ...event, etag: etag() };
    for (let n = options.between?.[patches] ?? 0; n > 0; n--) {
      const email = `other-${others.length}@x.test`;
      others.push(email);
      write({ attendees: [...(event.attendees as object[]), guest(email)] });
    }
    patches += 1;
    if (call.headers?.["if-match"] !== etag()) throw stale();
    write(call.body as object);
    return { ...event, etag: etag() };
  };
  const emails = () => (event.attendees as { email: string }[]).map(({ email }) => email);
  return { answer, others, emails, write, etag, now: () => event };
}

describe("changes at the same time", () => {
  it("never lose one: all are there, or the caller is told that theirs is not", async () => {
    const scene = fc.record({
      between: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 }),
      pinned: fc.boolean(),
      guests: fc.uniqueArray(fc.constantFrom("a@x.test", "b@x.test", "c@x.test")),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ between, pinned, guests }) => {
        const google = provider({ guests, between });
        const { api } = fakeApi({ answer: google.answer });
        const seen = google.etag();
        const outcome = await runTool(calendarUpdateEvent, api, {
          event_id: "event1",
          attendees_add: ["new@x.test"],
          attendees_remove: ["b@x.test"],
          ...(pinned && { etag: seen }),
        }).catch((error: unknown) => error);
        if (outcome instanceof ToolError) {
          expect(outcome).toMatchObject({ fault: "conflict", data: { etag: google.etag() } });
          expect(outcome.message).toContain(google.etag());
          expect(google.emails()).toEqual([...guests, ...google.others]);
          expect(google.others.length).toBeGreaterThan(0);
        } else {
          const kept = guests.filter((email) => email !== "b@x.test");
          expect(google.emails().sort()).toEqual([...kept, ...google.others, "new@x.test"].sort());
        }
        // Everybody's answers are as they were.
        for (const one of google.now().attendees as Record<string, string>[])
          if (one.email !== "new@x.test") expect(one).toEqual(guest(one.email ?? ""));
      }),
      { numRuns: 200 },
    );
  });

  it("an old version is refused before anything is sent", async () => {
    const google = provider();
    const { api, calls } = fakeApi({ answer: google.answer });
    const args = { event_id: "event1", etag: '"0"' };
    await expect(runTool(calendarUpdateEvent, api, { ...args, title: "x" })).rejects.toMatchObject({
      fault: "conflict",
      data: { etag: google.etag() },
    });
    await expect(runTool(calendarDeleteEvent, api, args)).rejects.toMatchObject({ fault: "conflict" });
    expect(calls.every(({ method }) => method === "GET")).toBe(true);
  });
});

describe("guests", () => {
  const event = {
    id: "e",
    etag: "",
    status: "confirmed",
    attendees: ["a@x.test", "B@x.test"].map(guest),
  } as GoogleEvent;

  it("are matched whatever the case, and written only when something changes", () => {
    expect(changedGuests(event, ["A@X.TEST"], [])).toEqual({ warnings: [] });
    expect(changedGuests(event, ["Cee <c@x.test>"], ["b@X.test"]).attendees).toEqual([
      guest("a@x.test"),
      { email: "c@x.test", displayName: "Cee" },
    ]);
    expect(changedGuests(event, [], ["z@x.test"]).warnings.join()).toContain("z@x.test");
    expect(() => changedGuests(event, ["z@x.test"], ["z@x.test"])).toThrow("at once");
    expect(() => changedGuests(event, ["nobody"], [])).toThrow("`attendees_add`");
  });

  it("of whom Google shows only some are never written back", () => {
    expect(() => changedGuests({ ...event, attendeesOmitted: true }, ["c@x.test"], [])).toThrow(
      "whole guest list",
    );
  });

  it("an answer sends one entry, found by `self` when the account is invited by an alias", async () => {
    const attendees = [guest("a@x.test"), { ...guest("alias@x.test"), self: true }, guest("ada@x.test")];
    const { api, calls } = fakeApi({
      account: "ada@x.test",
      answer: (call) =>
        call.query?.fields
          ? zone
          : { ...event, attendees, start: { date: "2027-03-01" }, end: { date: "2027-03-02" } },
    });
    await runTool(calendarRespondToEvent, api, {
      event_id: "e",
      response: "tentative",
      comment: "Late",
      notify: false,
    });
    const sent = calls.find(({ method }) => method === "PATCH");
    expect(sent).toMatchObject({
      query: { sendUpdates: "none" },
      body: {
        attendeesOmitted: true,
        attendees: [{ email: "alias@x.test", self: true, responseStatus: "tentative", comment: "Late" }],
      },
    });
  });
});

describe("creating", () => {
  const times = { title: "Plan", start: "2027-03-01T09:00:00+01:00", end: "2027-03-01T10:00:00+01:00" };
  const created = {
    id: "new",
    etag: '"1"',
    summary: "Plan",
    start: { date: "2027-03-01" },
    end: { date: "2027-03-02" },
  };

  it("says when people invited are busy, where the grant lets it ask, and goes on when it cannot", async () => {
    const answer = (call: Call) => {
      if (call.query?.fields) return zone;
      if (call.path === "/freeBusy")
        return {
          calendars: {
            "ben@x.test": { busy: [{ start: "2027-03-01T08:30:00Z", end: "2027-03-01T09:00:00Z" }] },
            "ida@x.test": { busy: [], errors: [{ reason: "notFound" }] },
          },
        };
      if (call.method === "GET") throw new ToolError("provider_down", "not now");
      return created;
    };
    const args = { ...times, attendees: ["ben@x.test", "ida@x.test"] };
    const { output } = await runTool(calendarCreateEvent, fakeApi({ answer }).api, args);
    expect(output.conflicts).toEqual([
      { who: "ben@x.test", start: "2027-03-01T09:30:00+01:00", end: "2027-03-01T10:00:00+01:00" },
    ]);
    expect(output.warnings?.join()).toMatch(/could not be checked.*ida@x\.test/);
    const { api, calls } = fakeApi({ answer, scopes: [] });
    await runTool(calendarCreateEvent, api, args);
    expect(calls.some(({ path }) => path === "/freeBusy")).toBe(false);
  });

  it("two with one key at once are one request; an event of another kind is not a conflict", async () => {
    let inserts = 0;
    const { api } = fakeApi({
      connectorId: "con_1",
      answer: async (call) => {
        if (call.query?.fields) return zone;
        if (call.method === "POST") {
          inserts += 1;
          await new Promise((done) => setTimeout(done, 10));
          return { ...created, id: (call.body as { id: string }).id };
        }
        return {
          items: [
            { ...created, id: "free", transparency: "transparent" },
            {
              ...created,
              id: "declined",
              attendees: [{ email: "x", self: true, responseStatus: "declined" }],
            },
            { ...created, id: "home", eventType: "workingLocation" },
          ],
        };
      },
    });
    const make = () => runTool(calendarCreateEvent, api, { ...times, idempotency_key: "k" });
    const [one, other] = await Promise.all([make(), make()]);
    expect(inserts).toBe(1);
    expect(one.output.event.event_id).toBe(eventIdOf("con_1", "k"));
    expect(one.output.conflicts).toEqual([]);
    expect(other.output.already_created).toBe(true);
  });

  it("ids follow Google's rule and from what they are for", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const id = eventIdOf(a, b);
        expect(id).toMatch(/^[0-9a-v]{5,1024}$/);
        expect(eventIdOf(a, b)).toBe(id);
        expect(eventIdOf(`${a}x`, b)).not.toBe(id);
        expect(eventIdOf(a, `${b}x`)).not.toBe(id);
      }),
    );
  });
});

describe("dividing a series", () => {
  const series = {
    id: "series1",
    etag: '"7"',
    summary: "Sync",
    start: { dateTime: "2027-03-01T09:00:00+01:00", timeZone: "Europe/Berlin" },
    end: { dateTime: "2027-03-01T09:30:00+01:00", timeZone: "Europe/Berlin" },
    recurrence: ["RRULE:FREQ=WEEKLY"],
  };
  const occurrence = {
    ...series,
    id: "series1_20270315T080000Z",
    recurrence: undefined,
    recurringEventId: "series1",
    originalStartTime: { dateTime: "2027-03-15T09:00:00+01:00" },
  };
  const args = { event_id: occurrence.id, scope: "following", title: "New" };
  const world = (post: (id: string) => unknown, undo: () => unknown) => {
    let made: string | undefined;
    return fakeApi({
      answer: (call) => {
        if (call.query?.fields === "timeZone") return zone;
        if (call.path.endsWith("/instances")) return { items: [] };
        if (call.method === "POST") {
          made = (call.body as { id: string }).id;
          return post(made);
        }
        if (call.method === "PATCH")
          return String((call.body as { recurrence: string[] }).recurrence[0]).includes("UNTIL")
            ? { ...series, etag: '"8"' }
            : undo();
        if (call.path.endsWith(`/${made}`)) throw new ToolError("not_found", "no");
        return call.path.endsWith("/series1") ? series : occurrence;
      },
    });
  };
  const down = () => {
    throw new ToolError("provider_down", "Google is not answering.");
  };

  it("is undone in the version that it made when the rest cannot be created", async () => {
    const { api, calls } = world(down, () => series);
    await expect(runTool(calendarUpdateEvent, api, args)).rejects.toThrow("The series is as it was before.");
    const undone = calls.filter(({ method }) => method === "PATCH").at(-1);
    expect(undone).toMatchObject({ body: { recurrence: series.recurrence }, headers: { "if-match": '"8"' } });
  });

  it("says how to restore it when it cannot be undone", async () => {
    const { api } = world(down, down);
    await expect(runTool(calendarUpdateEvent, api, args)).rejects.toMatchObject({
      fault: "provider_down",
      message: expect.stringContaining("Restore it"),
      data: { event_id: "series1", recurrence: series.recurrence },
    });
  });

  it("finds the rest whose answer was lost", async () => {
    let made: Record<string, unknown> | undefined;
    const { api, calls } = fakeApi({
      answer: (call) => {
        if (call.query?.fields === "timeZone") return zone;
        if (call.path.endsWith("/instances")) return { items: [] };
        if (call.method === "POST") {
          made = { etag: '"1"', ...(call.body as object) };
          return down();
        }
        if (call.method === "PATCH") return { ...series, etag: '"8"' };
        if (made && call.path.endsWith(`/${made.id}`)) return made;
        return call.path.endsWith("/series1") ? series : occurrence;
      },
    });
    const { output } = await runTool(calendarUpdateEvent, api, args);
    expect(output).toMatchObject({ scope_applied: "following", event: { event_id: made?.id } });
    expect(calls.filter(({ method }) => method === "PATCH")).toHaveLength(1);
  });
});
