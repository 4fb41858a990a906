import { describe, expect, it } from "vitest";
import { searchWords, within } from "./search-query.ts";
import { compareTs, dateOf, messageTs, tsOf } from "./when.ts";

describe("a moment", () => {
  it.each([
    ["1763715600.000100", "1763715600.000100"],
    ["1763715600", "1763715600"],
    ["2026-11-21T09:00:00Z", "1795251600.000000"],
    ["2026-11-21T10:00:00.250+01:00", "1795251600.250000"],
    ["2026-11-21 09:00Z", "1795251600.000000"],
  ])("%s", (moment, ts) => expect(tsOf(moment, "after")).toBe(ts));

  it.each([
    "yesterday",
    "2026-11-21",
    "2026-11-21T09:00:00",
    "2026-13-01T09:00:00Z",
    "-5",
    "1e9",
    "",
    "1.2.3",
  ])("%j is none", (moment) => {
    expect(() => tsOf(moment, "after")).toThrowError(expect.objectContaining({ fault: "bad_argument" }));
    expect(() => tsOf(moment, "after")).toThrowError(/`after`/);
  });
  it("of a message is a timestamp only", () => {
    expect(messageTs("1763715600.000100", "ts")).toBe("1763715600.000100");
    expect(() => messageTs("2026-11-21T09:00:00Z", "ts")).toThrowError(/`ts`/);
  });
  it("is shown in UTC, and compared to the last digit", () => {
    expect(dateOf("1795251600.000100")).toBe("2026-11-21T09:00:00.000Z");
    expect(dateOf("x")).toBeUndefined();
    expect(compareTs("1763715600.000100", "1763715600.000200")).toBe(-1);
    expect(compareTs("1763715600.1", "1763715600.100000")).toBe(0);
    expect(compareTs("999.9", "1000")).toBe(-1);
  });
});

describe("a search in Slack's words", () => {
  const words = (more: object) => searchWords({ query: "launch plan", threads_only: false, ...more });

  it.each([
    [{}, "launch plan"],
    [
      { in_channels: ["C012AB", "#general", "eng", "@ada"] },
      "launch plan in:<#C012AB> in:general in:eng in:@ada",
    ],
    [{ from_users: ["U012AB", "@ada", "ben"] }, "launch plan from:<@U012AB> from:@ada from:@ben"],
    [{ threads_only: true, query: "  " }, "is:thread"],
    // Days exclude themselves and are in the searcher's zone: two days wider holds every zone.
    [
      { after: "2026-11-21T09:00:00Z", before: "2026-11-21T23:00:00Z" },
      "launch plan after:2026-11-19 before:2026-11-23",
    ],
  ])("%j", (more, expected) => expect(words(more)).toBe(expected));

  it.each([
    { in_channels: ["a b"] },
    { from_users: ['x" from:y'] },
    { in_channels: ["a:b"] },
    { from_users: ["@"] },
  ])("%j could say something else", (more) =>
    expect(() => words(more)).toThrowError(expect.objectContaining({ fault: "bad_argument" })),
  );
  it("keeps to the exact moments, ends excluded", () => {
    const span = { after: "100.000001", before: "100.000003" };
    expect(["100.000001", "100.000002", "100.000003"].map((ts) => within(span, ts))).toEqual([
      false,
      true,
      false,
    ]);
    expect(within({}, "5")).toBe(true);
  });
});
