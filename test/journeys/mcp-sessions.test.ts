import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LEGACY, legacyClient, messagesOf, modernClient, modernRequest, post } from "../support/eras.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, until } from "../support/look.ts";

const GMAIL = "/gmail/";
const call = { name: "gmail_list_labels", arguments: {} };
let gateway: TestGateway;
let token: string;

beforeAll(async () => {
  gateway = await startGateway();
  token = (await gateway.owner.newToken()).value;
  await gateway.owner.authorize({
    email: "ada@acme.test",
    tools: ["gmail_list_labels", "gmail_search_threads", "gmail_get_thread"],
  });
});
afterEach(() => gateway.google.clearFaults());
afterAll(() => gateway?.close());

const at = () => ({ url: gateway.url, token });
const rpc = (method: string, params?: object, id: number | string = 1) => ({
  jsonrpc: "2.0",
  id,
  method,
  ...(params && { params }),
});
const inFlight = () =>
  gateway.google.requests().filter((one) => one.path.startsWith(GMAIL) && one.status === 0).length;
const withSession = (session: string) => ({ ...LEGACY, "mcp-session-id": session });

/** A client that begins by hand, to see the headers. */
async function begin(as = token, capabilities: object = {}): Promise<string> {
  const params = { protocolVersion: "2025-11-25", capabilities, clientInfo: { name: "raw", version: "1" } };
  const response = await post({ ...at(), token: as }, rpc("initialize", params));
  expect(response.status).toBe(200);
  return response.headers.get("mcp-session-id") ?? "";
}

describe("a session of 2025-11-25", () => {
  test("is given at initialize and goes with every call; one message is answered as JSON", async () => {
    const { client, session, close } = await legacyClient(at());
    expect(session).toMatch(/^[\x21-\x7e]{40,400}$/);
    expect((await client.callTool(call)).isError).toBeFalsy();
    await close();
    const response = await post(at(), rpc("tools/call", call), withSession(session));
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect((await messagesOf(response))[0].result.structuredContent).toHaveProperty("items");
  });

  test("is of its subject and endpoint alone: with somebody else's id the answer is 404", async () => {
    const session = await begin();
    const mia = await gateway.member("mia@acme.test");
    const others = (await gateway.owner.newToken({ user: mia.session.user.id })).value;
    const stolen = await post({ ...at(), token: others }, rpc("tools/list"), withSession(session));
    expect(stolen.status).toBe(404);
    expect((await messagesOf(stolen))[0].error.code).toBe(-32001);
    expect(
      (await post({ ...at(), path: "/mcp/slack" }, rpc("tools/list"), withSession(session))).status,
    ).toBe(404);
    for (const wrong of [`${session}x`, session.slice(1), "made-up"])
      expect((await post(at(), rpc("tools/list"), withSession(wrong))).status).toBe(404);
    expect((await post(at(), rpc("tools/list"), withSession(session))).status).toBe(200);
  });

  test("goes on with a new token of the same subject", async () => {
    const session = await begin();
    const renewed = (await gateway.owner.newToken()).value;
    expect((await post({ ...at(), token: renewed }, rpc("ping"), withSession(session))).status).toBe(200);
  });

  test("ends by DELETE, and then is not found", async () => {
    const session = await begin();
    const end = (id: string) =>
      fetch(`${gateway.url}/mcp/gmail`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${token}`, ...withSession(id) },
      });
    expect((await end(session)).status).toBe(204);
    expect((await post(at(), rpc("ping"), withSession(session))).status).toBe(404);
    expect((await end("made-up")).status).toBe(404);
    const { transport, client } = await legacyClient(at());
    await transport.terminateSession();
    await client.close();
  });

  test("has its stream of changes, which ends with it and opens for nobody else", async () => {
    const session = await begin();
    const open = (id: string) =>
      fetch(`${gateway.url}/mcp/gmail`, {
        headers: { authorization: `Bearer ${token}`, accept: "text/event-stream", ...withSession(id) },
      });
    expect((await open("made-up")).status).toBe(404);
    const stream = await open(session);
    expect(stream.status).toBe(200);
    const read = stream.text(); // resolves at its end
    await fetch(`${gateway.url}/mcp/gmail`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${token}`, ...withSession(session) },
    });
    expect(await read).toContain(": open");
    expect((await open(session)).status).toBe(404);
  });

  test("is none of the newer protocol, which has neither GET nor DELETE", async () => {
    for (const method of ["GET", "DELETE"]) {
      const response = await fetch(`${gateway.url}/mcp/gmail`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "text/event-stream",
          "mcp-protocol-version": "2026-07-28",
        },
      });
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("POST");
    }
  });

  test("a client without one is served all the same", async () => {
    const [{ result }] = await messagesOf(await post(at(), rpc("tools/list"), LEGACY));
    expect(result.tools.length).toBeGreaterThan(1);
  });
});

describe("what the protocol refuses", () => {
  test("an unknown method of the older protocol is a JSON-RPC error, not a broken transport", async () => {
    const response = await post(at(), rpc("nothing/like_this"), LEGACY);
    expect(response.status).toBe(200);
    expect((await messagesOf(response))[0]).toMatchObject({ id: 1, error: { code: -32601 } });
  });

  test("versions and headers that do not fit", async () => {
    const unknown = await post(at(), rpc("ping"), { "mcp-protocol-version": "2020-01-01" });
    expect(unknown.status).toBe(400);
    const deaf = await post(at(), rpc("ping"), { ...LEGACY, accept: "application/json" });
    expect(deaf.status).toBe(406);
    const { headers, body } = modernRequest("tools/call", call);
    const mismatch = await post(at(), body, { ...headers, "mcp-name": "gmail_send_message" });
    expect(mismatch.status).toBe(400);
    expect((await messagesOf(mismatch))[0].error.code).toBe(-32020);
    const later = modernRequest("server/discover", {});
    later.body.params._meta["io.modelcontextprotocol/protocolVersion"] = "2099-01-01";
    const future = await post(at(), later.body, { ...later.headers, "mcp-protocol-version": "2099-01-01" });
    expect(future.status).toBe(400);
    expect((await messagesOf(future))[0].error).toMatchObject({
      code: -32022,
      data: { supported: expect.arrayContaining(["2026-07-28"]) },
    });
  });

  test("what the conformance suite is served is served to nobody else", async () => {
    expect((await post({ ...at(), path: "/mcp/everything" }, rpc("tools/list"), LEGACY)).status).toBe(404);
  });

  test("discover says what there is, for this client alone", async () => {
    const { headers, body } = modernRequest("server/discover", {});
    const [{ result }] = await messagesOf(await post(at(), body, headers));
    expect(result).toMatchObject({
      supportedVersions: expect.arrayContaining(["2026-07-28"]),
      capabilities: { tools: { listChanged: true } },
      cacheScope: "private",
    });
  });
});

describe("cancellation", () => {
  let before = 0;
  const rows = async () =>
    (await auditRows(gateway, { type: "tool.call" })).filter(({ data }) => data.code === "cancelled").length;
  /** The provider never answers here: that the call is over shows that its request was ended. */
  const ended = () => until(rows, (now) => now === before + 1);
  beforeEach(async () => {
    before = await rows();
  });

  const cancelled = (requestId: number) => ({
    jsonrpc: "2.0",
    method: "notifications/cancelled",
    params: { requestId },
  });

  test("by notification ends the provider's request, and the call has no result", async () => {
    gateway.google.inject({ path: GMAIL, hang: true });
    const session = await begin();
    const calling = post(at(), rpc("tools/call", call, 41), withSession(session));
    await until(inFlight, (n) => n === 1);
    const said = await post(at(), cancelled(41), withSession(session));
    expect(said.status).toBe(202);
    const response = await calling;
    expect(response.status).toBe(200);
    expect(await messagesOf(response)).toEqual([]);
    await ended();
  });

  test("by the official client of 2025-11-25", async () => {
    gateway.google.inject({ path: GMAIL, hang: true });
    const { client, close } = await legacyClient(at());
    const abort = new AbortController();
    const calling = client.callTool(call, undefined, { signal: abort.signal }).catch(() => "given up");
    await until(inFlight, (n) => n === 1);
    abort.abort();
    expect(await calling).toBe("given up");
    await ended();
    await close();
  });

  test("by the official client of 2026-07-28, which closes its stream", async () => {
    gateway.google.inject({ path: GMAIL, hang: true });
    const client = await modernClient(at());
    const abort = new AbortController();
    const calling = client.callTool(call, { signal: abort.signal }).catch(() => "given up");
    await until(inFlight, (n) => n === 1);
    abort.abort();
    expect(await calling).toBe("given up");
    await ended();
    await client.close();
  });

  test("of somebody else's call, of another session's or without a session does nothing", async () => {
    const fault = gateway.google.inject({ path: GMAIL, hang: true });
    const [mine, another] = [await begin(), await begin()];
    const calling = post(at(), rpc("tools/call", call, 7), withSession(mine));
    await until(inFlight, (n) => n === 1);
    await post(at(), cancelled(7), withSession(another));
    await post(at(), cancelled(7), LEGACY);
    const mia = await gateway.member("mo@acme.test");
    const others = (await gateway.owner.newToken({ user: mia.session.user.id })).value;
    expect((await post({ ...at(), token: others }, cancelled(7), withSession(mine))).status).toBe(404);
    await post(at(), cancelled(8), withSession(mine));
    expect(inFlight()).toBe(1);
    fault.release();
    expect((await messagesOf(await calling))[0].result.isError).toBeFalsy();
  });

  test("by the end of the session ends its calls", async () => {
    gateway.google.inject({ path: GMAIL, hang: true });
    const session = await begin();
    const calling = post(at(), rpc("tools/call", call, "a"), withSession(session));
    await until(inFlight, (n) => n === 1);
    await fetch(`${gateway.url}/mcp/gmail`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${token}`, ...withSession(session) },
    });
    expect(await messagesOf(await calling)).toEqual([]);
    await ended();
  });
});

describe("progress", () => {
  const SLOW = { status: 429, retryAfter: 1, times: 1 } as const;

  test("is told to clients of both eras that ask, on the answer of that call alone", async () => {
    const { client: legacy, close } = await legacyClient(at());
    const modern = await modernClient(at());
    for (const client of [legacy, modern]) {
      gateway.google.inject({ path: GMAIL, ...SLOW });
      const told: { progress: number; message?: string | undefined }[] = [];
      const onprogress = (one: (typeof told)[number]) => void told.push(one);
      const result = await (client === legacy
        ? legacy.callTool(call, undefined, { onprogress })
        : modern.callTool(call, { onprogress }));
      expect(result.isError).toBeFalsy();
      expect(told[0]?.message).toMatch(/asks to slow down/);
    }
    await close();
    await modern.close();
  });

  test("goes to nobody who did not ask, and never to another caller", async () => {
    gateway.google.inject({ path: GMAIL, ...SLOW, times: 2 });
    const ask = (progressToken?: string) =>
      post(
        at(),
        rpc("tools/call", { ...call, ...(progressToken && { _meta: { progressToken } }) }),
        LEGACY,
      ).then(messagesOf);
    const [asked, silent] = await Promise.all([ask("mine"), ask()]);
    expect(silent).toHaveLength(1);
    const notes = asked.filter(({ method }) => method === "notifications/progress");
    expect(notes.length).toBeGreaterThan(0);
    for (const { params } of notes) expect(params.progressToken).toBe("mine");
    expect(asked.at(-1)).toHaveProperty("result"); // nothing comes after the result
  });
});

test("the caller's trace is in the log of its request, under a span of ours, and goes no further", async () => {
  const id = "4bf92f3577b34da6a3ce929d0e0e4736";
  const parent = "00f067aa0ba902b7";
  const traceparent = `00-${id}-${parent}-01`;
  gateway.google.clearRequests();
  await post(at(), rpc("tools/call", call), { ...LEGACY, traceparent });
  const { headers, body } = modernRequest("tools/call", call);
  Object.assign(body.params._meta, { traceparent });
  await post(at(), body, headers);
  const lines = await until(
    () => gateway.logLines.map((line) => JSON.parse(line)).filter(({ trace }) => trace === id),
    (found) => found.length === 2,
  );
  for (const { span } of lines) expect(span).toMatch(/^[0-9a-f]{16}$/);
  expect(new Set(lines.map(({ span }) => span)).size).toBe(2);
  expect(JSON.stringify(gateway.google.requests())).not.toContain(id);
});
