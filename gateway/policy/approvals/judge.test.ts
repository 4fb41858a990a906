import { expect, test } from "vitest";
import { type Judged, mayCancel, stateAt, whyNot } from "./judge.ts";

const NOW = 1_000_000;
const approval = (more: Partial<Judged> = {}): Judged => ({
  state: "pending",
  expiresAt: new Date(NOW + 1),
  epoch: 3,
  fourEyes: false,
  behind: ["usr_asker", "usr_issuer"],
  approvedBy: [],
  userId: "usr_asker",
  connector: { epoch: 3, kind: "shared", ownerId: null },
  ...more,
});
const admin = (userId: string) => ({ userId, manages: true });
const member = (userId: string) => ({ userId, manages: false });
const personal = { epoch: 3, kind: "personal", ownerId: "usr_owner" } as const;

test("owners and admins decide, others only about their own connector", () => {
  expect(whyNot(approval(), admin("usr_1"), NOW)).toBeNull();
  expect(whyNot(approval(), member("usr_1"), NOW)).toBe("role");
  expect(whyNot(approval({ connector: personal }), member("usr_owner"), NOW)).toBeNull();
  expect(whyNot(approval({ connector: personal }), member("usr_1"), NOW)).toBe("role");
  expect(whyNot(approval({ connector: { ...personal, kind: "shared" } }), member("usr_owner"), NOW)).toBe(
    "role",
  );
  expect(whyNot(approval(), { userId: undefined, manages: true }, NOW)).toBe("role");
});

test("with four eyes nobody who could be the caller decides: not whom it acts for, not who holds its token", () => {
  for (const who of ["usr_asker", "usr_issuer"]) {
    expect(whyNot(approval({ fourEyes: true }), admin(who), NOW)).toBe("four_eyes");
    expect(whyNot(approval(), admin(who), NOW)).toBeNull();
  }
  const own = approval({ fourEyes: true, behind: ["usr_owner"], connector: personal });
  expect(whyNot(own, member("usr_owner"), NOW)).toBe("four_eyes");
});

test("nobody approves twice", () => {
  expect(whyNot(approval({ approvedBy: ["usr_1"] }), admin("usr_1"), NOW)).toBe("already");
  expect(whyNot(approval({ approvedBy: ["usr_1"] }), admin("usr_2"), NOW)).toBeNull();
});

test("time and a revocation end what is pending or approved, and nothing else", () => {
  for (const state of ["pending", "approved"] as const) {
    expect(stateAt(approval({ state }), NOW)).toBe(state);
    expect(stateAt(approval({ state }), NOW + 1)).toBe("expired");
    expect(stateAt(approval({ state, connector: { ...personal, epoch: 4 } }), NOW)).toBe("expired");
  }
  for (const state of ["denied", "used", "cancelled"] as const)
    expect(stateAt(approval({ state }), NOW + 1)).toBe(state);
  for (const over of [
    { state: "approved" },
    { state: "used" },
    { epoch: 2 },
    { expiresAt: new Date(NOW) },
  ] as const)
    expect(whyNot(approval(over), admin("usr_1"), NOW)).toBe("over");
});

test("who asked takes it back at any time before its use, a decider only what was approved", () => {
  const may = (state: Judged["state"], who: { userId: string; manages: boolean }) =>
    mayCancel(approval({ state }), who, NOW);
  expect([may("pending", member("usr_asker")), may("approved", member("usr_asker"))]).toEqual([true, true]);
  expect([may("pending", admin("usr_1")), may("approved", admin("usr_1"))]).toEqual([false, true]);
  expect([may("approved", member("usr_1")), may("used", member("usr_asker"))]).toEqual([false, false]);
});
