import { expect, test } from "vitest";
import { and, bytes, duration, percent } from "./format.ts";
import { plural } from "./plural.ts";

test.each([
  [0, "No agent uses it"],
  [1, "1 agent uses it"],
  [2, "2 agents use it"],
  [12_345, "12,345 agents use it"],
])("%i chooses its whole sentence", (count, said) => {
  expect(plural(count, { zero: "No agent uses it", one: "# agent uses it", other: "# agents use it" })).toBe(
    said,
  );
});

test("without words for none, none is many", () => {
  expect(plural(0, { one: "# agent", other: "# agents" })).toBe("0 agents");
});

test("sizes, spans, shares and lists are told in their unit", () => {
  expect([0, 999, 1_000, 12_345_678, 1e15].map(bytes)).toEqual([
    "0 B",
    "999 B",
    "1.0 KB",
    "12.3 MB",
    "1000 TB",
  ]);
  expect([12.4, 1_240, 45_000, 180_000].map(duration)).toEqual(["12 ms", "1.2 s", "45 s", "3 min"]);
  expect(percent(0.125)).toBe("12.5%");
  expect(and(["Ana", "Li", "Sam"])).toBe("Ana, Li and Sam");
});
