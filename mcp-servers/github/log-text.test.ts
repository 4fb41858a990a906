import { describe, expect, it } from "vitest";
import { logTail, readable } from "./log-text.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const STAMP = "2026-11-20T09:00:00.1234567Z ";

/** Reads back to the first line, and puts the pages together. */
function whole(
  text: string,
  most: number,
  maxChars: number,
): { lines: string[]; pages: number; total: number } {
  const lines: string[] = [];
  let end: number | undefined;
  let pages = 0;
  let total = 0;
  do {
    const tail = logTail(bytesOf(text), { end, most, maxChars });
    lines.unshift(...tail.lines);
    ({ before: end, total } = tail);
    pages += 1;
  } while (end > 0);
  return { lines, pages, total };
}

describe("the tail of a log", () => {
  it("is its last lines, and its pages put together are the whole, each line once", () => {
    const lines = Array.from({ length: 97 }, (_, n) => (n % 7 === 0 ? "" : `line ${n} äöü 😀`));
    for (const ending of ["\n", ""]) {
      // Without a newline at its end the last line must not be empty.
      const text = `${lines.join("\n")}${ending}`;
      for (const [most, maxChars] of [
        [10, 10_000],
        [1000, 50],
        [1, 1],
        [1000, 100_000],
      ] as const)
        expect(whole(text, most, maxChars)).toMatchObject({ lines, total: 97 });
    }
    expect(logTail(bytesOf("a\nb\nc\n"), { end: undefined, most: 2, maxChars: 100 })).toEqual({
      lines: ["b", "c"],
      before: 1,
      total: 3,
    });
  });
  it("keeps to the characters it may have, but for the first line", () => {
    const { lines } = logTail(bytesOf("aaaa\nbbbb\ncccc\n"), { end: undefined, most: 9, maxChars: 9 });
    expect(lines).toEqual(["bbbb", "cccc"]);
    expect(logTail(bytesOf("aaaa\n"), { end: undefined, most: 9, maxChars: 1 }).lines).toEqual(["aaaa"]);
  });
  it("knows empty logs, and cursors behind the end", () => {
    expect(logTail(bytesOf(""), { end: undefined, most: 9, maxChars: 9 })).toEqual({
      lines: [],
      before: 0,
      total: 0,
    });
    expect(logTail(bytesOf("\n\n"), { end: undefined, most: 9, maxChars: 9 }).lines).toEqual(["", ""]);
    expect(logTail(bytesOf("a\n"), { end: 500, most: 9, maxChars: 9 }).lines).toEqual(["a"]);
  });
  it("takes hostile logs in linear time: one line, newlines alone, half of an escape over and over", () => {
    const size = 4_000_000;
    for (const text of [
      "x".repeat(size),
      "\n".repeat(size),
      "\u001b]".repeat(size / 2),
      "\u001b[1;".repeat(size / 4),
    ]) {
      const started = performance.now();
      logTail(bytesOf(text), { end: undefined, most: 5000, maxChars: 100_000 });
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });
});

describe("a line of a log", () => {
  it.each([
    [`${STAMP}##[group]Run npm ci`, "▸ Run npm ci"],
    [
      `\uFEFF${STAMP}##[error]Process completed with exit code 1.`,
      "[error] Process completed with exit code 1.",
    ],
    [`${STAMP}##[endgroup]`, ""],
    [`${STAMP}[command]/usr/bin/git version`, "$ /usr/bin/git version"],
    [`${STAMP}\u001b[36;1mnpm test\u001b[0m\r`, "npm test"],
    [`${STAMP}10%\r50%\r100% done`, "100% done"],
    ["\u001b]8;;https://x.test\u0007link\u001b]8;;\u0007 \u001b[2K\u0000end", "link end"],
    [`${STAMP}token: ***`, "token: ***"],
    ["2026-11-20 is no time stamp", "2026-11-20 is no time stamp"],
    ["plain ##[error] inside", "plain ##[error] inside"],
  ])("%j reads %j", (raw, text) => {
    expect(readable(raw)).toBe(text);
  });
  it("is cut where it is very long, and says so", () => {
    expect(readable("a".repeat(5000))).toBe(`${"a".repeat(2000)}… [line cut: 2000 characters of 5000 bytes]`);
    expect(readable(`${"a".repeat(1999)}😀${"b".repeat(100)}`).isWellFormed()).toBe(true);
  });
});
