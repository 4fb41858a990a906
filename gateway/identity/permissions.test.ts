import { expect, test } from "vitest";
import { contract } from "../api/index.ts";
import type { Permission, Role } from "../context.ts";
import { judgeRoleChange, manages, permissionsOf } from "./permissions.ts";

const ROLES: readonly Role[] = ["owner", "admin", "member", "auditor"];
const all = contract.permission.options;

test("each role has exactly these permissions, and the contract names every one", () => {
  const table = Object.fromEntries(ROLES.map((role) => [role, [...permissionsOf(role)].sort()]));
  const but = (...without: Permission[]) => all.filter((p) => !without.includes(p)).toSorted();
  expect(table).toEqual({
    owner: but(),
    admin: but("workspace.manage"),
    member: ["connectors.connect_own"],
    auditor: ["audit.read", "workspace.read"],
  });
  expect([...permissionsOf(undefined)]).toEqual([]);
});

test("whom a role manages: owners everybody, admins members and auditors, nobody else anybody", () => {
  const pairs = ROLES.flatMap((actor) =>
    ROLES.filter((role) => manages(actor, role)).map((role) => `${actor} ${role}`),
  );
  expect(pairs).toEqual([
    "owner owner",
    "owner admin",
    "owner member",
    "owner auditor",
    "admin member",
    "admin auditor",
  ]);
  for (const role of ROLES) expect(manages(undefined, role)).toBe(false);
});

/** Every change of somebody else's role, with two owners about: what is allowed, written out. */
const OTHERS = `
owner: owner>admin owner>member owner>auditor owner>out admin>owner admin>member admin>auditor admin>out
owner: member>owner member>admin member>auditor member>out auditor>owner auditor>admin auditor>member auditor>out
admin: member>auditor member>out auditor>member auditor>out`;
/** Of one's own. */
const OWN = `
owner: owner>admin owner>member owner>auditor owner>out
admin: admin>member admin>auditor admin>out
member: member>out
auditor: auditor>out`;

const parsed = (text: string) =>
  text
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [actor, changes = ""] = line.split(": ");
      return changes.split(" ").map((change) => `${actor}: ${change}`);
    })
    .toSorted();
const changes = ROLES.flatMap((role) =>
  [...ROLES, null].filter((to) => to !== role).map((to) => ({ role, to })),
);
const judged = (actor: Role, role: Role, to: Role | null, same: boolean, owners: number) =>
  judgeRoleChange({
    actor: { id: "usr_a", role: actor },
    target: { id: same ? "usr_a" : "usr_b", role },
    to,
    owners,
  });

test("others' roles: the whole table", () => {
  const allowed = ROLES.flatMap((actor) =>
    changes
      .filter(({ role, to }) => judged(actor, role, to, false, 2) === "allowed")
      .map(({ role, to }) => `${actor}: ${role}>${to ?? "out"}`),
  );
  expect(allowed.toSorted()).toEqual(parsed(OTHERS));
});

test("one's own role: down or out, never up", () => {
  const own = changes.map(({ role, to }) => ({ role, to, verdict: judged(role, role, to, true, 2) }));
  const allowed = own.filter((c) => c.verdict === "allowed");
  expect(allowed.map(({ role, to }) => `${role}: ${role}>${to ?? "out"}`).toSorted()).toEqual(parsed(OWN));
  for (const { verdict } of own.filter((c) => c.verdict !== "allowed"))
    expect(verdict).toBe("own_role_upwards");
});

test("a workspace keeps an owner, whoever asks and whatever for", () => {
  for (const same of [true, false]) {
    for (const to of [...ROLES, null]) {
      const verdict = judged("owner", "owner", to, same, 1);
      expect(verdict).toBe(to === "owner" ? "allowed" : "last_owner");
    }
  }
  // Whoever may not do it at all learns nothing about how many owners there are.
  expect(judged("admin", "owner", null, false, 1)).toBe("not_theirs");
});
