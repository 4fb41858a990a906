import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { principal } from "./fixture.ts";
import { openRequestStates } from "./request-state.ts";

let now = Date.UTC(2026, 10, 21);
const keys = [{ id: "k1", key: randomBytes(32) }];
const states = openRequestStates(keys, () => now);
const ada = principal();
const request = { endpoint: "gmail", tool: "gmail_send_message", args: { to: ["a@x.test"], subject: "Hi" } };

test("a state holds for the request it was made for, in whatever order its arguments come", () => {
  const state = states.mint(ada, request);
  expect(states.holds(ada, request, state)).toBe(true);
  const reordered = { ...request, args: { subject: "Hi", to: ["a@x.test"] } };
  expect(states.holds(ada, reordered, state)).toBe(true);
  expect(states.holds(ada, { ...request, args: { subject: "\ud800" } }, state)).toBe(false);
});

test("a state holds for no other request, person or endpoint", () => {
  const state = states.mint(ada, request);
  for (const other of [
    { ...request, args: { ...request.args, to: ["b@x.test"] } },
    { ...request, args: undefined },
    { ...request, tool: "gmail_delete_message" },
    { ...request, endpoint: "slack" },
  ])
    expect(states.holds(ada, other, state)).toBe(false);
  expect(states.holds(principal({ id: "usr_2", userId: "usr_2" }), request, state)).toBe(false);
  expect(states.holds(principal({ workspaceId: "wsp_2" }), request, state)).toBe(false);
});

test("a state that was changed or prolonged does not hold, and neither does one of another gateway", () => {
  const state = states.mint(ada, request);
  const [, expires = "", mac = ""] = state.split(".");
  const later = (Number.parseInt(expires, 36) + 60).toString(36);
  const flipped = `${mac.startsWith("A") ? "B" : "A"}${mac.slice(1)}`;
  const wrong = [
    "",
    "1..",
    `${state}x`,
    `1.${later}.${mac}`,
    `1.${expires}.${flipped}`,
    `2.${expires}.${mac}`,
  ];
  for (const one of wrong) expect(states.holds(ada, request, one)).toBe(false);
  const elsewhere = openRequestStates([{ id: "k1", key: randomBytes(32) }], () => now);
  expect(elsewhere.holds(ada, request, state)).toBe(false);
});

test("a state ends after a quarter of an hour", () => {
  const state = states.mint(ada, request);
  now += 14 * 60_000;
  expect(states.holds(ada, request, state)).toBe(true);
  now += 2 * 60_000;
  expect(states.holds(ada, request, state)).toBe(false);
});
