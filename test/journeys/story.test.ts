import { afterAll, beforeAll, expect, test } from "vitest";
import { gmail } from "../../mcp-servers/gmail/index.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";

let gateway: TestGateway;
let agent: Agent;
const READ = gmail.tools.filter((tool) => tool.effect === "read").map((tool) => tool.name);

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(async () => {
  await agent?.close();
  await gateway.close();
});

test("the whole story: authorize, call, revoke, refused, audited", async () => {
  const { owner, url } = gateway;
  const token = await owner.newToken({ agent: await owner.newAgent("Mail helper"), servers: ["gmail"] });
  agent = await connectAgent(url, token.value);

  const before = await agent.call("gmail_search_threads", { query: "invoice" });
  expect(before.error).toMatchObject({ error: "connection_required" });
  expect(before.text).toContain(`${url}/settings/connectors?authorize=google`);

  const connected = await owner.authorize({ email: "ada@acme.test", tools: READ });
  expect(connected.body).toMatchObject({
    reconnected: false,
    connector: { account: "ada@acme.test", verdict: { state: "valid" } },
  });

  expect((await agent.tools()).map((t) => t.name)).toEqual(READ);
  const found = await agent.call("gmail_search_threads", { query: "invoice" });
  expect(found.isError).toBe(false);
  const items = found.structured?.items as { thread_id: string }[];
  expect(items.length).toBeGreaterThan(0);
  const thread = await agent.call("gmail_get_thread", { thread_id: items[0]?.thread_id });
  expect(thread.isError).toBe(false);
  expect(thread.text.length).toBeGreaterThan(100);

  const { id } = connected.body.connector;
  const revoked = await owner.api("POST", `/connectors/${id}/revoke`);
  expect(revoked).toMatchObject({ connector: { connected: false }, upstream: { state: "revoked" } });
  expect(gateway.google.liveTokens()).toEqual({ access: 0, refresh: 0 });
  const after = await agent.call("gmail_search_threads", { query: "invoice" });
  expect(after.error).toMatchObject({ error: "connection_required" });

  const verified = await owner.api("POST", "/audit/verify");
  expect(verified).toMatchObject({ result: "intact" });
  const { events } = await owner.api("GET", "/audit?page_size=200");
  const types = events.map((e: { type: string }) => e.type);
  for (const type of [
    "sign_in.succeeded",
    "token.issued",
    "authorization.started",
    "connector.authorized",
    "tool.call",
    "tool.refused",
    "grant.ended",
    "upstream.revoked",
  ]) {
    expect(types).toContain(type);
  }
});
