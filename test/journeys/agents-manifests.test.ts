import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { connectTo } from "../support/one-endpoint.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
let gateway: TestGateway;
let ada: { id: string; slug: string };
let ben: { id: string; slug: string };
beforeAll(async () => {
  gateway = await startGateway();
  const connect = async (email: string, tools: string[]) =>
    (await gateway.owner.authorize({ email, tools })).body.connector;
  ada = await connect("ada@acme.test", [...READ, "gmail_send_message"]);
  ben = await connect("ben@acme.test", READ);
});
afterAll(() => gateway?.close());

const patch = (id: string, body: object) => gateway.owner.tryApi("PATCH", `/agents/${id}`, body);
const manifestOf = (...tools: object[]) => ({ manifest: { tools } });
const events = async (type: string) => (await gateway.owner.api("GET", `/audit?type=${type}`)).events;

test("each change of a manifest is a version, with who and when, and none is lost", async () => {
  const { owner } = gateway;
  const made = await owner.api("POST", "/agents", { name: "Versions", ...manifestOf({ name: READ[0] }) });
  expect(made).toMatchObject({ version: 1, delegation: "none" });
  expect((await patch(made.id, manifestOf({ name: READ[0] }, { name: READ[1] }))).body.version).toBe(2);
  expect((await patch(made.id, { manifest: null })).body).toMatchObject({ version: 3, manifest: null });
  const { agent, versions } = await owner.api("GET", `/agents/${made.id}`);
  expect(agent.version).toBe(3);
  expect(versions.map((one: { version: number; tools: number | null }) => [one.version, one.tools])).toEqual([
    [3, null],
    [2, 2],
    [1, 1],
  ]);
  expect(versions[0].changed_by).toEqual({ id: owner.session.user.id, name: "owner@acme.test" });
  const second = await owner.api("GET", `/agents/${made.id}/manifests/2`);
  expect(second.manifest.tools.map(({ name }: { name: string }) => name)).toEqual(READ.slice(0, 2));
  for (const version of ["4", "0", "x", "99999999999999"])
    expect((await owner.tryApi("GET", `/agents/${made.id}/manifests/${version}`)).status).toBe(404);
});

test("of two admins who change the same version one is told, also when they do it at once", async () => {
  const { owner } = gateway;
  const id = await owner.newAgent("Contested");
  const first = await patch(id, { ...manifestOf({ name: READ[0] }), if_version: 0 });
  expect(first.status).toBe(200);
  const late = await patch(id, { ...manifestOf({ name: READ[1] }), if_version: 0 });
  expect(late).toMatchObject({ status: 409, body: { code: "conflict", version: 1 } });
  const at = await Promise.all(
    [0, 1, 2, 3].map((n) => patch(id, { ...manifestOf({ name: READ[n % 3] }), if_version: 1 })),
  );
  expect(at.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  const { agent, versions } = await owner.api("GET", `/agents/${id}`);
  expect([agent.version, versions.length]).toEqual([2, 2]);
});

test("a dry run tells what is wrong and what would change, and changes nothing", async () => {
  const { owner } = gateway;
  const id = await owner.newAgent("Dry");
  await patch(id, manifestOf({ name: READ[0], connector: ada.slug }, { name: READ[1] }));
  const check = (manifest: object | null) => owner.api("POST", `/agents/${id}/manifest/check`, { manifest });
  const found = await check({
    tools: [
      { name: READ[0], connector: ben.slug },
      { name: "gmail_send_message", connector: ben.slug },
    ],
  });
  expect(found).toMatchObject({ ok: true, version: 1 });
  expect(found.problems).toEqual([
    expect.objectContaining({ level: "warning", code: "scope_missing", path: "tools.1.connector" }),
  ]);
  expect(found.diff).toEqual({
    widens: true,
    from_everything: false,
    to_everything: false,
    added: [{ name: "gmail_send_message", connectors: [ben.slug] }],
    removed: [{ name: READ[1], connectors: null }],
    narrowed: [{ name: READ[0], from: [ada.slug], to: [ben.slug] }],
    widened: [{ name: READ[0], from: [ada.slug], to: [ben.slug] }],
  });
  const wrong = await check({ tools: [{ name: "gmail_fly" }, { name: READ[0], connector: "nobody" }] });
  expect(wrong).toMatchObject({ ok: false, diff: null });
  expect(wrong.problems.map(({ path }: { path: string }) => path)).toEqual([
    "tools.0.name",
    "tools.1.connector",
  ]);
  expect((await check(null)).diff).toMatchObject({ widens: true, to_everything: true });
  expect((await owner.api("GET", `/agents/${id}`)).agent.version).toBe(1);
});

test("what is refused names every error with its path", async () => {
  const id = await gateway.owner.newAgent("Wrong");
  const answer = await patch(
    id,
    manifestOf({ name: "gmail_fly" }, { name: READ[0], connector: "x" }, { name: READ[0], scopes: ["y"] }),
  );
  expect(answer).toMatchObject({ status: 400, body: { code: "bad_request" } });
  expect(answer.body.fields.map(({ path }: { path: string }) => path)).toEqual([
    "manifest.tools.0.name",
    "manifest.tools.1.connector",
    "manifest.tools.2.scopes",
  ]);
  expect((await patch(id, {})).status).toBe(400);
  expect((await patch(id, { manifest: { tools: [{ name: READ[0], extra: 1 }] } })).status).toBe(400);
});

test("what a change gives and takes is on the record", async () => {
  const id = await gateway.owner.newAgent("Recorded");
  await patch(id, manifestOf({ name: READ[0] }));
  await patch(id, { ...manifestOf({ name: READ[1] }), name: "Recorded well" });
  const [second, first] = (await events("agent.manifest_changed")).filter(
    (event: { target: { id: string } }) => event.target.id === id,
  );
  // From everything to a list is narrower, whatever is on the list.
  expect(first.data).toMatchObject({ version: 1, widens: false, added: [], removed: [] });
  expect(second.data).toMatchObject({ version: 2, widens: true, added: [READ[1]], removed: [READ[0]] });
  const [renamed] = await events("agent.renamed");
  expect(renamed.data).toEqual({ from: "Recorded", to: "Recorded well" });
});

test("an agent with a manifest is served exactly that, at every address", async () => {
  const { owner } = gateway;
  const id = await owner.newAgent("Exact");
  await patch(id, manifestOf({ name: READ[2], connector: ben.slug }, { name: READ[0] }));
  const { value } = await owner.newToken({ agent: id });
  const gmail = await connectAgent(gateway.url, value);
  expect((await gmail.tools()).map(({ name }) => name)).toEqual([READ[0], READ[2]]);
  const calendar = await connectAgent(gateway.url, value, "google_calendar");
  expect(await calendar.tools()).toEqual([]);
  const one = await connectTo(`${gateway.url}/mcp`, value);
  expect(await one.names()).toEqual([READ[0], READ[2], "check_connections"]);
  const labels = (await one.client.listTools()).tools.find(({ name }) => name === READ[2]);
  expect(labels?.inputSchema.properties).not.toHaveProperty("connector");
  const worked = await one.call(READ[2] ?? "");
  expect(worked.meta?.["valetkey/connector"]).toBe(ben.slug);
  expect((await one.call("gmail_get_thread", { thread_id: "x" })).error).toMatchObject({
    error: "tool_not_allowed",
  });
  for (const agent of [gmail, calendar, one]) await agent.close();
});

test("a removed agent is nobody: its tokens end, its calls under way are cut, its name is free", async () => {
  const { owner, google } = gateway;
  const id = await owner.newAgent("Leaving");
  const { value } = await owner.newToken({ agent: id });
  const one = await connectTo(`${gateway.url}/mcp`, value);
  const held = google.inject({ path: "/gmail/", hang: true });
  const running = one.call("gmail_list_labels", { connector: ada.slug }).then(
    () => "answered",
    () => "cut off",
  );
  await vi.waitFor(() => expect(held.hits).toBe(1));
  const removed = await owner.api("DELETE", `/agents/${id}`);
  expect(removed).toEqual({ id, tokens: 1 });
  expect(await running, "before the provider has answered").toBe("cut off");
  held.release();
  await expect(one.call("gmail_list_labels", { connector: ada.slug })).rejects.toThrow();
  await one.close().catch(() => {});
  expect((await owner.tryApi("GET", `/agents/${id}`)).status).toBe(404);
  expect((await owner.tryApi("DELETE", `/agents/${id}`)).status).toBe(404);
  expect((await events("agent.removed"))[0]).toMatchObject({
    target: { id, label: "Leaving" },
    data: { tokens: 1 },
  });
  expect((await owner.api("POST", "/agents", { name: "Leaving" })).version).toBe(0);
});

test("who manages no tokens sees and changes no agent", async () => {
  const id = await gateway.owner.newAgent("Guarded");
  const member = await gateway.member("mia@acme.test");
  for (const [method, path, body] of [
    ["GET", "/agents", undefined],
    ["GET", `/agents/${id}`, undefined],
    ["GET", `/agents/${id}/check`, undefined],
    ["GET", `/agents/${id}/manifests/1`, undefined],
    ["POST", `/agents/${id}/manifest/check`, { manifest: null }],
    ["PATCH", `/agents/${id}`, { delegation: "members" }],
    ["DELETE", `/agents/${id}`, undefined],
  ] as const)
    expect(`${method} ${path} ${(await member.tryApi(method, path, body)).status}`).toBe(
      `${method} ${path} 403`,
    );
});

test("a paused agent is served nowhere, keeps what it has, and goes on when it may", async () => {
  const { owner } = gateway;
  const id = await owner.newAgent("Runaway");
  const { value } = await owner.newToken({ agent: id });
  await (await connectAgent(gateway.url, value)).close();
  const row = async () =>
    (await owner.api("GET", "/agents")).agents.find((one: { id: string }) => one.id === id);
  expect(await row()).toMatchObject({
    owner: { id: owner.session.user.id },
    tokens: 1,
    clients: 0,
    paused_at: null,
  });
  expect((await row()).last_seen_at).not.toBeNull();
  const paused = await owner.api("POST", `/agents/${id}/pause`);
  expect(paused.paused_at).not.toBeNull();
  await owner.api("POST", `/agents/${id}/pause`); // once more changes and records nothing
  const answer = await fetch(`${gateway.url}/mcp`, {
    method: "POST",
    headers: { authorization: `Bearer ${value}`, "content-type": "application/json" },
    body: "{}",
  });
  expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([403, null]);
  expect(await answer.json()).toMatchObject({ code: "agent_paused" });
  expect((await owner.api("POST", `/agents/${id}/resume`)).paused_at).toBeNull();
  await (await connectAgent(gateway.url, value)).close();
  const about = (rows: { target: { id: string } }[]) => rows.filter(({ target }) => target.id === id).length;
  expect([about(await events("agent.paused")), about(await events("agent.resumed"))]).toEqual([1, 1]);
});

test("a rotated token is the same to use, the old one ends when it was said, and tells why", async () => {
  const { owner } = gateway;
  const id = await owner.newAgent("Rotating");
  const made = await owner.newToken({ agent: id, servers: ["gmail"], read_only: true, expires_in_days: 30 });
  const rotate = (token: string, overlap_hours: number) =>
    owner.tryApi("POST", `/tokens/${token}/rotate`, { overlap_hours });
  const { status, body } = await rotate(made.id, 24);
  expect(status).toBe(201);
  expect(body.token).toMatchObject({
    servers: ["gmail"],
    read_only: true,
    subject: { id },
    replaced_by: null,
  });
  expect(Date.parse(body.token.expires_at) - Date.now()).toBeGreaterThan(29 * 86_400_000);
  for (const value of [made.value, body.value])
    await (await connectAgent(gateway.url, value, "gmail")).close();
  const { tokens } = await owner.api("GET", "/tokens");
  const old = tokens.find((one: { id: string }) => one.id === made.id);
  expect(old).toMatchObject({ replaced_by: body.token.id, revoked_at: null });
  expect(old.last_client).toMatch(/\w/);
  expect(Date.parse(old.expires_at) - Date.now()).toBeLessThan(25 * 3_600_000);
  expect((await rotate(made.id, 0)).body.code).toBe("conflict");
  const again = await rotate(body.token.id, 0);
  const refused = await fetch(`${gateway.url}/mcp/gmail`, {
    method: "POST",
    headers: { authorization: `Bearer ${body.value}` },
  });
  expect(refused.status).toBe(401);
  expect(await refused.text()).toContain("This API token was rotated");
  await (await connectAgent(gateway.url, again.body.value, "gmail")).close();
  const admin = await gateway.member("rotates@acme.test", "admin");
  const own = await owner.newToken();
  expect((await admin.tryApi("POST", `/tokens/${own.id}/rotate`, { overlap_hours: 0 })).status).toBe(403);
});
