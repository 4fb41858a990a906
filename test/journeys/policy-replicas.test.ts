import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { withRule } from "../support/policy.ts";

const callback = (port: number) => `http://localhost:${port}/integrations/google/callback`;
const TOOLS = ["gmail_search_threads", "gmail_list_labels", "gmail_send_message"];
const MAIL = { to: ["eve@evil.test"], subject: "Out", body: "Out" };

/** What one gateway decides, every gateway goes by. */
describe.runIf(postgresUrl)("two gateways on one PostgreSQL", () => {
  let google: SandboxGoogle;
  let drop: () => Promise<void>;
  const gateways: TestGateway[] = [];
  const agents: Agent[] = [];
  let agentId: string;
  const owner = () => (gateways[0] as TestGateway).owner;
  const at = (n: number) => agents[n] as Agent;

  beforeAll(async () => {
    const ports = [await freePort(), await freePort()];
    google = await startSandboxGoogle({ redirectUris: ports.map(callback) });
    const database = await makePostgres();
    drop = database.drop;
    const shared = { google, databaseUrl: database.url };
    for (const port of ports) gateways.push(await startGateway({ port, shared }));
    await owner().authorize({ email: "ada@acme.test", tools: TOOLS });
    agentId = await owner().newAgent("Everywhere");
    const { value } = await owner().newToken({ agent: agentId });
    for (const { url } of gateways) agents.push(await connectAgent(url, value));
  }, 120_000);
  afterAll(async () => {
    for (const agent of agents) await agent.close();
    for (const { app } of gateways) await app.close();
    await google?.close();
    await drop?.();
  });

  test("a rule holds at both when its request has answered, and is gone at both when that has", async () => {
    for (const n of [0, 1]) expect((await at(n).call("gmail_list_labels")).isError).toBe(false);
    for (let round = 0; round < 5; round++) {
      const rule = await withRule(owner(), { decision: "deny", tool: "gmail_list_labels" });
      for (const n of [1, 0])
        expect((await at(n).call("gmail_list_labels")).error).toMatchObject({ rule: rule.id });
      await rule.end();
      for (const n of [1, 0]) expect((await at(n).call("gmail_list_labels")).isError).toBe(false);
    }
  }, 60_000);

  test("what was read at one makes the other ask, until it is forgotten at either", async () => {
    await owner().api("PATCH", `/agents/${agentId}/guard`, { enabled: true });
    for (let round = 0; round < 3; round++) {
      expect((await at(1).call("gmail_send_message", MAIL)).isError).toBe(false);
      expect((await at(0).call("gmail_search_threads", { query: "invoice" })).isError).toBe(false);
      expect((await at(1).call("gmail_send_message", MAIL)).error?.error).toBe("approval_required");
      const { runs } = await owner().api("GET", `/agents/${agentId}/guard`);
      for (const { run } of runs) await owner().api("DELETE", `/agents/${agentId}/guard/${run}`);
      // Either has forgotten it: what is read next is written again.
      expect((await at(0).call("gmail_send_message", MAIL)).isError).toBe(false);
    }
  }, 60_000);
});
