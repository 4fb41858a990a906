import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { LEGACY, messagesOf, modernRequest, post } from "../support/eras.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { until } from "../support/look.ts";

const call = { name: "gmail_list_labels", arguments: {} };
const CAN = { elicitation: { url: {} } };
const rpc = (method: string, params: object, id: number) => ({ jsonrpc: "2.0", id, method, params });

/** A client's work goes on at whatever replica its next request reaches. */
describe.runIf(postgresUrl)("two gateways on one PostgreSQL", () => {
  let google: SandboxGoogle;
  let drop: () => Promise<void>;
  const replicas: TestGateway[] = [];
  const at = (n: number) => ({ url: replicas[n]?.url ?? "", token });
  let token: string;
  let session: Record<string, string>;

  beforeAll(async () => {
    const ports = [await freePort(), await freePort()];
    const redirectUris = ports.map((port) => `http://localhost:${port}/integrations/google/callback`);
    google = await startSandboxGoogle({ redirectUris });
    const database = await makePostgres();
    drop = database.drop;
    for (const port of ports)
      replicas.push(await startGateway({ port, shared: { google, databaseUrl: database.url } }));
    token = (await replicas[0]?.owner.newToken())?.value ?? "";
    const clientInfo = { name: "raw", version: "1" };
    const params = { protocolVersion: "2025-11-25", capabilities: CAN, clientInfo };
    const begun = await post(at(0), rpc("initialize", params, 1));
    session = { ...LEGACY, "mcp-session-id": begun.headers.get("mcp-session-id") ?? "" };
  }, 120_000);
  afterAll(async () => {
    for (const replica of replicas) await replica.app.close();
    await google?.close();
    await drop?.();
  });

  test("a session that began at one says at the other what its client can do", async () => {
    const [{ error }] = await messagesOf(await post(at(1), rpc("tools/call", call, 2), session));
    expect(error.code).toBe(-32042);
    expect(error.data.elicitations[0].url).toContain("/connect/");
  });

  test("a state that one made is taken by the other, and the call goes on there", async () => {
    const ask = async (n: number, more: object = {}) => {
      const { headers, body } = modernRequest("tools/call", { ...call, ...more }, CAN);
      const [message] = await messagesOf(await post(at(n), body, headers));
      return message.result;
    };
    const { requestState } = await ask(0);
    const retried = ask(1, { requestState, inputResponses: { connect: { action: "accept" } } });
    await replicas[0]?.owner.connect({ email: "ada@acme.test", tools: ["gmail_list_labels"] });
    expect((await retried).structuredContent).toHaveProperty("items");
  });

  test("a call at one is cancelled by a notification to the other", async () => {
    const fault = google.inject({ path: "/gmail/", hang: true });
    const calling = post(at(0), rpc("tools/call", call, 3), session);
    await until(
      () => fault.hits,
      (hits) => hits === 1,
    );
    const params = { requestId: 3 };
    const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled", params };
    expect((await post(at(1), cancelled, session)).status).toBe(202);
    expect(await messagesOf(await calling)).toEqual([]);
    fault.release();
  });

  test("a session that ended at one has ended at the other", async () => {
    const headers = { authorization: `Bearer ${token}`, ...session };
    expect((await fetch(`${at(0).url}/mcp/gmail`, { method: "DELETE", headers })).status).toBe(204);
    await until(
      async () => (await post(at(1), rpc("ping", {}, 4), session)).status,
      (status) => status === 404,
    );
  });
});
