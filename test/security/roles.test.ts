import { afterAll, beforeAll, expect, test } from "vitest";
import { contract } from "../../gateway/api/index.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import type { Person } from "../support/person.ts";
import { operationsBelow } from "../support/routes.ts";

type Role = "owner" | "admin" | "member" | "auditor";
type Access = (typeof operationsBelow)[number]["access"];

/** What each role may do, written out once more: the gateway's own table is not asked. */
const MAY: Record<Role, readonly Access[]> = {
  owner: ["member", ...contract.permission.options],
  admin: ["member", ...contract.permission.options.filter((p) => p !== "workspace.manage")],
  member: ["member", "connectors.connect_own"],
  auditor: ["member", "audit.read", "workspace.read"],
};
/** Open to every member for themselves; for others, as here, it takes more. */
const FOR_OTHERS: Record<string, Access> = { "delete /members/:id": "members.manage" };

let gateway: TestGateway;
const people = new Map<Role, Person>();
beforeAll(async () => {
  gateway = await startGateway();
  people.set("owner", gateway.owner);
  for (const role of ["admin", "member", "auditor"] as const)
    people.set(role, await gateway.member(`${role}@acme.test`, role));
});
afterAll(() => gateway?.close());

const all = operationsBelow;
const nameOf = (op: (typeof all)[number]) => `${op.method} ${op.path}`;

test("every operation declares who may call it, as a permission that the contract knows or as `member`", () => {
  expect(all.length).toBeGreaterThan(35);
  const known = new Set<string>(["member", ...contract.permission.options]);
  for (const op of all) expect(known.has(op.access), nameOf(op)).toBe(true);
  expect(new Set(all.map(nameOf)).size).toBe(all.length);
});

test("every permission of the contract opens something", () => {
  const asked = new Set<string>(all.map((op) => op.access));
  for (const permission of contract.permission.options) expect(asked).toContain(permission);
});

for (const role of ["owner", "admin", "member", "auditor"] as const) {
  test(`${role}: refused exactly what the table does not give`, async () => {
    const person = people.get(role);
    for (const op of all) {
      const path = op.path.replace(":service", "google").replace(":provider", "google").replace(/:\w+/g, "x");
      const body = op.method === "get" ? undefined : {}; // valid for nothing that does harm
      const workspace = gateway.workspaceId;
      const answer = await person?.fetch(`/api/workspaces/${workspace}${path}`, {
        method: op.method.toUpperCase(),
        headers: { "content-type": "application/json" },
        ...(body && { body: JSON.stringify(body) }),
      });
      const needs = FOR_OTHERS[nameOf(op)] ?? op.access;
      expect(`${nameOf(op)} ${answer?.status === 403}`).toBe(`${nameOf(op)} ${!MAY[role].includes(needs)}`);
      expect(answer?.status, nameOf(op)).not.toBe(401);
      expect(answer?.status, nameOf(op)).toBeLessThan(500);
      await answer?.body?.cancel();
    }
  });
}
