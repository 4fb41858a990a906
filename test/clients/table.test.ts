import { expect, test } from "vitest";
import type { Row } from "./matrix.ts";
import { tableIn, tableOf, withTable } from "./table.ts";

const fine = (how: string) => ({ ok: true, how });
const row = (change: Partial<Row> = {}): Row => ({
  client: "Some client",
  package: "some-client",
  version: "1.2.3",
  era: "2026-07-28",
  signIn: "token",
  list: fine("12 tools"),
  call: fine("read, write"),
  missing: fine("link in the answer"),
  recovers: fine("next call"),
  revoked: fine("refused"),
  ...change,
});
const BEGIN = "<!-- clients: written by `npm run test:clients -- --write` -->";
const END = "<!-- /clients -->";
const lines = (rows: Row[]) => tableOf(rows).split("\n").slice(2);

test("rows that differ in the way to sign in alone are one, any other difference keeps them apart", () => {
  expect(lines([row(), row({ signIn: "OAuth, registration" }), row({ era: "2025-11-25" })])).toEqual([
    "| Some client | 1.2.3 | 2026-07-28 | token; OAuth, registration | 12 tools | read, write | link in the answer | next call | refused |",
    "| Some client | 1.2.3 | 2025-11-25 | token | 12 tools | read, write | link in the answer | next call | refused |",
  ]);
});

test("a cell that fails points to its reason below the table, the same reason once", () => {
  const missing = { ok: false, how: "it shows no link", issue: "https://issues.example/7" };
  const call = { ok: false, how: "it cannot write" };
  expect(lines([row({ missing }), row({ missing, call, era: "2025-11-25" })])).toEqual([
    "| Some client | 1.2.3 | 2026-07-28 | token | 12 tools | read, write | no (1) | next call | refused |",
    "| Some client | 1.2.3 | 2025-11-25 | token | 12 tools | no (2) | no (1) | next call | refused |",
    "",
    "(1) it shows no link (https://issues.example/7)  ",
    "(2) it cannot write",
  ]);
});

test("the table replaces what stands between the markers, and nothing else", () => {
  const document = `# Title\n${BEGIN}\nold\n${END}\nafter\n`;
  const written = withTable(document, tableOf([row()]));
  expect(written).toBe(`# Title\n${BEGIN}\n${tableOf([row()])}\n${END}\nafter\n`);
  expect(tableIn(written)).toBe(tableOf([row()]));
  expect(withTable(written, tableOf([row()]))).toBe(written);
});

test("a document without a place for it is not written", () => {
  expect(tableIn("# Title\n")).toBeUndefined();
  expect(() => withTable("# Title\n", "table")).toThrow("no place");
  expect(() => withTable(`${END}${BEGIN}`, "table")).toThrow("no place");
});
