import { afterAll, beforeAll, expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";

const TOOLS = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels", "gmail_send_message"];
let gateway: TestGateway;
let slugs: string[];

beforeAll(async () => {
  gateway = await startGateway();
  const connect = async (email: string) =>
    (await gateway.owner.authorize({ email, tools: TOOLS })).body.connector.slug as string;
  slugs = [await connect("ada@acme.test"), await connect("ben@acme.test")];
});
afterAll(() => gateway?.close());

/** What an agent with this token sees and gets. */
async function agentWith(token: object) {
  const { value } = await gateway.owner.newToken(token);
  const agent = await connectAgent(gateway.url, value);
  return { ...agent, names: async () => (await agent.tools()).map(({ name }) => name) };
}

test("a token for some tools lists those and is refused the others", async () => {
  const agent = await agentWith({ tools: ["gmail_list_labels", "gmail_search_threads"] });
  expect(await agent.names()).toEqual(["gmail_search_threads", "gmail_list_labels"]);
  const refused = await agent.call("gmail_get_thread", { thread_id: "x", connector: slugs[0] });
  expect(refused.error).toMatchObject({ error: "tool_not_allowed" });
  expect(refused.text).toContain("gmail_get_thread");
  await agent.close();
});

test("a read-only token that also lists tools may do only what both allow", async () => {
  const agent = await agentWith({ tools: ["gmail_send_message", "gmail_list_labels"], read_only: true });
  expect(await agent.names()).toEqual(["gmail_list_labels"]);
  await agent.close();
});

test("an agent's manifest names tools and the account each may use", async () => {
  const { owner } = gateway;
  const id = await owner.newAgent("Sorter");
  const manifest = { tools: [{ name: "gmail_list_labels", connector: slugs[1] }] };
  await owner.api("PATCH", `/agents/${id}`, { manifest });
  const agent = await agentWith({ agent: id });
  const [listed, ...others] = await agent.tools();
  expect(others).toEqual([]);
  // One account is left, so there is nothing to choose.
  expect(listed?.inputSchema.properties).not.toHaveProperty("connector");
  expect((await agent.call("gmail_list_labels")).isError).toBe(false);
  const other = await agent.call("gmail_list_labels", { connector: slugs[0] });
  expect(other.error).toMatchObject({ error: "bad_argument", connectors: [slugs[1]] });
  await agent.close();
});

test("a manifest that is changed or taken away holds from the next call on", async () => {
  const { owner } = gateway;
  const id = await owner.newAgent("Changing");
  const set = (tools: object[] | null) =>
    owner.api("PATCH", `/agents/${id}`, { manifest: tools && { tools } });
  const { value } = await owner.newToken({ agent: id });
  // A client of its own each time: one keeps what it has listed for some seconds.
  const names = async () => {
    const agent = await connectAgent(gateway.url, value);
    const listed = (await agent.tools()).map(({ name }) => name);
    await agent.close();
    return listed;
  };
  await set([]);
  expect(await names()).toEqual([]);
  await set([{ name: "gmail_list_labels" }]);
  expect(await names()).toEqual(["gmail_list_labels"]);
  await set(null);
  expect((await names()).length).toBeGreaterThan(3);
  const { agents } = await owner.api("GET", "/agents");
  expect(agents.find((one: { id: string }) => one.id === id).manifest).toBeNull();
});

test("lists of tools that do not exist, or accounts that do not serve them, are refused with their names", async () => {
  const { owner } = gateway;
  const token = await owner.tryApi("POST", "/tokens", {
    name: "t",
    user: owner.session.user.id,
    tools: ["gmail_fly"],
  });
  expect(token).toMatchObject({ status: 400, body: { code: "bad_request" } });
  expect(JSON.stringify(token.body)).toContain("gmail_fly");
  const elsewhere = {
    name: "t",
    user: owner.session.user.id,
    servers: ["slack"],
    tools: ["gmail_list_labels"],
  };
  expect((await owner.tryApi("POST", "/tokens", elsewhere)).status).toBe(400);
  const id = await owner.newAgent("Wrong");
  for (const tools of [[{ name: "gmail_fly" }], [{ name: "gmail_list_labels", connector: "nobody" }]]) {
    expect(await owner.tryApi("PATCH", `/agents/${id}`, { manifest: { tools } })).toMatchObject({
      status: 400,
    });
  }
  expect(await owner.tryApi("PATCH", "/agents/agt_nobody", { manifest: null })).toMatchObject({
    status: 404,
  });
});

test("who manages no tokens changes no manifest", async () => {
  const id = await gateway.owner.newAgent("Guarded");
  const member = await gateway.member("mia@acme.test");
  expect((await member.tryApi("PATCH", `/agents/${id}`, { manifest: null })).status).toBe(403);
});
