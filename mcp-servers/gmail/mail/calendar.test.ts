import { expect, it } from "vitest";
import { calendarSummary } from "./calendar.ts";

const told = (lines: string, method = "REQUEST", details = false) =>
  calendarSummary(
    `BEGIN:VCALENDAR\r\nMETHOD:${method}\r\nBEGIN:VEVENT\r\n${lines.replaceAll("\n", "\r\n")}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`,
    details,
  );

it.each([
  [
    "SUMMARY:A\nDTSTART:20261105T130000Z\nDTEND:20261106T010000Z",
    "REQUEST",
    "[Invitation: A · Thu 2026-11-05 13:00 to Fri 2026-11-06 01:00 UTC]",
  ],
  [
    "SUMMARY:A\nDTSTART;VALUE=DATE:20261105\nDTEND;VALUE=DATE:20261106",
    "PUBLISH",
    "[Event: A · Thu 2026-11-05, all day]",
  ],
  [
    "SUMMARY:A\nDTSTART;VALUE=DATE:20240228\nDTEND;VALUE=DATE:20240301",
    "PUBLISH",
    "[Event: A · Wed 2024-02-28 to Thu 2024-02-29, all day]",
  ],
  [
    "SUMMARY:A\nDTSTART;VALUE=DATE:20261105\nDTEND;VALUE=DATE:20261105",
    "PUBLISH",
    "[Event: A · Thu 2026-11-05, all day]",
  ],
  [
    'SUMMARY:A\nDTSTART;TZID="Asia/Kolkata":20261105T093000\nRRULE:FREQ=WEEKLY',
    "REQUEST",
    "[Invitation: A · Thu 2026-11-05 09:30 Asia/Kolkata · repeats (FREQ=WEEKLY)]",
  ],
  ["SUMMARY:A\nDTSTART:20261105T093000", "CANCEL", "[Cancelled event: A · Thu 2026-11-05 09:30 local time]"],
  [
    "SUMMARY:A\nATTENDEE;CN=Ben;PARTSTAT=DECLINED:mailto:ben@a.test",
    "REPLY",
    "[Answer to an invitation: A · Ben <ben@a.test> declines]",
  ],
  ["SUMMARY:Fol\n ded\\; one\nLOCATION:Room\\nTwo", "REQUEST", "[Invitation: Folded; one · Room Two]"],
  ["DTSTART:garbage", "REQUEST", "[Invitation: (no title)]"],
])("tells %j", (lines, method, expected) => expect(told(lines, method)).toBe(expected));

it("adds the description only where there is no other text", () => {
  expect(told("SUMMARY:A\nDESCRIPTION:One\\nTwo", "REQUEST", true)).toBe("[Invitation: A]\nOne\nTwo");
  expect(told("SUMMARY:A\nDESCRIPTION:One")).toBe("[Invitation: A]");
});

it("says how many events it leaves out, and nothing of what holds none", () => {
  expect(calendarSummary("BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n".repeat(9), false)).toContain(
    "4 more events",
  );
  expect(calendarSummary("BEGIN:VCALENDAR\nEND:VCALENDAR", true)).toBe("");
});

it("takes linear time", () => {
  const started = performance.now();
  for (const piece of ['A;B="', "A;B=C;", "BEGIN:VEVENT\n", " x\n", "ATTENDEE:x\n"])
    calendarSummary(piece.repeat(40_000), true);
  expect(performance.now() - started).toBeLessThan(2000);
});
