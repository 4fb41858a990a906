import { expect, test } from "vitest";
import { csv } from "./csv.ts";
import { dots, line, niceCount, niceMax, share, someOf, stacked } from "./scale.ts";

test.each([
  [0, 1],
  [0.03, 0.05],
  [1, 1],
  [7, 10],
  [11, 20],
  [21, 25],
  [99, 100],
  [1_001, 2_000],
  [Number.NaN, 1],
])("an axis for values up to %f ends at %f", (max, end) => {
  expect(niceMax(max)).toBeCloseTo(end, 9);
});

test("what is counted has a whole number in the middle of its axis", () => {
  expect([0, 1, 3, 9, 22, 240].map(niceCount)).toEqual([2, 2, 6, 10, 30, 250]);
});

test("parts stand on each other and none leaves the axis", () => {
  expect(stacked([2, 3, -1], 10)).toEqual([
    { from: 0, height: 20 },
    { from: 20, height: 30 },
    { from: 50, height: 0 },
  ]);
  expect(share(20, 10)).toBe(100);
  expect(share(1, 0)).toBe(0);
});

test("a line stops where nothing is known and goes on behind it, and what stands alone is a dot", () => {
  expect(line([0, 5, null, 10, null], 10)).toBe("M0 100L25 50M75 0");
  expect(dots([0, 5, null, 10, null], 10)).toBe("M75 0h0");
  expect(dots([5], 10)).toBe("M0 50h0");
  expect(line([], 10) + dots([], 10)).toBe("");
});

test("labels that have room hold the first and the last", () => {
  expect([...someOf(24, 4)]).toEqual([0, 8, 15, 23]);
  expect([...someOf(3, 10)]).toEqual([0, 1, 2]);
  expect([...someOf(0, 4)]).toEqual([]);
  expect([...someOf(9, 1)]).toEqual([0]);
});

test("a table of names that others chose stays text in a spreadsheet", () => {
  expect(
    csv(
      ["Name", "Calls"],
      [
        ['=HYPERLINK("x")', 3],
        ["a, b", null],
        ["@home", -1],
      ],
    ),
  ).toBe(`Name,Calls\r\n"'=HYPERLINK(""x"")",3\r\n"a, b",\r\n'@home,-1\r\n`);
});
