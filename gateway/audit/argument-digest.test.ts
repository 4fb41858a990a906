import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { openArgumentDigest } from "./argument-digest.ts";

const digest = openArgumentDigest(randomBytes(32));

test("the same arguments give the same digest whatever the order of their keys", () => {
  expect(digest("wsp_a", { a: 1, b: [2] })).toBe(digest("wsp_a", { b: [2], a: 1 }));
  expect(digest("wsp_a", { a: 1 })).not.toBe(digest("wsp_a", { a: 2 }));
});

test("another workspace or another key gives another digest", () => {
  expect(digest("wsp_a", { a: 1 })).not.toBe(digest("wsp_b", { a: 1 }));
  expect(digest("wsp_a", { a: 1 })).not.toBe(openArgumentDigest(randomBytes(32))("wsp_a", { a: 1 }));
});

test("a lone surrogate is digested too", () => {
  expect(digest("wsp_a", { a: "\ud800" })).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
});
