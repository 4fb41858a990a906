import { afterAll, beforeAll, expect, test } from "vitest";
import { contract } from "../../gateway/api/index.ts";
import { rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import { Person } from "../support/person.ts";
import { operationsBelow } from "../support/routes.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { fingerprint, READ, sqlOf, told, withAgent } from "./helpers.ts";

/** People of one workspace who want more than their role. */
let gateway: TestGateway;
let owner: Person;
let admin: Person;
let member: Person;
let auditor: Person;
let connector: { id: string; slug: string };

beforeAll(async () => {
  gateway = await startGateway();
  owner = gateway.owner;
  admin = await gateway.member("abe@acme.test", "admin");
  member = await gateway.member("mia@acme.test");
  auditor = await gateway.member("aud@acme.test", "auditor");
  connector = (await owner.authorize({ email: "ada@acme.test", tools: READ })).body.connector;
});
afterAll(() => gateway?.close());

const id = (person: Person) => person.session.user.id;
const all = operationsBelow;

/** Every operation that this person's role does not open, with bodies that would work for somebody else. */
async function everythingElse(person: Person, may: readonly string[]): Promise<void> {
  const before = await fingerprint(gateway, gateway.workspaceId);
  const closed = all.filter((op) => op.access !== "member" && !may.includes(op.access));
  expect(closed.length).toBeGreaterThan(0);
  const ids: Record<string, string> = { connectors: connector.id, members: id(member) };
  for (const op of closed) {
    const family = op.path.split("/")[1] ?? "";
    const path = op.path
      .replace(":service", "google")
      .replace(":provider", "google")
      .replace(":seq", "1")
      .replace(/:\w+/, ids[family] ?? "x");
    const body = op.method === "get" ? undefined : { role: "owner", confirm: "acme", name: "x" };
    const answer = await person.tryApi(op.method.toUpperCase(), path, body);
    expect(`${op.method} ${op.path} ${told(answer)}`).toBe(`${op.method} ${op.path} 403 forbidden`);
  }
  expect(await fingerprint(gateway, gateway.workspaceId)).toEqual(before);
}

test("H68 a member calls every operation that members may not", () =>
  everythingElse(member, ["connectors.connect_own"]));
test("H69 an auditor calls every operation that auditors may not", () =>
  everythingElse(auditor, ["audit.read", "workspace.read"]));
test("H70 an admin calls what only owners may: deletes the workspace", () =>
  everythingElse(
    admin,
    contract.permission.options.filter((p) => p !== "workspace.manage"),
  ));

test("H71 an admin makes an owner: a new one, an invited one, of a member, of themselves", async () => {
  const before = await fingerprint(gateway, gateway.workspaceId);
  for (const role of ["owner", "admin"]) {
    for (const [method, path, body] of [
      ["POST", "/members", { email: "new@acme.test", name: "New", role }],
      ["POST", "/invitations", { email: "new@acme.test", role }],
      ["PATCH", `/members/${id(member)}`, { role }],
    ] as const)
      expect(`${path} ${told(await admin.tryApi(method, path, body))}`).toBe(`${path} 403 forbidden`);
  }
  expect(told(await admin.tryApi("PATCH", `/members/${id(admin)}`, { role: "owner" }))).toBe("403 forbidden");
  expect(told(await member.tryApi("PATCH", `/members/${id(member)}`, { role: "admin" }))).toBe(
    "403 forbidden",
  );
  expect(await fingerprint(gateway, gateway.workspaceId)).toEqual(before);
});

test("H72 an admin becomes an owner, or another admin, with a sign-in link made for them", async () => {
  const peer = await gateway.member("peer@acme.test", "admin");
  const count = async () => (await sqlOf(gateway)("SELECT count(*)::int AS n FROM sign_in_links")).rows[0]?.n;
  const before = await count();
  for (const person of [owner, peer])
    expect(told(await admin.tryApi("POST", `/members/${id(person)}/sign_in_link`))).toBe("403 forbidden");
  expect(await count()).toBe(before);
});

test("H73 an admin demotes or removes an owner, or another admin, or signs them out", async () => {
  const peer = await gateway.member("peer2@acme.test", "admin");
  for (const person of [owner, peer]) {
    for (const [method, path, body] of [
      ["PATCH", `/members/${id(person)}`, { role: "member" }],
      ["DELETE", `/members/${id(person)}`, undefined],
      ["DELETE", `/members/${id(person)}/sessions`, undefined],
      ["GET", `/members/${id(person)}/sessions`, undefined],
    ] as const)
      expect(`${method} ${told(await admin.tryApi(method, path, body))}`).toBe(`${method} 403 forbidden`);
    expect((await person.call("GET", "/api/session")).status).toBe(200);
  }
});

test("H74 the last owner is demoted, removed or leaves; two owners remove each other at once", async () => {
  const me = `/members/${id(owner)}`;
  expect(told(await owner.tryApi("PATCH", me, { role: "admin" }))).toBe("409 conflict");
  expect(told(await owner.tryApi("DELETE", me))).toBe("409 conflict");
  const { owner: first, workspaceId } = await secondWorkspace(gateway);
  const { id: second } = await first.api("POST", "/members", {
    email: "two@umbrella.test",
    name: "Two",
    role: "owner",
  });
  const { token } = await gateway.app.identity.sessions.createLink(workspaceId, second);
  const other = await new Person(gateway.url).signIn(token);
  const answers = await Promise.all([
    first.tryApi("DELETE", `/members/${id(other)}`),
    other.tryApi("DELETE", `/members/${id(first)}`),
    first.tryApi("PATCH", `/members/${id(first)}`, { role: "member" }),
    other.tryApi("PATCH", `/members/${id(other)}`, { role: "member" }),
  ]);
  expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
  const { rows } = await sqlOf(gateway)(
    "SELECT count(*)::int AS n FROM members WHERE workspace_id = $1 AND role = 'owner'",
    [workspaceId],
  );
  expect(Number(rows[0]?.n)).toBeGreaterThanOrEqual(1);
});

test("H75 a removed member keeps a session, a token, a link or a connection", async () => {
  const pat = await gateway.member("pat@acme.test");
  const { value } = await owner.newToken({ user: id(pat) });
  await pat.connect({ email: "ben@acme.test", tools: READ });
  const before = gateway.google.liveTokens().refresh;
  await owner.api("DELETE", `/members/${id(pat)}`);
  expect((await pat.call("GET", "/api/session")).status).toBe(401);
  expect((await rawCall(gateway.url, value, "gmail_list_labels", {})).status).toBe(401);
  const { rows } = await sqlOf(gateway)("SELECT id, upstream FROM grants WHERE ended_at IS NOT NULL");
  for (const { id: grant } of rows) {
    const who = gateway.app.identity.people.systemPrincipal(gateway.workspaceId, "upstream-revocation");
    await gateway.app.grants.revokeUpstream(who, String(grant));
  }
  expect(gateway.google.liveTokens().refresh).toBe(before - 1);
  const left = await sqlOf(gateway)(
    "SELECT count(*)::int AS n FROM credentials c JOIN grants g ON g.id = c.grant_id WHERE g.ended_at IS NOT NULL",
  );
  expect(left.rows[0]?.n).toBe(0);
});

test("H76 a demoted admin keeps what the role gave: in the same session, from the next request", async () => {
  const kit = await gateway.member("kit@acme.test", "admin");
  expect((await kit.tryApi("GET", "/tokens")).status).toBe(200);
  await kit.api("POST", "/invitations", { email: "kits-guest@acme.test", role: "auditor" });
  await owner.api("PATCH", `/members/${id(kit)}`, { role: "member" });
  await everythingElse(kit, ["connectors.connect_own"]);
  const { invitations } = await owner.api("GET", "/invitations");
  const theirs = invitations.find((one: { email: string }) => one.email === "kits-guest@acme.test");
  expect(theirs.state).toBe("revoked");
});

test("H77 a token of an owner administers anything", async () => {
  const { value } = await owner.newToken({ user: id(owner) });
  const base = `${gateway.url}/api/workspaces/${gateway.workspaceId}`;
  for (const op of all) {
    const path = op.path.replace(/:\w+/g, "x");
    const answer = await fetch(base + path, {
      method: op.method.toUpperCase(),
      headers: { authorization: `Bearer ${value}`, "content-type": "application/json" },
      ...(op.method !== "get" && { body: "{}" }),
    });
    await answer.body?.cancel();
    expect(`${op.path} ${answer.status}`).toBe(`${op.path} 401`);
  }
});

test("H78 a teammate's own connection, used, seen, changed or reconnected by somebody else", async () => {
  const { connector: theirs } = (await member.connect({ email: "ben@acme.test", tools: READ })).body;
  const stranger = await gateway.member("tom@acme.test");
  for (const person of [stranger, owner]) {
    for (const [method, path, body] of [
      ["GET", `/integrations/google/auth_link?connector=${theirs.id}`, undefined],
      ["POST", "/integrations/google", { connector: theirs.id }],
      ["PATCH", "/integrations/google", { connector: theirs.id, enabled: false }],
      ["DELETE", `/integrations/google?connector=${theirs.id}`, undefined],
      ["DELETE", `/integrations/google/${theirs.id}`, undefined],
    ] as const)
      expect(`${method} ${told(await person.tryApi(method, path, body))}`).toBe(
        `${method} 404 connector_not_found`,
      );
    expect(JSON.stringify((await person.tryApi("GET", "/integrations")).body)).not.toContain(theirs.id);
    const { value } = await owner.newToken({ user: id(person) });
    gateway.google.clearRequests();
    await withAgent(gateway, value, "gmail", async (agent) => {
      for (const named of [theirs.id, theirs.slug])
        expect((await agent.call("gmail_list_labels", { connector: named })).error?.error).toBe(
          "bad_argument",
        );
    });
    expect(gateway.google.requests()).toEqual([]);
  }
  await member.api("DELETE", `/integrations/google/${theirs.id}?shred_now=true`);
});

test("H79 fields that a form does not have: another workspace, owner, kind, permission or session", async () => {
  const [last] = await auditRows(gateway);
  const before = await fingerprint(gateway, gateway.workspaceId);
  for (const [method, path, body] of [
    ["PATCH", `/members/${id(member)}`, { role: "auditor", workspaceId: "wsp_x", permissions: ["*"] }],
    ["POST", "/agents", { name: "x", workspaceId: "wsp_x" }],
    ["POST", "/connectors", { provider: "google", tools: READ, kind: "personal", ownerId: id(member) }],
    ["PATCH", `/connectors/${connector.id}`, { name: "x", accountId: "1", ownerId: id(member) }],
    ["POST", "/tokens", { name: "x", user: id(member), permissions: ["members.manage"] }],
    ["POST", "/tokens", { name: "x", user: id(member), agent: "agt_x" }],
    ["POST", "/integrations/google/callback", { code: "x", state: "x", userId: id(owner) }],
    ["POST", "/invitations", { email: "x@acme.test", role: "member", createdBy: id(owner) }],
  ] as const)
    expect(`${path} ${told(await admin.tryApi(method, path, body))}`).toBe(`${path} 400 bad_request`);
  expect(await fingerprint(gateway, gateway.workspaceId)).toEqual(before);
  expect((await auditRows(gateway))[0]?.seq, "nothing was done, so nothing is on the record").toBe(last?.seq);
});
