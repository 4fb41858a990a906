import { ResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { askedFor, askingGateway, callOnce, mail, SEND } from "../support/asking.ts";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { legacyClient } from "../support/eras.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { OAuthClient } from "../support/oauth-client.ts";
import type { Person } from "../support/person.ts";

let gateway: TestGateway;
let token: { id: string; value: string };
let agentId: string;
let connector: { id: string; slug: string };
let now = Date.now();

beforeAll(async () => {
  gateway = await startGateway({ clock: () => now });
  ({ token, agentId, connector } = await askingGateway(gateway));
});
afterAll(() => gateway?.close());

const send = (args: object, value = token.value) => callOnce(gateway, value, { ...args });
const ask = async (args: object, value = token.value) => askedFor(await send(args, value));
const decide = (id: string, body: object = { decision: "approve" }, by: Person = gateway.owner) =>
  by.tryApi("POST", `/approvals/${id}/decision`, body);
const get = async (id: string, by: Person = gateway.owner) =>
  (await by.api("GET", `/approvals/${id}`)).approval;
const events = async (type: string) => {
  const { events: rows } = await gateway.owner.api("GET", `/audit?type=${type}&page_size=200`);
  return rows as { actor: { id: string }; target: { id: string }; data: Record<string, unknown> }[];
};

test("a call that asks is held with a link, is looked at, approved, and runs once when it is made again", async () => {
  const args = mail("Quarterly numbers");
  const held = await send(args);
  expect(held.isError).toBe(true);
  const id = askedFor(held);
  expect(held.error).toMatchObject({ approval_url: `${gateway.url}/approvals/${id}` });
  expect(held.text).toContain(`${gateway.url}/approvals/${id}`);
  expect(askedFor(await send(args))).toBe(id);

  expect(await gateway.owner.api("GET", "/approvals/counts")).toEqual({ to_decide: 1, mine: 0 });
  const shown = await get(id);
  expect(shown).toMatchObject({
    state: "pending",
    caller: { kind: "agent", id: agentId, name: "Writer" },
    on_behalf_of: null,
    server: "gmail",
    tool: { name: SEND, effect: "destructive" },
    connector: { id: connector.id, slug: connector.slug, account: "ada@acme.test" },
    four_eyes: false,
    approvers: 1,
    may_decide: true,
    why_not: null,
  });
  const named = Object.fromEntries(
    shown.arguments.map((a: { name: string; text: string }) => [a.name, a.text]),
  );
  expect(named).toMatchObject({ subject: "Quarterly numbers", body: "Hello" });
  expect(JSON.parse(named.to)).toEqual(["ben@acme.test"]);

  const decided = (await decide(id)).body.approval;
  expect(decided).toMatchObject({ state: "approved", may_decide: false, why_not: "over", arguments: null });
  expect(decided.decided_by.email).toBe("owner@acme.test");
  expect((await send(args)).isError).toBe(false);
  expect(await get(id)).toMatchObject({ state: "used", used_at: expect.any(String) });
  expect(await ask(args)).not.toBe(id);

  for (const [type, actor] of [
    ["approval.requested", agentId],
    ["approval.approved", gateway.owner.session.user.id],
    ["approval.used", agentId],
  ] as const) {
    const row = (await events(type)).find(({ target }) => target.id === id);
    expect(row, type).toMatchObject({ actor: { id: actor }, data: { tool: SEND, connector: connector.id } });
  }
  expect(JSON.stringify(await events("approval.requested"))).not.toContain("Quarterly");
});

test("a denial reaches the agent with the person's words, and the same call again hears them too", async () => {
  const args = mail("Nonsense");
  const id = await ask(args);
  const note = "Ben left. Write to Cleo.";
  expect((await decide(id, { decision: "deny", note })).body.approval).toMatchObject({
    state: "denied",
    note,
  });
  for (let i = 0; i < 2; i++) {
    const denied = await send(args);
    expect(denied.error).toMatchObject({ error: "approval_denied", approval: id });
    expect(denied.text).toContain(note);
  }
  expect(await ask(mail("Sense"))).not.toBe(id);
});

test("a client that follows progress waits, and goes on by itself when somebody approves", async () => {
  const client = await legacyClient({ url: gateway.url, token: token.value });
  const told: string[] = [];
  const answer = client.client.request(
    { method: "tools/call", params: { name: SEND, arguments: mail("While you wait") } },
    ResultSchema,
    { onprogress: ({ message }) => void told.push(message ?? ""), timeout: 60_000 },
  );
  await expect
    .poll(() => told.find((line) => line.includes("/approvals/apr_")), { timeout: 10_000 })
    .toBeTruthy();
  const id = /apr_[0-9a-z]+/.exec(told.join(" "))?.[0] ?? "";
  await decide(id);
  expect((await answer).isError ?? false).toBe(false);
  expect((await get(id)).state).toBe("used");
  await client.close();
});

// Before any time passes: tokens of OAuth go by the real clock.
test("an OAuth client's approval outlives a renewal of its token, is no other client's, and its token decides nothing", async () => {
  const { owner, url } = gateway;
  const [mine, other] = [new OAuthClient({ url }), new OAuthClient({ url, name: "Another" })];
  await mine.connect(owner, "gmail");
  await other.connect(owner, "gmail");
  const bearer = (client: OAuthClient) => client.tokens?.access_token ?? "";
  const args = { ...mail("By a client"), connector: connector.slug };
  const id = await ask(args, bearer(mine));
  expect(await get(id)).toMatchObject({ client_id: mine.clientId, mine: true });
  const path = `/api/workspaces/${gateway.workspaceId}/approvals/${id}/decision`;
  const said = await fetch(url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer(mine)}`, "content-type": "application/json" },
    body: JSON.stringify({ decision: "approve" }),
  });
  expect(said.status).toBe(401);
  await decide(id);
  expect(await ask(args, bearer(other))).not.toBe(id);
  const before = bearer(mine);
  expect((await mine.refresh()).status).toBe(200);
  expect(bearer(mine)).not.toBe(before);
  expect((await send(args, bearer(mine))).isError).toBe(false);
});

test("nobody decides after a quarter of an hour, and what was approved is gone after ten minutes", async () => {
  const args = mail("Slow");
  const late = await ask(args);
  now += 15 * 60_000;
  expect((await get(late)).state).toBe("expired");
  expect(await decide(late)).toMatchObject({ status: 409, body: { code: "approval_over" } });
  const id = await ask(args);
  await decide(id);
  now += 10 * 60_000;
  expect(await ask(args)).not.toBe(id);
  expect((await events("approval.expired")).map(({ target }) => target.id)).toEqual(
    expect.arrayContaining([late, id]),
  );
});

test("the owner of a personal connector decides about it, and it is on the list of nobody else but admins", async () => {
  const mia = await gateway.member("mia@acme.test");
  const zoe = await gateway.member("zoe@acme.test");
  const connected = await mia.connect({ email: "ben@acme.test", tools: [SEND] });
  const { value } = await gateway.owner.newToken({ user: mia.session.user.id });
  const args = { ...mail("Mine"), connector: connected.body.connector.slug };
  const id = await ask(args, value);
  const listOf = async (who: Person, query = "") =>
    (await who.api("GET", `/approvals?state=pending${query}`)).approvals.map((one: { id: string }) => one.id);
  expect(await listOf(mia)).toEqual([id]);
  expect(await listOf(mia, "&mine=true")).toEqual([id]);
  expect(await listOf(zoe)).toEqual([]);
  expect(await listOf(gateway.owner)).toContain(id);
  expect(await listOf(gateway.owner, "&mine=true")).toEqual([]);
  expect(await mia.api("GET", "/approvals/counts")).toEqual({ to_decide: 1, mine: 1 });
  expect((await decide(id, { decision: "approve" }, mia)).body.approval.state).toBe("approved");
  expect((await send(args, value)).isError).toBe(false);
});

test("whoever asked takes it back, and an admin what was approved by mistake", async () => {
  const pat = await gateway.member("pat@acme.test", "admin");
  const { value } = await gateway.owner.newToken({ user: pat.session.user.id });
  const args = { ...mail("Never mind"), connector: connector.slug };
  const id = await ask(args, value);
  expect((await pat.api("DELETE", `/approvals/${id}`)).approval.state).toBe("cancelled");
  expect(await decide(id)).toMatchObject({ status: 409 });
  const next = await ask(mail("By mistake"));
  await decide(next);
  expect((await pat.api("DELETE", `/approvals/${next}`)).approval.state).toBe("cancelled");
  expect(await ask(mail("By mistake"))).not.toBe(next);
});

test("a rule may want two people, and one who said yes before it did is not enough", async () => {
  const { owner } = gateway;
  const args = mail("Twice");
  const before = await ask(args);
  await decide(before);
  const rule = { name: "Two look", decision: "ask", tool: SEND, agent: agentId, approvers: 2 };
  expect((await owner.tryApi("POST", "/policies", { ...rule, decision: "allow" })).status).toBe(400);
  const made = await owner.api("POST", "/policies", rule);
  const id = await ask(args);
  expect(id).not.toBe(before);
  expect((await decide(id)).body.approval).toMatchObject({
    state: "pending",
    approvers: 2,
    why_not: "already",
  });
  expect(await ask(args)).toBe(id);
  const ann = await gateway.member("ann@acme.test", "admin");
  expect((await decide(id, { decision: "approve" }, ann)).body.approval).toMatchObject({
    state: "approved",
    approved_by: [{ email: "owner@acme.test" }, { email: "ann@acme.test" }],
  });
  expect((await send(args)).isError).toBe(false);
  await owner.api("PATCH", `/policies/${made.id}`, { approvers: 1 });
  await owner.api("DELETE", `/policies/${made.id}`);
});

test("asking uses up no quota, and who has none left asks nobody", async () => {
  const { owner } = gateway;
  const id = await owner.newAgent("Frugal");
  const { value } = await owner.newToken({ agent: id });
  const limit = await owner.api("POST", "/limits", {
    subject: { kind: "agent", id },
    per_day: 1,
    effect: "write",
  });
  const args = mail("The one of today");
  const asked = await ask(args, value);
  for (let i = 0; i < 3; i++) expect(await ask(args, value)).toBe(asked);
  await decide(asked);
  expect((await send(args, value)).isError).toBe(false);
  const pending = await owner.api("GET", "/approvals/counts");
  expect((await send(mail("One more"), value)).error).toMatchObject({ error: "quota_exceeded" });
  expect(await owner.api("GET", "/approvals/counts")).toEqual(pending);
  await owner.api("DELETE", `/limits/${limit.id}`);
});

test("a rule that denies by now is stronger than a word given before it, and a revocation too", async () => {
  const { owner } = gateway;
  const denied = mail("Too late");
  const id = await ask(denied);
  await decide(id);
  const rule = await owner.api("POST", "/policies", {
    name: "No mail",
    decision: "deny",
    tool: SEND,
    agent: agentId,
  });
  expect((await send(denied)).error).toMatchObject({ error: "policy_denied" });
  await owner.api("DELETE", `/policies/${rule.id}`);
  expect((await send(denied)).isError).toBe(false);

  const revoked = mail("Before the revocation");
  const before = await ask(revoked);
  await decide(before);
  await owner.api("POST", `/connectors/${connector.id}/revoke`, {});
  const { authorization_url } = await owner.api("POST", `/connectors/${connector.id}/authorize`, {});
  await owner.finish(await owner.visitProvider(authorization_url, { email: "ada@acme.test" }));
  expect((await get(before)).state).toBe("expired");
  expect(await ask(revoked)).not.toBe(before);
});

if (!postgresUrl)
  test.skip("approvals on several replicas: needs PostgreSQL (npm run test:postgres)", () => {});

describe.runIf(postgresUrl)("two gateways on one PostgreSQL", () => {
  let database: Awaited<ReturnType<typeof makePostgres>>;
  let google: SandboxGoogle;
  let one: TestGateway;
  let two: TestGateway;
  let agent: { id: string; value: string };

  beforeAll(async () => {
    database = await makePostgres();
    const ports = [await freePort(), await freePort()] as const;
    google = await startSandboxGoogle({
      redirectUris: ports.map((port) => `http://localhost:${port}/integrations/google/callback`),
    });
    const shared = { google, databaseUrl: database.url };
    one = await startGateway({ shared, port: ports[0] });
    two = await startGateway({ shared, port: ports[1] });
    ({ token: agent } = await askingGateway(one));
  });
  afterAll(async () => {
    await one?.close();
    await two?.close();
    await google?.close();
    await database?.drop();
  });

  test("a call that waits at one hears of the word that was given at the other", async () => {
    const client = await legacyClient({ url: one.url, token: agent.value });
    const told: string[] = [];
    const answer = client.client.request(
      { method: "tools/call", params: { name: SEND, arguments: mail("Across") } },
      ResultSchema,
      { onprogress: ({ message }) => void told.push(message ?? ""), timeout: 60_000 },
    );
    await expect.poll(() => told.length, { timeout: 10_000 }).toBeGreaterThan(0);
    const id = /apr_[0-9a-z]+/.exec(told.join(" "))?.[0] ?? "";
    const path = `/api/workspaces/${one.workspaceId}/approvals/${id}/decision`;
    const began = performance.now();
    const said = await fetch(two.url + path, {
      method: "POST",
      headers: {
        cookie: one.owner.cookie,
        "x-valetkey-csrf": one.owner.session.csrf,
        "content-type": "application/json",
      },
      body: JSON.stringify({ decision: "approve" }),
    });
    expect(said.status).toBe(200);
    expect((await answer).isError ?? false).toBe(false);
    expect(performance.now() - began).toBeLessThan(5_000);
    await client.close();
  });

  test("fifty calls at once on both spend one approval once", async () => {
    const args = mail("Once");
    const id = askedFor(await callOnce(one, agent.value, args));
    await one.owner.api("POST", `/approvals/${id}/decision`, { decision: "approve" });
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) => callOnce(i % 2 ? one : two, agent.value, args)),
    );
    expect(all.filter(({ isError }) => !isError)).toHaveLength(1);
    expect(new Set(all.flatMap(({ error }) => (error ? [error.approval] : []))).size).toBe(1);
  });
});

describe("a word that stands", () => {
  const READ = "gmail_list_labels";
  const read = (value = token.value, args: object = {}) => callOnce(gateway, value, { ...args }, READ);
  const standing = async (by: Person = gateway.owner) =>
    (await by.api("GET", "/approvals/standing")).standing;
  let rule: { id: string };
  beforeAll(async () => {
    rule = await gateway.owner.api("POST", "/policies", { name: "Labels ask", decision: "ask", tool: READ });
  });
  afterAll(() => gateway.owner.api("DELETE", `/policies/${rule.id}`));

  test("lets the very same call through again, of no other token, until it is taken back", async () => {
    const id = askedFor(await read());
    expect(await get(id)).toMatchObject({ may_stand: true, tool: { effect: "read" } });
    expect((await decide(id, { decision: "approve", span: "always" })).status).toBe(200);
    for (const _ of [1, 2, 3]) expect((await read()).isError).toBe(false);
    const [one] = await standing();
    expect(one).toMatchObject({ approval: id, uses: 2, may_withdraw: true, tool: { name: READ } });
    const [stood] = await events("approval.stands");
    expect(stood?.data).toMatchObject({ standing: one.id, tool: READ });

    const other = (await gateway.owner.newToken({ agent: agentId })).value;
    expect((await read(other)).error?.error).toBe("approval_required");
    const member = await gateway.member("looks@acme.test", "member");
    expect(await standing(member)).toEqual([]);
    expect((await member.tryApi("DELETE", `/approvals/standing/${one.id}`)).status).toBe(404);
    const auditor = await gateway.member("audits@acme.test", "auditor");
    expect((await auditor.tryApi("DELETE", `/approvals/standing/${one.id}`)).status).toBe(403);
    expect((await standing(auditor))[0]).toMatchObject({ arguments: null, may_withdraw: false });

    await gateway.owner.api("DELETE", `/approvals/standing/${one.id}`);
    const again = askedFor(await read());
    const history = await gateway.owner.api("GET", `/approvals/${again}/history`);
    expect(history).toMatchObject({ approved: 1, denied: 0, recent: [{ id, state: "used", same: true }] });
    await decide(again, { decision: "deny" });
  });

  test("ends with its time, with who gave it, and where a rule wants more; none for what cannot be undone", async () => {
    now += 16 * 60_000;
    const admin = await gateway.member("leaves@acme.test", "admin");
    await decide(askedFor(await read()), { decision: "approve", span: "session" }, admin);
    for (const _ of [1, 2]) expect((await read()).isError).toBe(false);
    const four = await gateway.owner.api("PATCH", `/policies/${rule.id}`, { four_eyes: true });
    expect(four.four_eyes).toBe(true);
    expect((await read()).error?.error).toBe("approval_required");
    await gateway.owner.api("PATCH", `/policies/${rule.id}`, { four_eyes: false });
    now += 16 * 60_000; // what wanted four eyes is over
    // Sessions of people would end with the hours.
    const { system } = gateway.app.database;
    await system.query("UPDATE standing_approvals SET expires_at = $1", [new Date(now)]);
    const over = askedFor(await read());
    await decide(over, { decision: "approve", span: "session" }, admin);
    for (const _ of [1, 2]) expect((await read()).isError).toBe(false);
    await gateway.owner.api("PATCH", `/members/${admin.session.user.id}`, { role: "member" });
    expect((await read()).error?.error).toBe("approval_required");

    const sending = await ask(mail("Never always"));
    expect(await get(sending)).toMatchObject({ may_stand: false });
    const refused = await decide(sending, { decision: "approve", span: "always" });
    expect([refused.status, refused.body.code]).toEqual([400, "bad_request"]);
    expect(await get(sending)).toMatchObject({ state: "pending" });
    expect((await get(sending)).fingerprint).not.toBe((await get(over)).fingerprint);
  });
});
