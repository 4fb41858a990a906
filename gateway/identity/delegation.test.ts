import { expect, test } from "vitest";
import { keepDelegation, mayActFor, readDelegation } from "./delegation.ts";

test("what is kept reads as what was given; an empty list is nobody", () => {
  for (const given of ["none", "members", ["usr_a", "usr_b"]] as const)
    expect(readDelegation(keepDelegation(given))).toEqual(given);
  expect(readDelegation(keepDelegation([]))).toBe("none");
  expect(keepDelegation(["usr_a", "usr_a"]).delegates).toEqual(["usr_a"]);
});

test("an agent acts for whom an admin allowed, and for nobody by a word it does not know", () => {
  const may = (delegation: Parameters<typeof keepDelegation>[0]) =>
    mayActFor(keepDelegation(delegation), "usr_a");
  expect(may("none")).toBe(false);
  expect(may("members")).toBe(true);
  expect(may(["usr_a"])).toBe(true);
  expect(may(["usr_b"])).toBe(false);
  expect(mayActFor({ delegation: "everybody", delegates: ["usr_a"] }, "usr_a")).toBe(false);
  // Left over from a list that no longer counts.
  expect(mayActFor({ delegation: "none", delegates: ["usr_a"] }, "usr_a")).toBe(false);
});
