import { expect, test } from "vitest";
import { permissionsOf } from "../identity/permissions.ts";
import { hintsOfEvent, mayHear, roomsOf } from "./rooms.ts";
import { hintText, read, written } from "./wire.ts";

const event = (type: string, more: object = {}) => ({
  type,
  actorKind: "user",
  actorId: "usr_1",
  targetKind: null,
  targetId: null,
  data: {},
  ...more,
});
const listener = (role: "owner" | "admin" | "member" | "auditor", userId = "usr_9") => ({
  userId,
  permissions: permissionsOf(role),
});

test("an event changes its rooms and the log; calls do so slowly", () => {
  const rooms = (type: string) =>
    hintsOfEvent(event(type)).map(({ room, slow }) => `${room}${slow ? "!" : ""}`);
  expect(rooms("grant.ended")).toEqual(["audit", "connectors", "integrations", "revocations"]);
  expect(rooms("app.changed")).toEqual(["audit", "apps", "integrations"]);
  expect(rooms("tool.call")).toEqual(["calls!", "audit!"]);
  expect(rooms("tool.refused")).toEqual(["calls!", "audit!"]);
  expect(rooms("something.new")).toEqual(["audit"]);
});

test.each([
  ["whoever did it", event("sign_out"), "usr_1"],
  ["the member it is about", event("sessions.ended", { targetKind: "member", targetId: "usr_2" }), "usr_2"],
  [
    "the person an agent acts for",
    event("approval.requested", { actorId: "agt_1", data: { on_behalf_of: "usr_3", caller: "agent:agt_1" } }),
    "usr_3",
  ],
  [
    "the caller",
    event("approval.expired", { actorId: "approvals", data: { caller: "user:usr_4" } }),
    "usr_4",
  ],
  ["nobody", event("approval.expired", { actorId: "approvals", data: { caller: "agent:agt_1" } }), undefined],
])("an event is about %s", (_, recorded, person) => {
  expect(hintsOfEvent(recorded).at(-1)?.person).toBe(person);
});

test("people hear of what their role reads, and of what is theirs in rooms of which they read that", () => {
  const hears = (role: Parameters<typeof listener>[0], room: string, person?: string) =>
    mayHear(listener(role), { room: room as "audit", person });
  expect(roomsOf(listener("owner"))).toHaveLength(15);
  expect([hears("member", "audit"), hears("member", "connectors"), hears("member", "calls")]).toEqual([
    ...[false, false, false],
  ]);
  expect([hears("member", "sessions", "usr_1"), hears("member", "sessions", "usr_9")]).toEqual([false, true]);
  expect([hears("member", "approvals"), hears("auditor", "approvals")]).toEqual([false, true]);
  expect([hears("auditor", "limits", "usr_9"), hears("auditor", "audit")]).toEqual([false, true]);
  expect(mayHear({ ...listener("member"), userId: undefined }, { room: "sessions" })).toBe(false);
});

test("hints go over the wire as they are, in messages that fit, and what nobody knows is left out", () => {
  const hint = { room: "sessions" as const, person: "usr_1", slow: false };
  expect(read(`wsp_1=${hintText(hint)}`)).toEqual([["wsp_1", [hint]]]);
  const many = new Map(
    Array.from({ length: 300 }, (_, n) => [`wsp_${n}`, new Set(["audit!", `sessions@usr_${n}`])]),
  );
  const messages = written(many);
  expect(messages.length).toBeGreaterThan(1);
  expect(Math.max(...messages.map((one) => one.length))).toBeLessThanOrEqual(7_000);
  expect(messages.flatMap(read)).toHaveLength(300);
  expect(read("wsp_1=kitchen,audit@<x>,apps;;=audit")).toEqual([
    ["wsp_1", [{ room: "apps", person: undefined, slow: false }]],
  ]);
});
