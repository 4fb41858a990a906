import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { askedFor, askingGateway, callOnce, LABELS, mail, SEND } from "../support/asking.ts";
import { LEGACY, legacyClient, messagesOf, post } from "../support/eras.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { movableClock, until } from "../support/look.ts";
import { OAuthClient } from "../support/oauth-client.ts";
import { connectTo } from "../support/one-endpoint.ts";
import type { Person } from "../support/person.ts";
import { rawHttp } from "../support/raw-http.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

/** A call that waits for a person, and all ways to have it run without that person's word on it. */
const clock = movableClock();
let gateway: TestGateway;
let owner: Person;
let admin: Person;
let agentId: string;
let token: { id: string; value: string };
let rule: string;

beforeAll(async () => {
  gateway = await startGateway({ clock: clock.now });
  owner = gateway.owner;
  ({ agentId, token } = await askingGateway(gateway, { fourEyes: true }));
  rule = (await owner.api("GET", "/policies")).rules[0].id;
  admin = await gateway.member("ann@acme.test", "admin");
});
afterAll(() => gateway?.close());

let args: ReturnType<typeof mail>;
let id: string;
let count = 0;
beforeEach(async () => {
  args = mail(`Plan ${++count}`);
  id = askedFor(await send());
});

const send = (more: object = {}, value = token.value) => callOnce(gateway, value, { ...args, ...more });
const decide = (by: Person = admin, body: object = { decision: "approve" }, of = id) =>
  by.tryApi("POST", `/approvals/${of}/decision`, body);
const stateOf = async (of = id) => (await admin.api("GET", `/approvals/${of}`)).approval.state;
const mails = async () => (await gateway.google.mail("ada@acme.test")).length;

test("H175 an approval used twice, by another way in, or for what was changed after it was given", async () => {
  await decide();
  const before = await mails();
  const one = await connectTo(`${gateway.url}/mcp?mode=search`, token.value);
  const through = (more: object) => one.call("call_tool", { name: SEND, arguments: { ...args, ...more } });
  for (const more of [
    { to: ["ben@acme.test", "eve@else.test"] },
    { to: "ben@acme.test" },
    { bcc: ["eve@else.test"] },
    { body: "Hello\u200b" },
    { body_format: "html" },
    { reply_all: true },
    { attachments: ["https://evil.test/x"] },
    { idempotency_key: "x" },
    { from_alias: "boss@acme.test" },
  ]) {
    const answer = await through(more);
    expect(answer.isError, JSON.stringify(more)).toBe(true);
    expect(answer.error?.approval, JSON.stringify(more)).not.toBe(id);
  }
  expect(await mails()).toBe(before);
  // The very same call, whichever door it comes by: once.
  const all = await Promise.all([through({}), send(), through({}), send(), through({})]);
  expect(all.filter(({ isError }) => !isError)).toHaveLength(1);
  expect(await mails()).toBe(before + 1);
  await one.close();
});

test("H176 an approval of a connection that was ended, or exchanged for another account, in between", async () => {
  const { body } = await owner.authorize({ email: "ben@acme.test", tools: [LABELS, SEND] });
  const ben = body.connector;
  const mine = { ...args, connector: ben.slug };
  const own = askedFor(await callOnce(gateway, token.value, mine));
  expect((await decide(admin, { decision: "approve" }, own)).status).toBe(200);
  await owner.api("DELETE", `/connectors/${ben.id}`); // ends its grant
  const gone = await callOnce(gateway, token.value, mine);
  expect(gone.isError).toBe(true);
  const again = await owner.authorize({ email: "ben@acme.test", tools: [LABELS, SEND] });
  const named = { ...args, connector: again.body.connector.slug };
  expect(askedFor(await callOnce(gateway, token.value, named))).not.toBe(own);
  await owner.api("DELETE", `/connectors/${again.body.connector.id}?shred_now=true`);
});

test("H177 an approval of before a rule denied it, the agent lost the tool, or its token was made narrower", async () => {
  await decide();
  const before = await mails();
  await owner.api("PATCH", `/policies/${rule}`, { decision: "deny", four_eyes: false });
  expect((await send()).error?.error).toBe("policy_denied");
  await owner.api("PATCH", `/policies/${rule}`, { decision: "ask", four_eyes: true });
  await owner.api("PATCH", `/agents/${agentId}`, { manifest: { tools: [{ name: LABELS }] } });
  expect((await send()).isError).toBe(true);
  await owner.api("PATCH", `/agents/${agentId}`, { manifest: null });
  expect(await mails()).toBe(before);
  expect((await send()).isError).toBe(false); // as it is again what was approved
});

test("H178 the agent as its own judge: by bearer, through its tools, through another agent, and by whoever made its token", async () => {
  const path = `/api/workspaces/${gateway.workspaceId}/approvals/${id}/decision`;
  const body = JSON.stringify({ decision: "approve" });
  const json = { "content-type": "application/json" };
  const bearer = `Bearer ${token.value}`;
  for (const headers of [
    { ...json, authorization: bearer },
    { ...json, authorization: bearer, cookie: owner.cookie },
    { ...json, cookie: admin.cookie },
    { ...json, cookie: admin.cookie, "x-valetkey-csrf": owner.session.csrf },
    { ...json, cookie: admin.cookie, "x-valetkey-csrf": admin.session.csrf, "sec-fetch-site": "cross-site" },
    { ...json, cookie: admin.cookie, "x-valetkey-csrf": admin.session.csrf, origin: "https://evil.test" },
    { ...json, "x-http-method-override": "POST", authorization: bearer },
  ]) {
    const answer = await rawHttp(gateway.url, { method: "POST", path, headers, body });
    expect([401, 403], JSON.stringify(headers)).toContain(answer.status);
  }
  for (const arguments_ of [
    { approval: id },
    { ...args, approval: id },
    { ...args, approved: true, _meta: { approval: id } },
  ]) {
    const [message] = await messagesOf(
      await post(
        { url: gateway.url, token: token.value },
        {
          jsonrpc: "2.0",
          id: 1,
          method: "tools/call",
          params: { name: SEND, arguments: arguments_, _meta: { approval: id } },
        },
        LEGACY,
      ),
    );
    expect(message.result.isError).toBe(true);
  }
  expect((await decide(owner)).body.code).toBe("approval_four_eyes");
  expect(await stateOf()).toBe("pending");
});

test("H179 approving in another workspace, by its own address, by this one's, and with this one's id", async () => {
  const stranger = (await secondWorkspace(gateway, { name: `W${count}`, ownerEmail: `e${count}@w.test` }))
    .owner;
  expect((await decide(stranger)).status).toBe(404);
  const path = `/api/workspaces/${gateway.workspaceId}/approvals/${id}/decision`;
  expect((await stranger.call("POST", path, { decision: "approve" })).status).toBe(404);
  const aside = path.replace(
    gateway.workspaceId,
    `${stranger.session.workspace.id}/../${gateway.workspaceId}`,
  );
  expect((await stranger.call("POST", aside, { decision: "approve" })).status).toBe(404);
  expect(await stateOf()).toBe("pending");
});

test("H180 a word after the end, a second word, and a word that takes another back", async () => {
  clock.advance(15 * 60_000 + 1);
  expect((await decide()).body.code).toBe("approval_over");
  clock.reset();
  const fresh = askedFor(await send({ body: "once more" }));
  expect((await decide(admin, { decision: "deny" }, fresh)).status).toBe(200);
  expect((await decide(admin, { decision: "approve" }, fresh)).body.code).toBe("approval_over");
  expect((await send({ body: "once more" })).error?.error).toBe("approval_denied");
  const late = askedFor(await send({ body: "late" }));
  await decide(admin, { decision: "approve" }, late);
  clock.advance(10 * 60_000 + 1);
  const before = await mails();
  expect(askedFor(await send({ body: "late" }))).not.toBe(late);
  expect(await mails()).toBe(before);
  clock.reset();
});

test("H181 an admin who was demoted, signed out or removed with the page still open", async () => {
  const demoted = await gateway.member(`d${count}@acme.test`, "admin");
  await owner.api("PATCH", `/members/${demoted.session.user.id}`, { role: "member" });
  expect((await decide(demoted)).status).toBe(404);
  const removed = await gateway.member(`r${count}@acme.test`, "admin");
  await owner.api("DELETE", `/members/${removed.session.user.id}`);
  expect((await decide(removed)).status).toBe(401);
  expect(await stateOf()).toBe("pending");
});

test("H182 a call that waits with progress: another's word for another call, its client gone, its token ended", async () => {
  const open = await legacyClient({ url: gateway.url, token: token.value });
  const waiting = { ...args, body: "Waits" };
  const told: string[] = [];
  const abort = new AbortController();
  const calling = open.client
    .callTool({ name: SEND, arguments: waiting }, undefined, {
      onprogress: ({ message }) => void told.push(message ?? ""),
      signal: abort.signal,
    })
    .catch(() => "gone");
  await expect.poll(() => told.join(" "), { timeout: 10_000 }).toMatch(/apr_/);
  const held = /apr_[0-9a-z]+/.exec(told.join(" "))?.[0] ?? "";
  const before = await mails();
  await decide(); // of the other call
  const ended = () => gateway.logLines.filter((line) => /"route":"\/mcp.*"msg":"request"/.test(line)).length;
  const answered = ended();
  abort.abort();
  expect(await calling).toBe("gone");
  await open.close();
  // The gateway knows of it: the cancellation and the call that it ends.
  await until(ended, (count) => count >= answered + 2);
  expect((await decide(admin, { decision: "approve" }, held)).status).toBe(200);
  // Nobody is there to take the result: nothing leaves by itself.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await mails()).toBe(before);
  expect(await stateOf(held)).toBe("approved");
});

test("H183 what is asked, dressed up to look harmless: no markup, no hidden letters, no fields that nobody sees", async () => {
  const tricky = {
    ...mail("\u202eHi"),
    body: "<script>fetch('/api')</script>\u200b\u202e",
    bcc: ["eve@else.test"],
  };
  const own = askedFor(await callOnce(gateway, token.value, tricky));
  const { approval } = await admin.api("GET", `/approvals/${own}`);
  const shown = Object.fromEntries(
    approval.arguments.map((a: { name: string; text: string }) => [a.name, a.text]),
  );
  expect(JSON.parse(shown.bcc)).toEqual(["eve@else.test"]);
  expect(Object.keys(shown).toSorted()).toEqual(expect.arrayContaining(["bcc", "body", "subject", "to"]));
  const answer = await admin.fetch(`/api/workspaces/${gateway.workspaceId}/approvals/${own}`);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("x-frame-options")).toMatch(/deny/i);
  expect(answer.headers.get("cache-control")).toBe("no-store");
});

test("H230 four eyes that are one person's: whoever made the client that somebody else allowed, and has its secret", async () => {
  const person = await gateway.member(`allows${count}@acme.test`);
  const agent = await owner.newAgent(`Client ${count}`);
  await owner.api("PATCH", `/agents/${agent}`, { delegation: "members" });
  const redirectUri = "https://agent.example/cb";
  const made = await admin.api("POST", `/agents/${agent}/clients`, {
    name: "Mine",
    redirect_uris: [redirectUri],
  });
  const client = new OAuthClient({
    url: gateway.url,
    clientId: made.client.id,
    clientSecret: made.client_secret,
    redirectUri,
  });
  const { access_token } = await client.connect(person, "gmail");
  const own = askedFor(await send({ body: "Mine" }, access_token));
  expect((await decide(admin, { decision: "approve" }, own)).body.code).toBe("approval_four_eyes");
  expect((await decide(owner, { decision: "approve" }, own)).status).toBe(200);
});
