import fc from "fast-check";
import { expect, test } from "vitest";
import { type Allowed, diffManifests } from "./manifest-diff.ts";

const EVERY = ["a", "b", "c"];
const list = (tools: Record<string, string[] | undefined>): Allowed =>
  new Map(Object.entries(tools).map(([name, slugs]) => [name, slugs && new Set(slugs)]));
const diff = (before: Allowed, after: Allowed) => diffManifests(before, after, EVERY);

test("tools that come and go", () => {
  const found = diff(list({ a: undefined, b: ["x"] }), list({ b: ["x"], c: ["y"] }));
  expect(found.added).toEqual([{ name: "c", connectors: ["y"] }]);
  expect(found.removed).toEqual([{ name: "a", connectors: null }]);
  expect([found.narrowed, found.widened, found.widens]).toEqual([[], [], true]);
});

test("connectors that a tool gains and loses; another one in its place is both", () => {
  const narrowed = diff(list({ a: undefined }), list({ a: ["x"] }));
  expect(narrowed.narrowed).toEqual([{ name: "a", from: null, to: ["x"] }]);
  expect(narrowed.widens).toBe(false);
  const widened = diff(list({ a: ["x"] }), list({ a: ["y", "x"] }));
  expect(widened.widened).toEqual([{ name: "a", from: ["x"], to: ["x", "y"] }]);
  expect(widened.narrowed).toEqual([]);
  const swapped = diff(list({ a: ["x"] }), list({ a: ["y"] }));
  expect([swapped.narrowed.length, swapped.widened.length, swapped.widens]).toEqual([1, 1, true]);
});

test("no manifest is everything: the first one takes away, giving it up widens even a list of all", () => {
  const first = diff(undefined, list({ a: undefined, b: ["x"] }));
  expect(first).toMatchObject({ fromEverything: true, toEverything: false, widens: false, added: [] });
  expect(first.removed.map(({ name }) => name)).toEqual(["c"]);
  expect(first.narrowed.map(({ name }) => name)).toEqual(["b"]);
  const all = list({ a: undefined, b: undefined, c: undefined });
  expect(diff(all, undefined)).toMatchObject({ toEverything: true, widens: true, added: [], widened: [] });
  expect(diff(undefined, undefined).widens).toBe(false);
});

test("a tool that no server has any more is told as well", () => {
  expect(diff(list({ old: undefined }), list({})).removed).toEqual([{ name: "old", connectors: null }]);
});

const slugs = fc.option(fc.uniqueArray(fc.constantFrom("x", "y", "z"), { minLength: 1 }), { nil: undefined });
const allowed = fc.option(fc.dictionary(fc.constantFrom(...EVERY), slugs).map(list), { nil: undefined });
/** Every pair of tool and connector that a list allows. */
const pairs = (some: Allowed): Set<string> =>
  new Set(
    EVERY.flatMap((name) =>
      some && !some.has(name)
        ? []
        : ["x", "y", "z", "any"]
            .filter((slug) => some?.get(name)?.has(slug) ?? true)
            .map((slug) => name + slug),
    ),
  );

test("what widens allows a pair that was not allowed, and only that does", () => {
  fc.assert(
    fc.property(allowed, allowed, (before, after) => {
      const gained = [...pairs(after)].some((pair) => !pairs(before).has(pair));
      const opens = after === undefined && before !== undefined;
      expect(diff(before, after).widens).toBe(gained || opens);
      const back = diff(after, before);
      expect(diff(before, after).removed.map(({ name }) => name)).toEqual(back.added.map(({ name }) => name));
    }),
  );
});
