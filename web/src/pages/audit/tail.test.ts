import { expect, test } from "vitest";
import { announcedAt } from "./tail.ts";
import { withView } from "./views.ts";

test("new events are told at once, and then every ten seconds at most", () => {
  expect(announcedAt(0, 1_000_000)).toBe(1_000_000);
  expect(announcedAt(1_000_000, 1_009_999)).toBeUndefined();
  expect(announcedAt(1_000_000, 1_010_000)).toBe(1_010_000);
});

test("a view of the same name is replaced, and the oldest of too many goes", () => {
  const many = Array.from({ length: 20 }, (_, at) => ({ name: `${at}`, query: "" }));
  expect(withView(many, { name: "3", query: "type=a" })).toHaveLength(20);
  expect(withView(many, { name: "3", query: "type=a" })[0]).toEqual({ name: "3", query: "type=a" });
  expect(withView(many, { name: "new", query: "" }).at(-1)?.name).toBe("18");
});
