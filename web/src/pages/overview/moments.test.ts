import { expect, test } from "vitest";
import { pointOf, spanOf } from "./moments.ts";

const series = ["2026-11-21T08:00:00.000Z", "2026-11-21T09:00:00.000Z"].map((at) => ({ at }));

test("a change stands at the column of its hour, and nowhere outside the range", () => {
  const chart = { series, grain: "hour" } as unknown as Parameters<typeof pointOf>[1];
  expect(pointOf("2026-11-21T09:59:59.999Z", chart)).toBe(1);
  expect(pointOf("2026-11-21T08:00:00.000Z", chart)).toBe(0);
  expect(pointOf("2026-11-21T10:00:00.000Z", chart)).toBeUndefined();
  expect(pointOf("2026-11-21T07:59:59.999Z", chart)).toBeUndefined();
});

test("a column leads to what happened in it and to nothing of the next", () => {
  expect(spanOf("2026-11-21T08:00:00.000Z", "hour").to).toBe("2026-11-21T08:59:59.999Z");
  expect(spanOf("2026-11-21T00:00:00.000Z", "day").to).toBe("2026-11-21T23:59:59.999Z");
});
