import canonicalize from "canonicalize";
import { expect, test } from "vitest";
import { cleanData, cleanText } from "./clean.ts";

test("a name cannot forge a second line, colour a terminal or turn the text around", () => {
  expect(cleanText("Ann\r\n2026 sign_in ok")).toBe("Ann2026 sign_in ok");
  expect(cleanText("a\u001b[31mb\u0000c\u009bd\u2028e\u202ef\u2066g\ufeff")).toBe("a[31mbcdefg");
});

test("what PostgreSQL refuses in jsonb does not reach it", () => {
  expect(cleanText("a\ud800b\u0000")).toBe("a\ufffdb");
});

test("long text is cut where no character breaks", () => {
  expect(cleanText("x".repeat(301))).toBe(`${"x".repeat(299)}…`);
  expect(cleanText("🔑".repeat(400)).isWellFormed()).toBe(true);
  expect(cleanText("x".repeat(300))).toHaveLength(300);
});

test("data keeps its values and loses what has no place", () => {
  const data = {
    n: 1.5,
    b: false,
    nil: null,
    gone: undefined,
    nan: Number.NaN,
    list: ["a\n", undefined],
    fn: () => 1,
  };
  expect(cleanData(data)).toEqual({
    n: 1.5,
    b: false,
    nil: null,
    nan: null,
    list: ["a", null],
    fn: "[left out]",
  });
});

test("data is bounded in depth, items, keys and size", () => {
  expect(cleanData({ a: { b: { c: { d: { e: 1 } } } } })).toEqual({ a: { b: { c: { d: "[left out]" } } } });
  expect((cleanData({ scopes: Array(250).fill("s") }).scopes as string[]).at(-1)).toBe("… 50 more");
  expect(
    Object.keys(cleanData(Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`k${n}`, n])))),
  ).toHaveLength(40);
  expect(cleanData({ tools: Array(200).fill("t".repeat(200)) })).toEqual({
    oversized: expect.any(Number),
    keys: ["tools"],
  });
});

test("a cycle ends, and a key cannot set the prototype", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  expect(() => cleanData(cycle)).not.toThrow();
  const safe = cleanData(JSON.parse('{"__proto__": {"admin": true}, "a": 1}'));
  expect(safe).toEqual({ a: 1 });
});

test("whatever is cleaned has a canonical form", () => {
  const odd = {
    "k\ud800": "\udfff",
    big: 10n,
    when: new Date(Number.NaN),
    inf: Infinity,
    neg: -0,
    sym: Symbol("s"),
  };
  expect(() => canonicalize(cleanData(odd))).not.toThrow();
});
