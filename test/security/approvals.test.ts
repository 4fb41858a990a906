import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { askedFor, askingGateway, callOnce, mail, SEND } from "../support/asking.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import type { Answer, Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

let gateway: TestGateway;
let token: { id: string; value: string };
let agentId: string;
let slug: string;
let admin: Person;
let stranger: Person;

beforeAll(async () => {
  gateway = await startGateway();
  const asking = await askingGateway(gateway, { fourEyes: true });
  ({ token, agentId } = asking);
  slug = asking.connector.slug;
  admin = await gateway.member("ann@acme.test", "admin");
  ({ owner: stranger } = await secondWorkspace(gateway));
});
afterAll(() => gateway?.close());

let args: ReturnType<typeof mail>;
let id: string;
let count = 0;
/** Each test has a call of its own that waits; `owner` issued the agent's token, and so may not decide with four eyes. */
beforeEach(async () => {
  args = mail(`Secret plan ${++count}`);
  id = askedFor(await callOnce(gateway, token.value, args));
});

const decision = (of = id) => `/approvals/${of}/decision`;
const approve = (by: Person = admin, of = id): Promise<Answer> =>
  by.tryApi("POST", decision(of), { decision: "approve" });
const told = ({ status, body }: Answer) => `${status} ${body?.code ?? body?.approval?.state}`;
const send = (more: object = {}, value = token.value) => callOnce(gateway, value, { ...args, ...more });
const sentMails = async () => (await gateway.google.mail("ada@acme.test")).length;
const stateOf = async (of = id) => (await admin.api("GET", `/approvals/${of}`)).approval.state;

/** A request as it is, without the person's own cookie or CSRF value unless given. */
const bare = (
  path: string,
  headers: Record<string, string>,
  method = "POST",
  body: unknown = { decision: "approve" },
) =>
  fetch(`${gateway.url}/api/workspaces/${gateway.workspaceId}${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(method !== "GET" && { body: JSON.stringify(body) }),
  }).then(async (answer) => ({ status: answer.status, text: await answer.text() }));

test("a bearer decides nothing: not the agent's own, not an owner's, not beside a cookie that is none", async () => {
  const owners = await gateway.owner.newToken();
  for (const value of [token.value, owners.value]) {
    const authorization = `Bearer ${value}`;
    expect((await bare(decision(), { authorization })).status).toBe(401);
    expect((await bare(decision(), { authorization, cookie: `valetkey=${value}` })).status).toBe(401);
    expect((await bare(`/approvals/${id}`, { authorization }, "GET")).status).toBe(401);
    expect((await bare(`/approvals/${id}`, { authorization }, "DELETE")).status).toBe(401);
  }
  expect(await stateOf()).toBe("pending");
});

test("another site decides nothing in a person's browser: no CSRF value, a wrong one, another session's, another origin", async () => {
  const { cookie } = admin;
  const csrf = "x-valetkey-csrf";
  const own = admin.session.csrf;
  const tries: Record<string, string>[] = [
    {},
    { [csrf]: "" },
    { [csrf]: "x".repeat(own.length) },
    { [csrf]: gateway.owner.session.csrf },
    { [csrf]: own, "sec-fetch-site": "cross-site" },
    { [csrf]: own, origin: "https://evil.test" },
  ];
  for (const headers of tries) {
    expect((await bare(decision(), { cookie, ...headers })).status).toBe(403);
    expect((await bare(`/approvals/${id}`, { cookie, ...headers }, "DELETE")).status).toBe(403);
  }
  // Looking at the link decides nothing, however it is asked for.
  for (const path of [decision(), `${decision()}?decision=approve`])
    expect((await bare(path, { cookie }, "GET")).status).toBe(404);
  expect(await stateOf()).toBe("pending");
});

test("a form from elsewhere is no decision, whatever it calls itself", async () => {
  for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]) {
    const headers = { cookie: admin.cookie, "x-valetkey-csrf": admin.session.csrf, "content-type": type };
    const answer = await fetch(`${gateway.url}/api/workspaces/${gateway.workspaceId}${decision()}`, {
      method: "POST",
      headers,
      body: "decision=approve",
    });
    expect(answer.status).toBe(400);
  }
  expect(await stateOf()).toBe("pending");
});

test("with four eyes the one who was shown the agent's token does not approve, nor by way of cancelling", async () => {
  expect(told(await approve(gateway.owner))).toBe("403 approval_four_eyes");
  expect(told(await gateway.owner.tryApi("DELETE", `/approvals/${id}`))).toBe("403 forbidden");
  expect(await gateway.owner.api("GET", "/approvals/counts")).toMatchObject({ to_decide: 0 });
  expect(told(await approve())).toBe("200 approved");
});

test("with four eyes nobody approves what their own token asked for, an owner neither", async () => {
  const mine = await gateway.owner.newToken({ user: admin.session.user.id });
  const own = askedFor(await callOnce(gateway, mine.value, mail(`Mine ${count}`, { connector: slug })));
  expect(told(await approve(admin, own))).toBe("403 approval_four_eyes");
  expect(told(await approve(gateway.owner, own))).toBe("403 approval_four_eyes"); // issued it
  const other = await gateway.member(`b${count}@acme.test`, "admin");
  expect(told(await approve(other, own))).toBe("200 approved");
});

test("members and auditors decide nothing; a member does not even see it, an auditor no argument of it", async () => {
  const member = await gateway.member("mel@acme.test");
  const auditor = await gateway.member("aud@acme.test", "auditor");
  expect(told(await approve(member))).toBe("404 not_found");
  expect(told(await member.tryApi("GET", `/approvals/${id}`))).toBe("404 not_found");
  expect(told(await approve(auditor))).toBe("403 forbidden");
  const seen = await auditor.api("GET", `/approvals/${id}`);
  expect(seen.approval).toMatchObject({ arguments: null, may_decide: false, why_not: "role" });
  expect(JSON.stringify(seen)).not.toContain("Secret plan");
  expect(await stateOf()).toBe("pending");
});

test("another workspace reaches it by no path", async () => {
  const paths = [`/approvals/${id}`, decision()];
  for (const path of paths) {
    const method = path.endsWith("decision") ? "POST" : "GET";
    expect(
      (await stranger.tryApi(method, path, method === "POST" ? { decision: "approve" } : undefined)).status,
    ).toBe(404);
    const elsewhere = await stranger.call(
      method,
      `/api/workspaces/${gateway.workspaceId}${path}`,
      method === "POST" ? { decision: "approve" } : undefined,
    );
    expect(elsewhere.status).toBe(404);
  }
  expect((await stranger.tryApi("DELETE", `/approvals/${id}`)).status).toBe(404);
  expect((await stranger.api("GET", "/approvals")).approvals).toEqual([]);
  expect((await stranger.tryApi("GET", `/approvals?cursor=${id}`)).status).toBe(404);
  expect(await stateOf()).toBe("pending");
});

test("what was approved lets nothing else through: no other words, recipient, order of them, field, tool or account", async () => {
  const other = await gateway.owner.authorize({ email: "ben@acme.test", tools: [SEND] });
  await approve();
  for (const changed of [
    { to: ["eve@else.test"] },
    { to: ["ben@acme.test", "eve@else.test"] },
    { body: "Hello " },
    { subject: args.subject.toUpperCase() },
    { cc: ["eve@else.test"] },
    { bcc: ["eve@else.test"] },
    { connector: other.body.connector.slug },
  ]) {
    const answer = await send({ connector: slug, ...changed });
    expect(askedFor(answer)).not.toBe(id);
  }
  expect((await send({ connector: slug })).isError).toBe(false); // naming the account is no other call
  await gateway.owner.api("DELETE", `/connectors/${other.body.connector.id}?shred_now=true`);
});

test("what was approved for one token is worth nothing for another of the same agent, for another agent, or for a person", async () => {
  await approve();
  const { owner } = gateway;
  const tokens = [
    await owner.newToken({ agent: agentId }),
    await owner.newToken({ agent: await owner.newAgent(`Other ${count}`) }),
    await owner.newToken(),
  ];
  for (const { value } of tokens) expect(askedFor(await send({}, value))).not.toBe(id);
  expect((await send()).isError).toBe(false);
});

test("fifty at once, and once more afterwards: one mail leaves", async () => {
  await approve();
  const before = await sentMails();
  const all = await Promise.all(Array.from({ length: 50 }, () => send()));
  expect(all.filter(({ isError }) => !isError)).toHaveLength(1);
  expect(askedFor(await send())).not.toBe(id);
  expect((await sentMails()) - before).toBe(1);
});

test("two who decide at once do not both decide, and nothing is decided twice", async () => {
  const other = await gateway.member(`c${count}@acme.test`, "admin");
  const words = await Promise.all([
    approve(),
    approve(other),
    admin.tryApi("POST", decision(), { decision: "deny" }),
    other.tryApi("POST", decision(), { decision: "deny" }),
  ]);
  expect(words.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
  expect(told(await approve())).toBe("409 approval_over");
});

test("a token that is revoked takes what was approved for it along", async () => {
  const { owner } = gateway;
  const short = await owner.newToken({ agent: agentId });
  const own = askedFor(await send({}, short.value));
  await approve(admin, own);
  await owner.api("DELETE", `/tokens/${short.id}`);
  await expect(send({}, short.value)).rejects.toThrow();
  expect(askedFor(await send())).not.toBe(own);
});

test("a flood of different calls is stopped, and says so in a stable code", async () => {
  const { value } = await gateway.owner.newToken({ agent: await gateway.owner.newAgent(`Flood ${count}`) });
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) => callOnce(gateway, value, mail(`Flood ${i}`))),
  );
  const codes = answers.map(({ error }) => error?.error);
  expect(codes.filter((code) => code === "approval_required")).toHaveLength(20);
  expect(codes.filter((code) => code === "too_many_approvals")).toHaveLength(20);
});

test("what is asked stays out of the log, the database and the record; a note that misleads is no more than text", async () => {
  const note = "<script>alert(1)</script>\u202e";
  const decided = await admin.tryApi("POST", decision(), { decision: "deny", note });
  expect(decided.status).toBe(200);
  const answer = await send();
  expect(answer.error?.error).toBe("approval_denied");
  expect(gateway.logLines.join("\n")).not.toContain("Secret plan");
  const { rows } = await gateway.app.database.system.query(
    "SELECT to_jsonb(a)::text AS row FROM approvals a UNION ALL SELECT data::text FROM audit_events",
  );
  expect(JSON.stringify(rows)).not.toContain("Secret plan");
  expect(JSON.stringify(rows.filter(({ row }) => String(row).includes('"arguments"')))).not.toContain(
    "<script>",
  );
});

test("what a decision says is checked: no other words, nothing beside them", async () => {
  for (const body of [
    {},
    { decision: "approved" },
    { decision: ["approve"] },
    { decision: "approve", fourEyes: false },
    { decision: "deny", note: "x".repeat(501) },
    { decision: "deny", note: "a\0b" },
    null,
  ])
    expect((await admin.tryApi("POST", decision(), body)).status, JSON.stringify(body)).toBe(400);
  for (const query of [
    "state=every",
    "page_size=0",
    "page_size=1000",
    "mine=yes",
    "all=true",
    "cursor=nothing",
  ])
    expect([400, 404]).toContain((await admin.tryApi("GET", `/approvals?${query}`)).status);
  expect(await stateOf()).toBe("pending");
});
