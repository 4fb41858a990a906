import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { plainText } from "./event-details.ts";
import { calendarFindAvailability } from "./find-availability.ts";
import { calendarGetEvent } from "./get-event.ts";
import { calendarListEvents } from "./list-events.ts";
import { mergePages, type Places, placesAfter } from "./merge.ts";

const long = "Words and 語. ".repeat(800);
const person = (n: number) => ({
  email: `person-${n}@example.test`,
  displayName: `Person ${n}`,
  responseStatus: "accepted",
});
const event = (n: number, more: object = {}) => ({
  id: `event${n}`,
  etag: `"${n}"`,
  summary: `Event ${n}`,
  start: { dateTime: `2027-03-01T09:00:00+01:00` },
  end: { dateTime: `2027-03-01T10:00:00+01:00` },
  ...more,
});
const zoneOr = (answer: (call: Call) => unknown) => (call: Call) =>
  call.query?.fields === "timeZone" ? { timeZone: "Europe/Berlin" } : answer(call);

describe("several calendars as one", () => {
  it("give every event once and in order, whatever the pages", async () => {
    const scene = fc.record({
      sources: fc.array(
        fc.record({
          rows: fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 20 }),
          sizes: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 40 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      want: fc.integer({ min: 1, max: 8 }),
      share: fc.integer({ min: 1, max: 8 }),
      ordered: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(scene, async ({ sources, want, share, ordered }) => {
        const kept = sources.map(({ rows }) => (ordered ? [...rows].sort((a, b) => a - b) : rows));
        // Pages of these sizes, empty ones too, the rest in one.
        const read = async (source: number, page: string | undefined) => {
          const [from, n] = (page ?? "0 0").split(" ").map(Number) as [number, number];
          const size = sources[source]?.sizes[n] ?? 100;
          const rows = (kept[source] ?? [])
            .slice(from, from + size)
            .map((row, at) => ({ row, id: `${source}.${from + at}` }));
          const more = from + size < (kept[source]?.length ?? 0);
          return { rows, next: more ? `${from + size} ${n + 1}` : undefined };
        };
        const seen: { row: number; id: string }[] = [];
        let places: Places = kept.map(() => ({ skip: 0 }));
        for (let rounds = 0; places.some((one) => one !== null); rounds++) {
          expect(rounds).toBeLessThan(400);
          const merged = await mergePages<{ row: number; id: string }>({
            places,
            want,
            maxPages: 3,
            read,
            ...(ordered && { order: (a, b) => a.row - b.row }),
          });
          expect(merged.found.length).toBeLessThanOrEqual(want);
          const shown = merged.found.slice(0, Math.max(1, Math.min(share, want)));
          seen.push(...shown.map(({ row }) => row));
          places = placesAfter(merged, shown.length);
        }
        expect(seen.map(({ id }) => id).sort()).toEqual(
          kept.flatMap((rows, source) => rows.map((_, at) => `${source}.${at}`)).sort(),
        );
        const order = seen.map(({ row }) => row);
        if (ordered) expect(order).toEqual([...order].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  it("say so when one cursor cannot hold where all of them stand", async () => {
    const later = { start: { dateTime: "2028-03-01T09:00:00Z" }, end: { dateTime: "2028-03-01T10:00:00Z" } };
    const { api } = fakeApi({
      answer: zoneOr((call) => ({
        items: call.query?.pageToken ? Array.from({ length: 10 }, (_, n) => event(n, later)) : [event(1)],
        nextPageToken: "t".repeat(250),
      })),
    });
    const calendar_ids = Array.from({ length: 10 }, (_, n) => `${n}@example.test`);
    const { output, text } = await runTool(calendarListEvents, api, { calendar_ids, page_size: 50 });
    expect(output.next_cursor).toBeUndefined();
    expect(text).toContain("too many calendars");
  });
});

describe("results", () => {
  it("stay under the cap and lose nothing on the way", async () => {
    const all = Array.from({ length: 50 }, (_, n) =>
      event(n, { description: long, attendees: Array.from({ length: 60 }, (_, at) => person(at)) }),
    );
    const { api } = fakeApi({ answer: zoneOr(() => ({ items: all })) });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { output, text } = await runTool(calendarListEvents, api, {
        time_min: "2027-01-01",
        detail: "full",
        page_size: 50,
        ...(cursor && { cursor }),
      });
      seen.push(...output.items.map((one) => one.event_id));
      expect(text).toContain("more attendees are not shown");
      expect(text).toContain("of the description are here");
      cursor = output.next_cursor;
    } while (cursor);
    expect(seen).toEqual(all.map(({ id }) => id));
  });

  it("of one event with a thousand people and a long text say what they left out", async () => {
    const attendees = Array.from({ length: 1000 }, (_, n) => person(n));
    const { api } = fakeApi({
      answer: zoneOr(() => event(1, { description: "語".repeat(40_000), attendees })),
    });
    const { output, text } = await runTool(calendarGetEvent, api, { event_id: "event1", max_chars: 40_000 });
    expect(output.event.attendees_count).toBe(1000);
    expect(output.event.truncated?.total).toBe(40_000);
    expect(text).toMatch(/\[\d+ more attendees are not shown\]/);
    expect(text).toContain("Cut:");
  });

  it("keep unknown zones and odd answers from breaking anything", async () => {
    const odd = [
      event(1, {
        start: { dateTime: "2027-03-01T09:00:00", timeZone: "Customized Time Zone" },
        end: undefined,
      }),
      event(2, { start: {}, end: {} }),
      event(3, { start: { date: "2027-03-01" }, end: { date: "2027-03-01" } }),
    ];
    const { api } = fakeApi({
      answer: (call) => (call.query?.fields ? { timeZone: "GMT+1 (odd)" } : { items: odd }),
    });
    const { output } = await runTool(calendarListEvents, api, { time_min: "2027-01-01" });
    expect(output.now.time_zone).toBe("UTC");
    expect(output.items.map((one) => one.start)).toContain("2027-03-01T09:00:00+00:00");
    expect(output.items.find((one) => one.event_id === "event3")).toMatchObject({ end: "2027-03-02" });
  });

  it("busy times that were not told are an error, and are said", async () => {
    const { api, calls } = fakeApi({ answer: zoneOr(() => ({ calendars: {} })) });
    const attendees = Array.from({ length: 50 }, (_, n) => `person-${n}@example.test`);
    const from = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const { output } = await runTool(calendarFindAvailability, api, {
      attendees,
      time_min: from,
      time_max: from,
      duration_minutes: 60,
    });
    expect(output.errors).toHaveLength(51);
    const questions = calls.filter(({ method }) => method === "QUERY");
    expect(questions.map(({ body }) => (body as { items: [] }).items.length)).toEqual([50, 1]);
  });

  it("a limit is Google's own and not hidden by the other calendars", async () => {
    const { api } = fakeApi({
      answer: zoneOr((call) => {
        if (call.path.includes("b%40")) throw new ToolError("rate_limited", "slow down", { retryAfter: 5 });
        return { items: [event(1)] };
      }),
    });
    await expect(
      runTool(calendarListEvents, api, { calendar_ids: ["a@x.test", "b@x.test"] }),
    ).rejects.toMatchObject({ fault: "rate_limited", retryAfter: 5 });
  });
});

describe("descriptions", () => {
  it.each([
    ["plain\n\ntext with < and &", "plain\n\ntext with < and &"],
    ["<p>One</p><p>Two <a href='https://x.test/y'>link</a></p>", "One\n\nTwo link [https://x.test/y]"],
    ["a<br>b<ul><li>c</li></ul>", "a\nb\n * c"],
  ])("%s", (html, text) => {
    expect(plainText(html)).toBe(text);
  });

  it("that are hostile take no time", () => {
    const started = performance.now();
    plainText("<div>".repeat(20_000) + "<a href='".repeat(5000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
