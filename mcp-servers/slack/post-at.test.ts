import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_AHEAD, postAtOf } from "./post-at.ts";

const at = (text: string) => Date.parse(text) / 1000;
const NOW = at("2026-11-21T12:00:00Z");

describe("when to post", () => {
  it.each([
    ["2026-11-23T09:00:00+01:00", "2026-11-23T08:00:00.000Z", "Monday, 23 November 2026, 09:00 (+01:00)"],
    ["2026-11-23T09:00:00Z", "2026-11-23T09:00:00.000Z", "Monday, 23 November 2026, 09:00 (UTC)"],
    [
      "2026-11-23 09:00 Europe/Berlin",
      "2026-11-23T08:00:00.000Z",
      "Monday, 23 November 2026, 09:00 (Europe/Berlin)",
    ],
    [
      "2026-11-23T09:00[America/New_York]",
      "2026-11-23T14:00:00.000Z",
      "Monday, 23 November 2026, 09:00 (America/New_York)",
    ],
    [
      "2026-11-23T09:00:00-05:00[America/New_York]",
      "2026-11-23T14:00:00.000Z",
      "Monday, 23 November 2026, 09:00 (America/New_York)",
    ],
    [
      "2026-11-23 09:15 Asia/Kathmandu",
      "2026-11-23T03:30:00.000Z",
      "Monday, 23 November 2026, 09:15 (Asia/Kathmandu)",
    ],
    [
      "2026-11-24 00:30 Pacific/Auckland",
      "2026-11-23T11:30:00.000Z",
      "Tuesday, 24 November 2026 at 00:30".replace(" at ", ", "),
    ],
    ["2026-11-23 09:00 UTC", "2026-11-23T09:00:00.000Z", "(UTC)"],
    ["1795446000", "2026-11-23T15:00:00.000Z", "Monday, 23 November 2026, 15:00 (UTC)"],
  ])("%s", (given, date, local) => {
    const read = postAtOf(given, NOW);
    expect(read).toMatchObject({ date, epoch: at(date) });
    expect(read.local).toContain(local);
  });

  it.each([
    ["2026-11-21T11:59:59Z", "has passed"],
    ["2026-11-21T12:00:00Z", "has passed"],
    ["1500000000", "has passed"],
    ["2027-03-22T12:00:00Z", "120 days"],
    ["2026-11-23 09:00", "without its zone"],
    ["2026-11-23", "cannot be read"],
    ["tomorrow at nine", "cannot be read"],
    ["2026-11-31T09:00:00Z", "does not exist"],
    ["2026-11-23T24:30:00Z", "does not exist"],
    ["2026-11-23T09:00:00+19:00", "offset"],
    ["2026-11-23 09:00 Mars/Olympus", "not known"],
    ["2026-11-23 09:00 EST", "not known"],
    ["", "cannot be read"],
  ])("%j is refused: %s", (given, why) => {
    expect(() => postAtOf(given, NOW)).toThrowError(
      expect.objectContaining({ fault: "bad_argument", message: expect.stringContaining(why) }),
    );
    expect(() => postAtOf(given, NOW)).toThrowError(/Nothing was scheduled/);
  });

  it("does not choose where the clocks are put forward or back", () => {
    const spring = at("2026-03-01T00:00:00Z");
    expect(() => postAtOf("2026-03-29 02:30 Europe/Berlin", spring)).toThrowError(
      /does not exist there that day/,
    );
    const autumn = at("2026-10-01T00:00:00Z");
    expect(() => postAtOf("2026-10-25 02:30 Europe/Berlin", autumn)).toThrowError(
      /2026-10-25T00:30:00.000Z or 2026-10-25T01:30:00.000Z/,
    );
    expect(postAtOf("2026-10-25T02:30:00+01:00", autumn).date).toBe("2026-10-25T01:30:00.000Z");
    // Half an hour, where clocks are put by half an hour.
    expect(() => postAtOf("2026-10-04 02:15 Australia/Lord_Howe", autumn)).toThrowError(/does not exist/);
  });

  it("means the same moment in every zone, to the second", () => {
    const zones = [
      "Europe/Lisbon",
      "Asia/Kolkata",
      "America/St_Johns",
      "Pacific/Chatham",
      "Africa/Casablanca",
      "UTC",
      "Australia/Lord_Howe",
    ];
    const moment = fc.integer({ min: NOW + 60, max: NOW + LONGEST_AHEAD });
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (epoch, zone) => {
        const wall = new Intl.DateTimeFormat("sv-SE", {
          timeZone: zone,
          dateStyle: "short",
          timeStyle: "medium",
        }).format(epoch * 1000);
        try {
          expect(postAtOf(`${wall} ${zone}`, NOW).epoch).toBe(epoch);
        } catch (error) {
          // Twice that day: said, and both are named.
          expect(String(error)).toContain("comes twice");
          expect(String(error)).toContain(new Date(epoch * 1000).toISOString());
        }
      }),
      { numRuns: 500 },
    );
  });
});
