import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { exportAudit } from "./export.ts";
import { chainOf, fakeDb, principal } from "./testing.ts";
import { verifyExport } from "./verify-export.ts";

const who = principal();

async function exported(count: number, fromSeq?: number): Promise<string> {
  const fake = fakeDb();
  fake.put("wsp_1", chainOf(count));
  let text = "";
  for await (const lines of exportAudit(fake.db, who, fromSeq ? { fromSeq } : {})) text += lines;
  return text;
}
const verify = (text: string) => verifyExport([Buffer.from(text)]);
/** The text with one of its lines (from 1) replaced. */
const edited = (text: string, line: number, edit: (line: string) => string[] | string) =>
  text
    .split("\n")
    .toSpliced(line - 1, 1, ...[edit(text.split("\n")[line - 1]!)].flat())
    .join("\n");

const text = await exported(20);

test("an export is a header, the events and a trailer, and verifies from its text alone", async () => {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(22);
  expect(lines[0]).toMatchObject({ format: "valetkey-audit/1", workspace: "wsp_1", from_seq: 1 });
  expect(lines[20]).toMatchObject({ seq: 20, type: "tool.call", actor: { label: "Inbox agent" } });
  expect(lines[21]).toMatchObject({ count: 20, head_seq: 20, head_hash: lines[20].hash });
  expect(await verify(text)).toMatchObject({
    result: "intact",
    workspace: "wsp_1",
    checked: 20,
    first_seq: 1,
    last_seq: 20,
  });
});

test("an export without rows is empty, not intact", async () => {
  expect(await verify(await exported(0))).toMatchObject({ result: "empty", checked: 0, reason: null });
});

test("an export can continue an earlier one", async () => {
  const later = await exported(20, 12);
  expect(await verify(later)).toMatchObject({ result: "intact", checked: 9, first_seq: 12 });
  expect(await verify(await exported(20, 21))).toMatchObject({ result: "empty" });
  expect(await verify(edited(later, 2, () => []))).toMatchObject({ result: "broken", broken_at: 13 });
});

test.each<[string, string, number | null, RegExp]>([
  [
    "an edited event",
    edited(text, 8, (l) => l.replace('"ok"', '"failed"')),
    7,
    /line 8: hash does not match/,
  ],
  ["a removed event", edited(text, 8, () => []), 8, /line 8: sequence jumps from 6 to 8/],
  ["a repeated event", edited(text, 8, (l) => [l, l]), 7, /sequence goes back from 7 to 7/],
  ["an added key", edited(text, 8, (l) => l.replace("{", '{"a":1,')), 7, /not written as it was exported/],
  ["other spacing", edited(text, 8, (l) => `${l} `), 7, /not written as it was exported/],
  ["a line that is no event", edited(text, 8, () => "{}"), 7, /line 8 is not an audit event/],
  [
    "another workspace",
    edited(text, 1, (l) => l.replace("wsp_1", "wsp_2")),
    1,
    /hash does not match its content/,
  ],
  ["another time of export", edited(text, 1, (l) => l.replace(/20\d\d/, "2020")), null, /SHA-256/],
  [
    "a cut tail",
    edited(
      edited(text, 21, () => []),
      20,
      () => [],
    ),
    19,
    /head says 20, last row is 18/,
  ],
  ["a missing trailer", edited(text, 22, () => []), null, /trailer is missing/],
  ["a wrong count", edited(text, 22, (l) => l.replace('"count":20', '"count":21')), null, /counts 21 events/],
  ["another head", edited(text, 22, (l) => l.replace('head_seq":20', 'head_seq":19')), 20, /head says 19/],
  ["a cut last line", text.trimEnd(), null, /last line is cut off/],
  ["only a header", `${text.split("\n")[0]}\n`, null, /trailer|header/],
  ["an empty file", "", null, /no header/],
  ["something else", "hello\nworld\n", null, /not the header/],
])("%s breaks an export", async (_what, broken, at, reason) => {
  const result = await verify(broken);
  expect(result).toMatchObject({ result: "broken", reason: expect.stringMatching(reason) });
  if (at !== null) expect(result.broken_at).toBe(at);
});

test("one byte changed anywhere is always detected", async () => {
  const bytes = Buffer.from(text);
  for (let round = 0; round < 400; round++) {
    const at = randomInt(bytes.length);
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at]! + randomInt(1, 256)) % 256;
    const { result } = await verifyExport([changed]);
    expect(result, `byte ${at} from ${bytes[at]} to ${changed[at]}`).toBe("broken");
  }
});

test("chunks may end anywhere", async () => {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, n) =>
    bytes.subarray(n * 7, n * 7 + 7),
  );
  expect((await verifyExport(chunks)).result).toBe("intact");
});
