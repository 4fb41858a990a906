import { afterAll, beforeAll, expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import { connectTo } from "../support/one-endpoint.ts";
import type { Person } from "../support/person.ts";
import { rawHttp } from "../support/raw-http.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { isPolluted, READ, told, withAgent } from "./helpers.ts";

/** Agents that would be more than their manifest, or somebody whom they may not act for. */
const [SEARCH = "", THREAD = "", LABELS = ""] = READ;
const SEND = "gmail_send_message";
let gateway: TestGateway;
let owner: Person;
let mia: Person;
let ada: { id: string; slug: string };
let own: { id: string; slug: string };

beforeAll(async () => {
  gateway = await startGateway();
  owner = gateway.owner;
  ada = (await owner.authorize({ email: "ada@acme.test", tools: [...READ, SEND] })).body.connector;
  mia = await gateway.member("mia@acme.test");
  own = (await mia.connect({ email: "ben@acme.test", tools: READ })).body.connector;
});
afterAll(() => gateway?.close());

const agentOf = async (name: string, more: object = {}) =>
  (await owner.api("POST", "/agents", { name, ...more })).id as string;
const manifest = (...names: string[]) => ({ manifest: { tools: names.map((name) => ({ name })) } });
const tokenOf = async (agent: string, more: object = {}) => (await owner.newToken({ agent, ...more })).value;
const call = (value: string, name: string, args: Record<string, unknown> = {}) =>
  withAgent(gateway, value, "gmail", (agent) =>
    agent.call(name, args).catch((error) => ({ isError: true, error: { error: String(error) }, text: "" })),
  );
const enters = (value: string) =>
  rawHttp(gateway.url, {
    method: "POST",
    path: "/mcp/gmail",
    headers: { authorization: `Bearer ${value}`, "content-type": "application/json" },
    body: "{}",
  }).then(({ status }) => status !== 401);

test("H184 a manifest widened by the agent itself, by a member, an auditor, another workspace, or without a CSRF value", async () => {
  const id = await agentOf("Narrow", manifest(LABELS));
  const value = await tokenOf(id);
  const path = `/api/workspaces/${gateway.workspaceId}/agents/${id}`;
  const wide = manifest(LABELS, SEND);
  const auditor = await gateway.member("aud@acme.test", "auditor");
  const eve = (await secondWorkspace(gateway)).owner;
  for (const person of [mia, auditor]) expect((await person.call("PATCH", path, wide)).status).toBe(403);
  expect((await eve.call("PATCH", path, wide)).status).toBe(404);
  expect((await eve.tryApi("PATCH", `/agents/${id}`, wide)).status).toBe(404);
  const json = { "content-type": "application/json" };
  for (const headers of [
    { ...json, authorization: `Bearer ${value}` },
    { ...json, cookie: owner.cookie },
    { ...json, cookie: owner.cookie, "x-valetkey-csrf": mia.session.csrf },
    { ...json, cookie: `valetkey=${value}` },
  ]) {
    for (const method of ["PATCH", "DELETE", "PUT", "POST"]) {
      const answer = await rawHttp(gateway.url, { method, path, headers, body: JSON.stringify(wide) });
      expect([401, 403, 404], `${method} ${JSON.stringify(headers)}`).toContain(answer.status);
    }
  }
  expect((await call(value, SEND, { to: ["ben@acme.test"], subject: "x", body: "x" })).isError).toBe(true);
  expect((await owner.api("GET", `/agents/${id}`)).agent.version).toBe(1);
});

test("H185 a token that claims more than its agent's manifest: tools, servers, former names, the one endpoint", async () => {
  const id = await agentOf("Claims", { manifest: { tools: [{ name: LABELS, connector: ada.slug }] } });
  const value = await tokenOf(id, { tools: [LABELS, SEND, SEARCH], servers: ["gmail", "slack"] });
  const one = await connectTo(`${gateway.url}/mcp`, value);
  expect(await one.names()).toEqual([LABELS, "check_connections"]);
  for (const mode of ["all", "search"]) {
    const other = await connectTo(`${gateway.url}/mcp?mode=${mode}`, value);
    for (const name of [SEND, SEARCH, THREAD, "slack_list_channels"]) {
      const answers = [
        await other.call("call_tool", { name, arguments: {} }),
        await other.call("describe_tool", { name }),
        await other.call(name, {}).catch(() => ({ isError: true })),
      ];
      for (const { isError } of answers) expect(isError, `${mode} ${name}`).toBe(true);
    }
    const found = await other.call("search_tools", { query: "mail message thread send search channel" });
    expect(JSON.stringify(found.structured ?? {})).not.toContain(SEND);
    expect(JSON.stringify(found.structured ?? {})).not.toContain("slack_");
    await other.close();
  }
  await one.close();
});

test("H186 the tools of the one endpoint in each other, and names that every object has", async () => {
  const one = await connectTo(`${gateway.url}/mcp?mode=search`, (await owner.newToken()).value);
  let nested: Record<string, unknown> = { name: LABELS, arguments: {} };
  for (let depth = 0; depth < 50; depth++) nested = { name: "call_tool", arguments: nested };
  expect((await one.call("call_tool", nested)).isError).toBe(true);
  for (const name of [
    "call_tool",
    "search_tools",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "",
    " ",
    `${LABELS} `,
    LABELS.toUpperCase(),
    `${LABELS}\u0000`,
    "../gmail_send_message",
    "gmail/attachment",
  ]) {
    const answer = await one.call("call_tool", { name, arguments: {} });
    expect(answer.isError, name).toBe(true);
    expect(answer.structured?.items, name).toBeUndefined();
  }
  for (const args of [
    { name: LABELS, arguments: { __proto__: { polluted: true } } },
    JSON.parse(`{"name":"${LABELS}","arguments":{"__proto__":{"polluted":true},"kind":"user"}}`),
    JSON.parse(`{"name":"${LABELS}","__proto__":{"polluted":true}}`),
    JSON.parse(`{"name":"${LABELS}","arguments":{"constructor":{"prototype":{"polluted":1}}}}`),
  ])
    await one.call("call_tool", args);
  expect(isPolluted()).toBe(false);
  await one.close();
});

test("H187 delegation without the person: asked for by an admin, for somebody else, or where nobody allowed it", async () => {
  const id = await agentOf("Butler");
  const miaId = mia.session.user.id;
  const issue = (by: Person, path: string, body: object) =>
    by.tryApi("POST", path, { name: "x", agent: id, ...body });
  expect(told(await issue(mia, "/delegations", {}))).toBe("403 delegation_not_allowed");
  expect(told(await issue(owner, "/tokens", { user: owner.session.user.id }))).toBe(
    "403 delegation_not_allowed",
  );
  await owner.api("PATCH", `/agents/${id}`, { delegation: "members" });
  expect(told(await issue(owner, "/tokens", { user: miaId }))).toBe("400 bad_request");
  for (const more of [
    { user: owner.session.user.id },
    { userId: owner.session.user.id },
    { on_behalf_of: miaId },
  ])
    expect(told(await issue(mia, "/delegations", more)), JSON.stringify(more)).toBe("400 bad_request");
  await owner.api("PATCH", `/agents/${id}`, { delegation: [owner.session.user.id] });
  expect(told(await issue(mia, "/delegations", {}))).toBe("403 delegation_not_allowed");
  const eve = (await secondWorkspace(gateway, { name: "Foreign", ownerEmail: "f@foreign.test" })).owner;
  expect((await issue(eve, "/delegations", {})).status).toBe(404);
  expect((await eve.tryApi("PATCH", `/agents/${id}`, { delegation: "members" })).status).toBe(404);
  // A stranger cannot be named as one of those for whom it may act.
  const strange = await owner.tryApi("PATCH", `/agents/${id}`, { delegation: [eve.session.user.id] });
  expect(strange.status).toBe(404);
});

test("H188 a delegation that outlives the word of the admin, of the person, or the person", async () => {
  const id = await agentOf("Outlives", { delegation: "members" });
  const delegated = async (by: Person) =>
    (await by.api("POST", "/delegations", { name: "x", agent: id })).value as string;
  const first = await delegated(mia);
  expect((await call(first, LABELS, { connector: own.slug })).isError).toBe(false);
  await owner.api("PATCH", `/agents/${id}`, { delegation: "none" });
  expect(await enters(first)).toBe(false);
  await owner.api("PATCH", `/agents/${id}`, { delegation: "members" });
  expect(await enters(first)).toBe(false); // what ended does not come back
  const nora = await gateway.member("nora@acme.test");
  const noras = await delegated(nora);
  await owner.api("DELETE", `/members/${nora.session.user.id}`);
  expect(await enters(noras)).toBe(false);
  const made = await mia.api("POST", "/delegations", { name: "mine", agent: id });
  const others = await gateway.member("olga@acme.test");
  expect((await others.tryApi("DELETE", `/delegations/${made.token.id}`)).status).toBe(404);
  await mia.api("DELETE", `/delegations/${made.token.id}`);
  expect(await enters(made.value)).toBe(false);
  const last = await delegated(mia);
  await owner.api("DELETE", `/agents/${id}`);
  expect(await enters(last)).toBe(false);
});

test("H189 a person's own connection, reached by an agent that acts for itself, or for somebody else", async () => {
  const id = await agentOf("Reaches", { delegation: "members" });
  const itself = await tokenOf(id);
  const forOwner = (await owner.api("POST", "/delegations", { name: "x", agent: id })).value;
  const forMia = (await mia.api("POST", "/delegations", { name: "x", agent: id })).value;
  for (const named of [own.slug, own.id, own.slug.toUpperCase(), ` ${own.slug}`, `${ada.slug},${own.slug}`]) {
    for (const value of [itself, forOwner])
      expect((await call(value, LABELS, { connector: named })).isError, named).toBe(true);
  }
  for (const value of [itself, forOwner]) {
    const lists = await withAgent(gateway, value, "gmail", (agent) => agent.tools());
    expect(JSON.stringify(lists)).not.toContain(own.slug);
  }
  expect((await call(forMia, LABELS, { connector: own.slug })).isError).toBe(false);
  // A file that it has for her opens neither for itself nor for her colleague.
  const agent = await connectAgent(gateway.url, forMia);
  const found = await agent.call(SEARCH, { query: "has:attachment", connector: own.slug, page_size: 5 });
  const threads = await Promise.all(
    ((found.structured?.items ?? []) as { thread_id: string }[]).map(({ thread_id }) =>
      agent.call(THREAD, { thread_id, connector: own.slug }),
    ),
  );
  const [uri = ""] =
    /valetkey:\/\/[^\s"<>)\]\\]+/.exec(JSON.stringify(threads.map(({ structured }) => structured))) ?? [];
  const at = uri.replace("valetkey://", `${gateway.url}/files/`);
  for (const value of [itself, forOwner])
    expect((await fetch(at, { headers: { authorization: `Bearer ${value}` } })).status).toBe(404);
  expect((await fetch(at, { headers: { authorization: `Bearer ${forMia}` } })).status).toBe(200);
  await agent.close();
});

test("H190 an agent that acts for an owner, as an owner: it administers nothing and decides nothing", async () => {
  const id = await agentOf("Powers", { delegation: "members" });
  const value = (await owner.api("POST", "/delegations", { name: "x", agent: id })).value;
  const headers = { authorization: `Bearer ${value}`, "content-type": "application/json" };
  for (const [method, path] of [
    ["GET", "/members"],
    ["POST", "/tokens"],
    ["POST", "/delegations"],
    ["GET", "/delegations"],
    ["GET", "/approvals"],
    ["POST", "/policies"],
    ["PATCH", `/agents/${id}`],
    ["POST", `/agents/${id}/clients`],
    ["GET", "/audit"],
  ] as const) {
    const answer = await rawHttp(gateway.url, {
      method,
      path: `/api/workspaces/${gateway.workspaceId}${path}`,
      headers,
      ...(method !== "GET" && { body: "{}" }),
    });
    expect(answer.status, path).toBe(401);
  }
  // What it does is on the record under both names.
  await call(value, LABELS, { connector: ada.slug });
  const [row] = await auditRows(gateway, { type: "tool.call" });
  expect(JSON.stringify(row?.actor)).toContain(id);
  expect(JSON.stringify(row)).toContain(owner.session.user.id);
});

test("H191 manifests that would break the gateway or another's: odd names, foreign connectors, sizes, versions", async () => {
  const id = await agentOf("Odd", manifest(LABELS));
  const foreign = (await secondWorkspace(gateway, { name: "Conn", ownerEmail: "c@conn.test" })).owner;
  const theirs = (await foreign.authorize({ email: "ben@acme.test", tools: READ })).body.connector;
  const patch = (body: object) => owner.tryApi("PATCH", `/agents/${id}`, body);
  const bad = [
    { tools: [{ name: "__proto__" }] },
    { tools: [{ name: "constructor" }] },
    { tools: [{ name: LABELS, connector: "__proto__" }] },
    { tools: [{ name: LABELS, connector: theirs.id }] },
    { tools: [{ name: LABELS, connector: own.id }] },
    { tools: [{ name: LABELS, scopes: ["https://mail.google.com/"] }] },
    { tools: Array.from({ length: 401 }, () => ({ name: LABELS })) },
    { tools: { length: 1, 0: { name: LABELS } } },
    { tools: [{ name: LABELS, effect: "read", allow: true }] },
    { tools: [{ name: "x".repeat(65) }] },
    { tools: ["*"] },
    { tools: [{ name: "*" }] },
    "all",
  ];
  for (const one of bad) {
    const answer = await patch({ manifest: one });
    expect(answer.status, JSON.stringify(one).slice(0, 80)).toBe(400);
  }
  for (const body of [
    { manifest: null, if_version: 7 },
    { manifest: null, if_version: 0 },
  ])
    expect(told(await patch(body))).toBe("409 conflict");
  for (const if_version of [-1, 1.5, "1", null])
    expect((await patch({ manifest: null, if_version })).status).toBe(400);
  expect((await owner.api("GET", `/agents/${id}`)).agent.version).toBe(1);
  expect(isPolluted()).toBe(false);
});

test("H192 what an agent learns of others by asking what it lacks: connectors, people, tools that are not its own", async () => {
  const id = await agentOf("Curious", manifest(LABELS));
  const value = await tokenOf(id);
  const check = await fetch(`${gateway.url}/api/check`, { headers: { authorization: `Bearer ${value}` } });
  const one = await connectTo(`${gateway.url}/mcp`, value);
  const said = (await check.text()) + JSON.stringify(await one.call("check_connections"));
  for (const secret of [own.slug, own.id, "ben@acme.test", "mia@acme.test", SEND])
    expect(said).not.toContain(secret);
  const near = await one.call("call_tool", { name: "gmail_send_messag", arguments: {} }).catch(String);
  expect(JSON.stringify(near)).not.toContain(`${SEND}"`);
  await one.close();
});
