import { afterAll, beforeAll, expect, test } from "vitest";
import { contract } from "../../gateway/api/index.ts";
import { resultTokens } from "../../mcp-servers/kit/index.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { connectTo } from "../support/one-endpoint.ts";
import type { Person } from "../support/person.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
let gateway: TestGateway;
let owner: Person;
let ops: { id: string; slug: string };
beforeAll(async () => {
  gateway = await startGateway();
  owner = gateway.owner;
  ops = (await owner.authorize({ email: "ada@acme.test", tools: READ })).body.connector;
});
afterAll(() => gateway?.close());

/** What a program asks before its run. */
async function check(value: string) {
  const headers = { authorization: `Bearer ${value}` };
  const response = await fetch(`${gateway.url}/api/check`, { headers });
  return { status: response.status, found: contract.readiness.parse(await response.json()) };
}
async function agentFor(name: string, tools: object[] | undefined, more: object = {}) {
  const body = { name, ...(tools && { manifest: { tools } }), ...more };
  const { id } = await owner.api("POST", "/agents", body);
  return { id, value: (await owner.newToken({ agent: id })).value };
}

test("with all that its manifest names in place an agent is ready", async () => {
  const { id, value } = await agentFor("Ready", [{ name: "gmail_list_labels", connector: ops.slug }]);
  const { found } = await check(value);
  expect(found).toMatchObject({
    ready: true,
    caller: { kind: "agent", id, name: "Ready", on_behalf_of: null },
    tools: { usable: 1, blocked: 0 },
    problems: [],
  });
  expect(await owner.api("GET", `/agents/${id}/check`)).toEqual({ ...found, checked_at: expect.any(String) });
});

test("what is missing, who must act and where is the same in the check and in the call's own answer", async () => {
  const tools = [
    { name: "gmail_list_labels" },
    { name: "gmail_send_message" },
    { name: "slack_send_message" },
  ];
  const { id, value } = await agentFor("Not ready", tools);
  const { found } = await check(value);
  expect([found.ready, found.tools]).toEqual([false, { usable: 1, blocked: 2 }]);
  const byCode = Object.fromEntries(found.problems.map((problem) => [problem.code, problem]));
  expect(byCode.scope_missing).toMatchObject({
    connector: ops.slug,
    who: "admin",
    tools: ["gmail_send_message"],
  });
  expect(byCode.scope_missing?.missing_scopes?.[0]).toContain("gmail.send");
  expect(byCode.connection_required).toMatchObject({ connector: null, provider: "slack", who: "admin" });

  const one = await connectTo(`${gateway.url}/mcp`, value);
  const argumentsOf: Record<string, Record<string, unknown>> = {
    gmail_send_message: { to: ["x@acme.test"], body: "x" },
    slack_send_message: { channel: "general", text: "x" },
  };
  for (const problem of found.problems) {
    const [name = ""] = problem.tools;
    const { error } = await one.call(name, argumentsOf[name]);
    expect(error).toMatchObject({ error: problem.code, message: problem.message, connect_url: problem.url });
  }
  const told = await one.call("check_connections");
  expect(told.structured).toMatchObject({ ready: false, usable: 1, blocked: 2 });
  for (const problem of found.problems) expect(told.text).toContain(problem.message);
  expect(resultTokens(told.structured, told.text)).toBeLessThan(2_000);
  await one.close();
  expect((await owner.api("GET", `/agents/${id}/check`)).problems).toEqual(found.problems);
});

test("several tools that lack scopes on one connector are one problem with one page", async () => {
  const tools = ["gmail_send_message", "gmail_trash", "gmail_modify_labels"].map((name) => ({ name }));
  const { value } = await agentFor("Writer", tools);
  const { problems } = (await check(value)).found;
  expect(problems).toHaveLength(1);
  expect(problems[0]?.tools).toEqual(expect.arrayContaining(tools.map(({ name }) => name)));
  for (const { name } of tools) expect(problems[0]?.url).toContain(name);
  expect(problems[0]?.message).toContain("The same goes for 2 more");
});

test("a connector that is switched off, revoked or gone is told by its name", async () => {
  const { connector } = (await owner.authorize({ email: "ben@acme.test", tools: READ })).body;
  const { value } = await agentFor("Follower", [{ name: "gmail_list_labels", connector: connector.slug }]);
  const codes = async () => (await check(value)).found.problems.map((one) => `${one.code} ${one.connector}`);
  expect(await codes()).toEqual([]);
  await owner.api("PATCH", `/connectors/${connector.id}`, { enabled: false });
  expect(await codes()).toEqual([`connector_disabled ${connector.slug}`]);
  await owner.api("PATCH", `/connectors/${connector.id}`, { enabled: true });
  await owner.api("POST", `/connectors/${connector.id}/revoke`, {});
  expect(await codes()).toEqual([`connection_required ${connector.slug}`]);
  await owner.api("DELETE", `/connectors/${connector.id}?shred_now=true`);
  expect(await codes()).toEqual([`connection_required ${connector.slug}`]);
});

test("one of two named connectors that fails is told, and the tool is usable by the other", async () => {
  const { connector } = (await owner.authorize({ email: "ben@acme.test", tools: READ })).body;
  const tools = [ops.slug, connector.slug].map((slug) => ({ name: "gmail_list_labels", connector: slug }));
  const { value } = await agentFor("Two ways", tools);
  await owner.api("PATCH", `/connectors/${connector.id}`, { enabled: false });
  const { found } = await check(value);
  expect([found.ready, found.tools.blocked]).toEqual([true, 0]);
  expect(found.problems.map(({ connector: slug }) => slug)).toEqual([connector.slug]);
  await owner.api("DELETE", `/connectors/${connector.id}?shred_now=true`);
});

test("an agent that acts for a person sends for that person, by a link that is theirs alone", async () => {
  const mia = await gateway.member("mia@acme.test");
  const agent = await agentFor("Personal", [{ name: "slack_send_message" }], { delegation: "members" });
  const { value } = await mia.api("POST", "/delegations", { name: "x", agent: agent.id });
  const { found } = await check(value);
  expect(found.caller.on_behalf_of).toBe(mia.session.user.id);
  expect(found.problems[0]).toMatchObject({ code: "connection_required", who: "person" });
  expect(found.problems[0]?.url).toContain(`${gateway.url}/connect/`);
  expect(found.problems[0]?.message).toContain("The person you act for opens");
  const page = new URL(found.problems[0]?.url ?? "").pathname;
  const open = (person: Person) => person.fetch(page, { method: "GET" });
  expect((await open(mia)).status).toBeLessThan(500);
  const own = (await check((await owner.newToken({ user: owner.session.user.id })).value)).found;
  expect(own.problems.find(({ provider }) => provider === "slack")).toMatchObject({ who: "you" });
});

test("a token that may use everything is told what it would meet, and not what nobody asked for", async () => {
  const { found } = await check((await owner.newToken({ servers: ["gmail"] })).value);
  // Sending was never part of the grant: it is not listed, so nothing is amiss.
  expect(found).toMatchObject({ ready: true, problems: [], tools: { blocked: 0 } });
  const readOnly = (await owner.newToken({ servers: ["slack"], read_only: true })).value;
  const slack = (await check(readOnly)).found;
  expect(slack.ready).toBe(false);
  expect(slack.problems[0]?.tools).not.toContain("slack_send_message");
});

test("a tool that a rule denies is blocked where the manifest names it, and no matter where nobody did", async () => {
  const { value } = await agentFor("Ruled", [{ name: "gmail_list_labels" }, { name: "gmail_get_thread" }]);
  const everything = (await owner.newToken({ servers: ["gmail"] })).value;
  const rule = { name: "No labels", tool: "gmail_list_labels", decision: "deny" };
  const made = await owner.api("POST", "/policies", rule);
  const { found } = await check(value);
  expect(found.tools).toEqual({ usable: 1, blocked: 1 });
  expect(found.problems).toEqual([
    expect.objectContaining({ code: "policy_denied", who: "admin", tools: ["gmail_list_labels"] }),
  ]);
  expect((await check(everything)).found).toMatchObject({ ready: true, problems: [] });
  await owner.api("DELETE", `/policies/${made.id}`);
  expect((await check(value)).found.ready).toBe(true);
});

test("only a token that stands is answered, and nothing in the answer is its secret", async () => {
  const { value, id } = await owner.newToken({ servers: ["gmail"] });
  const answer = await fetch(`${gateway.url}/api/check`, { headers: { authorization: `Bearer ${value}` } });
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await answer.text()).not.toContain(value.slice(10));
  await owner.api("DELETE", `/tokens/${id}`);
  for (const headers of [{}, { authorization: "Bearer x" }, { authorization: `Bearer ${value}` }]) {
    const refused = await fetch(`${gateway.url}/api/check`, { headers: headers as Record<string, string> });
    expect(refused.status).toBe(401);
  }
  expect((await owner.fetch("/api/check")).status, "a session is not a token").toBe(401);
  expect((await owner.tryApi("GET", "/agents/agt_nobody/check")).status).toBe(404);
});

test("a teammate sees what each MCP server needs, tries a tool, and sees what an agent could do for them", async () => {
  const { mcps, toolTried, ownActivity } = contract;
  const eve = await gateway.member("eve@acme.test");
  const other = (await agentFor("Not for Eve", [{ name: "gmail_list_labels" }])).id;
  const helper = (await agentFor("Helper", [{ name: "slack_send_message" }], { delegation: "members" })).id;
  const read = async (query = "") => mcps.parse(await eve.api("GET", `/mcps${query}`));
  const first = await read();
  expect(first.agents.map(({ id }) => id)).toContain(helper);
  expect(first.agents.map(({ id }) => id)).not.toContain(other);
  const serverOf = (found: typeof first, id: string) => found.servers.find((one) => one.id === id);
  const gmail = serverOf(first, "gmail");
  const toolOf = (name: string) => gmail?.tools.find((one) => one.name === name);
  expect(gmail).toMatchObject({ state: "ready", needs: [], url: `${gateway.url}/mcp/gmail` });
  expect(toolOf("gmail_list_labels")).toMatchObject({ state: "ready", effect: "read", can_try: true });
  expect(toolOf("gmail_get_thread")).toMatchObject({ state: "ready", can_try: false });
  expect(toolOf("gmail_send_message")).toMatchObject({ state: "not_granted", can_try: false });
  expect(
    toolOf("gmail_send_message")
      ?.missing_scopes.map(({ scope }) => scope)
      .join(),
  ).toContain("gmail.send");
  // The same as their own client is told.
  const { value } = await owner.newToken({ user: eve.session.user.id });
  const told = (await check(value)).found.problems.find(({ provider }) => provider === "slack");
  expect(serverOf(first, "slack")).toMatchObject({
    state: "blocked",
    needs: [{ code: told?.code, who: told?.who, tools: told?.tools }],
  });

  const preview = await read(`?agent=${helper}`);
  expect(preview.caller).toMatchObject({ kind: "agent", id: helper });
  expect(preview.servers.map(({ id, tools }) => [id, tools.map(({ name }) => name)])).toEqual([
    ["slack", ["slack_send_message"]],
  ]);
  expect((await eve.tryApi("GET", `/mcps?agent=${other}`)).body).toMatchObject({ code: "not_found" });

  const attempt = (body: object, server = "gmail") => eve.tryApi("POST", `/mcps/${server}/try`, body);
  const tried = toolTried.parse((await attempt({ tool: "gmail_list_labels" })).body);
  expect(tried).toMatchObject({ ok: true, connector: ops.slug, code: null });
  expect(tried.answer_bytes).toBeGreaterThan(0);
  expect(Object.keys(tried).sort()).toEqual(
    "answer_bytes code connector duration_ms message ok tool".split(" "),
  );
  const lastCall = async () => (await owner.api("GET", "/audit?type=tool.call&page_size=1")).events[0];
  await expect.poll(lastCall).toMatchObject({
    actor: { id: eve.session.user.id },
    data: { tool: "gmail_list_labels" },
  });
  for (const body of [{ tool: "gmail_send_message" }, { tool: "gmail_get_thread" }, { tool: "nothing" }])
    expect((await attempt(body)).body).toMatchObject({ code: "bad_request" });
  expect((await attempt({ tool: "slack_list_channels" }, "slack")).body).toMatchObject({
    ok: false,
    code: "connection_required",
    answer_bytes: null,
  });
  expect((await attempt({ tool: "x" }, "nowhere")).body).toMatchObject({ code: "not_found" });

  // Whose connection it is, and who used it: of one's own alone.
  const activity = async () => ownActivity.parse(await eve.api("GET", "/integrations/activity")).connectors;
  expect(await activity()).toEqual([]);
  const { connector } = (await eve.connect({ email: "ben@acme.test", tools: READ })).body;
  expect(await activity()).toEqual([{ id: connector.id, last_call: null, agents: [] }]);
  await attempt({ tool: "gmail_list_labels", connector: connector.slug });
  const last = async () => (await activity())[0]?.last_call;
  const byMe = { tool: "gmail_list_labels", by: { kind: "user", id: eve.session.user.id } };
  await expect.poll(last).toMatchObject(byMe);
  const auditor = await gateway.member("aud@acme.test", "auditor");
  const refused = await auditor.tryApi("POST", "/mcps/gmail/try", { tool: "gmail_list_labels" });
  expect(refused.body).toMatchObject({ code: "forbidden" });
});
