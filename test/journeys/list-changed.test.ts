import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { until } from "../support/look.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

const TOOLS = ["gmail_list_labels"];
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.close());

const headers = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const url = () => new URL(`${gateway.url}/mcp/gmail`);

/** A client of the newer protocol that counts what it is told. */
async function modern(token: string) {
  let told = 0;
  const client = new Client(
    { name: "listener", version: "1" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  await client.connect(new StreamableHTTPClientTransport(url(), { requestInit: headers(token) }));
  client.setNotificationHandler("notifications/tools/list_changed", () => {
    told++;
  });
  const subscription = await client.listen({ toolsListChanged: true });
  return { client, subscription, told: () => told };
}

async function legacy(token: string) {
  let told = 0;
  const client = new LegacyClient({ name: "listener", version: "1" });
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    told++;
  });
  await client.connect(new LegacyTransport(url(), { requestInit: headers(token) }));
  return { client, told: () => told };
}

test("clients of both eras hear that their tools changed, after a grant and after a revocation", async () => {
  const { owner } = gateway;
  const { value, id } = await owner.newToken();
  const stranger = await secondWorkspace(gateway);
  const [one, two] = [await modern(value), await legacy(value)];
  const other = await modern((await stranger.owner.newToken()).value);
  await new Promise((resolve) => setTimeout(resolve, 200)); // the older client opens its stream after it is connected
  const { connector } = (await owner.authorize({ email: "ada@acme.test", tools: TOOLS })).body;
  await until(
    () => [one.told(), two.told()],
    ([a = 0, b = 0]) => a > 0 && b > 0,
  );
  expect((await one.client.listTools()).tools.map((tool) => tool.name)).toEqual(TOOLS);
  const before = [one.told(), two.told()];
  await owner.api("POST", `/connectors/${connector.id}/revoke`, {});
  await until(
    () => [one.told(), two.told()],
    ([a = 0, b = 0]) => a > before[0]! && b > before[1]!,
  );
  expect(other.told()).toBe(0); // another workspace hears nothing of it
  await owner.api("DELETE", `/tokens/${id}`);
  await one.subscription.closed; // a revoked token does not go on listening
  await Promise.allSettled([one.client.close(), two.client.close(), other.client.close()]);
});

test("a list may be believed for seconds only", async () => {
  const { value } = await gateway.owner.newToken();
  const { client } = await modern(value);
  const listed = (await client.listTools()) as { ttlMs?: number; cacheScope?: string };
  expect(listed.ttlMs).toBeLessThanOrEqual(5_000);
  expect(listed.cacheScope).toBe("private");
  await client.close();
});
