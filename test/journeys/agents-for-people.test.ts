import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { connectTo } from "../support/one-endpoint.ts";
import type { Person } from "../support/person.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
let gateway: TestGateway;
let mia: Person;
let max: Person;
let own: { id: string; slug: string };
beforeAll(async () => {
  gateway = await startGateway();
  mia = await gateway.member("mia@acme.test");
  max = await gateway.member("max@acme.test");
  own = (await mia.connect({ email: "ben@acme.test", tools: READ })).body.connector;
});
afterAll(() => gateway?.close());

async function newAgent(name: string, delegation: unknown, manifest?: object): Promise<string> {
  return (await gateway.owner.api("POST", "/agents", { name, delegation, ...(manifest && { manifest }) })).id;
}
const delegate = (person: Person, agent: string) =>
  person.tryApi("POST", "/delegations", { name: "for me", agent });
/** Lets the agent act for Mia. */
async function forMia(agent: string): Promise<{ id: string; value: string }> {
  const { status, body } = await delegate(mia, agent);
  expect(status).toBe(201);
  return { id: body.token.id, value: body.value };
}
const labelsWith = async (value: string, args: object = {}) => {
  const response = await rawCall(gateway.url, value, "gmail_list_labels", args);
  return { status: response.status, text: await response.text() };
};
const statusOf = async (value: string) => (await labelsWith(value)).status;
const rows = async (query: string) => (await gateway.owner.api("GET", `/audit?${query}`)).events;

test("an agent acts for a person with their own connector, and the record names both", async () => {
  const agent = await newAgent("Assistant", "members");
  const { value } = await forMia(agent);
  const one = await connectTo(`${gateway.url}/mcp`, value);
  const labels = await one.call("gmail_list_labels");
  expect(labels.isError).toBe(false);
  expect(labels.meta?.["valetkey/connector"]).toBe(own.slug);
  await one.close();
  await vi.waitFor(async () => {
    const [row] = await rows("type=tool.call");
    expect(row.actor).toEqual({ kind: "agent", id: agent, label: "Assistant" });
    expect(row.data).toMatchObject({ on_behalf_of: mia.session.user.id, connector: own.id });
  });
  const [issued] = await rows("type=token.issued");
  expect(issued).toMatchObject({
    actor: { id: mia.session.user.id },
    data: { subject_kind: "agent", subject: agent, on_behalf_of: mia.session.user.id },
  });
  expect(await gateway.owner.api("POST", "/audit/verify", {})).toMatchObject({ result: "intact" });
});

test("by itself the same agent does not reach that connector", async () => {
  const agent = await newAgent("Alone", "members");
  const { value } = await gateway.owner.newToken({ agent });
  const one = await connectTo(`${gateway.url}/mcp`, value);
  expect((await one.call("gmail_list_labels")).error).toMatchObject({ error: "connection_required" });
  expect((await one.call("gmail_list_labels", { connector: own.slug })).error).toMatchObject({
    error: "bad_argument",
  });
  await one.close();
});

test("what both may do is left: the manifest of the agent, the list of the token, nobody else's connectors", async () => {
  const agent = await newAgent("Narrow", "members", { tools: [{ name: "gmail_list_labels" }] });
  const { value } = await forMia(agent);
  const one = await connectTo(`${gateway.url}/mcp`, value);
  expect(await one.names()).toEqual(["gmail_list_labels", "check_connections"]);
  expect((await one.call("gmail_search_threads")).error).toMatchObject({ error: "tool_not_allowed" });
  await one.close();
  const { body } = await delegate(max, agent);
  expect((await labelsWith(body.value, { connector: own.slug })).text).toContain("bad_argument");
  const narrowed = await mia.api("POST", "/delegations", { name: "x", agent, tools: ["gmail_get_thread"] });
  const none = await connectTo(`${gateway.url}/mcp`, narrowed.value);
  expect(await none.names()).toEqual(["check_connections"]);
  await none.close();
});

test("only where an admin allowed it, and only those people", async () => {
  const [nobody, some] = [await newAgent("Nobody's", "none"), await newAgent("Mia's", [mia.session.user.id])];
  expect(await delegate(mia, nobody)).toMatchObject({
    status: 403,
    body: { code: "delegation_not_allowed" },
  });
  expect((await delegate(max, some)).body.code).toBe("delegation_not_allowed");
  expect((await delegate(mia, some)).status).toBe(201);
  expect((await delegate(mia, "agt_nobody")).status).toBe(404);
  const { agents } = await mia.api("GET", "/delegations");
  const names = agents.map(({ name }: { name: string }) => name);
  expect(names).toContain("Mia's");
  expect(names).not.toContain("Nobody's");
  const unknown = { name: "x", delegation: ["usr_nobody"] };
  expect((await gateway.owner.tryApi("POST", "/agents", unknown)).status).toBe(404);
  expect((await gateway.owner.tryApi("POST", "/agents", { name: "x", delegation: "everybody" })).status).toBe(
    400,
  );
});

test("never for somebody else: not by an owner, not by an agent's token, not in another's name", async () => {
  const agent = await newAgent("Impostor", "members");
  const { owner } = gateway;
  const forOther = await owner.tryApi("POST", "/tokens", { name: "x", agent, user: mia.session.user.id });
  expect(forOther).toMatchObject({ status: 400, body: { code: "bad_request" } });
  expect(
    (await owner.tryApi("POST", "/delegations", { name: "x", agent, user: mia.session.user.id })).status,
  ).toBe(400);
  expect((await mia.tryApi("POST", "/tokens", { name: "x", agent, user: mia.session.user.id })).status).toBe(
    403,
  );
  const forSelf = await owner.tryApi("POST", "/tokens", { name: "x", agent, user: owner.session.user.id });
  expect(forSelf).toMatchObject({
    status: 201,
    body: { token: { on_behalf_of: { id: owner.session.user.id } } },
  });
  const { value } = await forMia(agent);
  const asAgent = await fetch(`${gateway.url}/api/workspaces/${gateway.workspaceId}/delegations`, {
    headers: { authorization: `Bearer ${value}` },
  });
  expect(asAgent.status).toBe(401);
});

test("it ends when an admin withdraws it, and does not come back when they allow it again", async () => {
  const agent = await newAgent("Withdrawn", "members");
  const { value } = await forMia(agent);
  const { body } = await delegate(max, agent);
  expect([await statusOf(value), await statusOf(body.value)]).toEqual([200, 200]);
  await gateway.owner.api("PATCH", `/agents/${agent}`, { delegation: [max.session.user.id] });
  expect([await statusOf(value), await statusOf(body.value)]).toEqual([401, 200]);
  const [changed] = await rows("type=agent.delegation_changed");
  expect(changed.data).toEqual({ from: "members", to: [max.session.user.id], tokens_ended: 1 });
  await gateway.owner.api("PATCH", `/agents/${agent}`, { delegation: "members" });
  expect(await statusOf(value)).toBe(401);
});

test("a call under way is cut off when it is withdrawn", async () => {
  const agent = await newAgent("Cut", "members");
  const { value } = await forMia(agent);
  const held = gateway.google.inject({ path: "/gmail/", hang: true });
  const running = labelsWith(value).then(
    () => "answered",
    () => "cut off",
  );
  await vi.waitFor(() => expect(held.hits).toBe(1));
  await gateway.owner.api("PATCH", `/agents/${agent}`, { delegation: "none" });
  expect(await running, "before the provider has answered").toBe("cut off");
  held.release();
});

test("a change of the manifest does not cut off the calls under way", async () => {
  const agent = await newAgent("Steady", "members");
  const { value } = await forMia(agent);
  const held = gateway.google.inject({ path: "/gmail/", hang: true });
  const running = statusOf(value);
  await vi.waitFor(() => expect(held.hits).toBe(1));
  await gateway.owner.api("PATCH", `/agents/${agent}`, {
    manifest: { tools: [{ name: "gmail_list_labels" }] },
  });
  held.release();
  expect(await running).toBe(200);
});

test("the person ends it, and nobody else's, by themselves", async () => {
  const agent = await newAgent("Ended", "members");
  const { id, value } = await forMia(agent);
  expect((await max.tryApi("DELETE", `/delegations/${id}`)).status).toBe(404);
  const plain = await gateway.owner.newToken({ user: mia.session.user.id });
  expect((await mia.tryApi("DELETE", `/delegations/${plain.id}`)).status, "not a delegation").toBe(404);
  const { tokens } = await mia.api("GET", "/delegations");
  expect(tokens.map((one: { id: string }) => one.id)).toContain(id);
  expect((await max.api("GET", "/delegations")).tokens.map((one: { id: string }) => one.id)).not.toContain(
    id,
  );
  expect((await mia.api("DELETE", `/delegations/${id}`)).revoked_at).not.toBeNull();
  expect(await statusOf(value)).toBe(401);
});

test("it ends with the membership", async () => {
  const guest = await gateway.member("guest@acme.test");
  const agent = await newAgent("Guest's", "members");
  const { body } = await delegate(guest, agent);
  expect(await statusOf(body.value)).toBe(200);
  await gateway.owner.api("DELETE", `/members/${guest.session.user.id}`);
  expect(await statusOf(body.value)).toBe(401);
});

test("files that it gets for one person are nothing to it for another", async () => {
  const agent = await newAgent("Courier", "members");
  const { value } = await forMia(agent);
  const { body } = await delegate(max, agent);
  const draft = { to: ["x@acme.test"], subject: "x", body: "x", attachments: ["upload"] };
  const compose = await mia.connect({
    email: "ben@acme.test",
    tools: [...READ, "gmail_create_draft"],
    connector: own.id,
  });
  expect(compose.status).toBe(200);
  const asked = await (await rawCall(gateway.url, value, "gmail_create_draft", draft)).text();
  const source = /valetkey:\/\/upload\/[^"\\\s]+/.exec(asked)?.[0];
  const url = /https?:\/\/[^"\\\s]+\/uploads\/[^"\\\s]+/.exec(asked)?.[0];
  expect([source, url].every(Boolean), asked).toBe(true);
  expect((await fetch(url ?? "", { method: "PUT", body: "hello" })).status).toBe(200);
  await max.connect({ email: "ada@acme.test", tools: [...READ, "gmail_create_draft"] });
  const use = async (token: string) =>
    (await rawCall(gateway.url, token, "gmail_create_draft", { ...draft, attachments: [source] })).text();
  expect(await use(body.value)).toContain("belongs to somebody else");
  expect(await use(value)).toContain("draft_id");
});
