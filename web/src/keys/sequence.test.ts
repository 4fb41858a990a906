import { expect, test } from "vitest";
import { feed, PAUSE_MS, type Pressed } from "./sequence.ts";

const known = ["/", "?", "g c", "g a", "a"];

function press(...presses: readonly (readonly [key: string, at: number])[]): (string | undefined)[] {
  let before: Pressed;
  return presses.map(([key, at]) => {
    const { hit, pressed } = feed(before, key, at, known);
    before = pressed;
    return hit;
  });
}

test("one key does its thing at once", () => {
  expect(press(["/", 0], ["x", 10], ["?", 20])).toEqual(["/", undefined, "?"]);
});

test("two keys after each other jump, and the second alone is itself", () => {
  expect(press(["g", 0], ["c", 300])).toEqual([undefined, "g c"]);
  expect(press(["g", 0], ["a", 300])).toEqual([undefined, "g a"]);
  expect(press(["a", 300])).toEqual(["a"]);
});

test("who hesitates, or presses something else between, has not begun", () => {
  expect(press(["g", 0], ["a", PAUSE_MS + 1])).toEqual([undefined, "a"]);
  expect(press(["g", 0], ["x", 10], ["c", 20])).toEqual([undefined, undefined, undefined]);
  expect(press(["g", 0], ["g", 10], ["c", 20])).toEqual([undefined, undefined, "g c"]);
});
