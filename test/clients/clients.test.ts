// What every client is owed in detail, with the libraries in this process. What people see in clients of all makes is
// played by `npm run test:clients` (run.ts).
import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
} from "@modelcontextprotocol/client";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as TransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { gmail } from "../../mcp-servers/gmail/index.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { type Recorder, recordTo } from "../support/recorder.ts";

const READ = [
  "gmail_search_threads",
  "gmail_get_thread",
  "gmail_get_message",
  "gmail_get_attachment",
  "gmail_list_labels",
];
const MODERN = /^2026-/;
const LEGACY = /^2025-/;

let gateway: TestGateway;
/** In front of the gateway: which protocol version a client really speaks. */
let door: Recorder;
let authorization: string;

interface Listed {
  name: string;
  annotations?: object | undefined;
  inputSchema: object;
  outputSchema?: object | undefined;
}
interface Called {
  isError?: boolean | undefined;
  content?: unknown;
  structuredContent?: unknown;
}
/** What the story needs of a client, whatever its make. */
interface AnyClient {
  list(): Promise<Listed[]>;
  call(name: string, args: Record<string, unknown>): Promise<Called>;
  close(): Promise<void>;
}

beforeAll(async () => {
  gateway = await startGateway();
  door = await recordTo(gateway.url);
  const { owner } = gateway;
  await owner.authorize({ email: "ada@acme.test", tools: READ });
  authorization = `Bearer ${(await owner.newToken({ agent: await owner.newAgent("Reader") })).value}`;
});
afterAll(async () => {
  await door?.close();
  await gateway?.close();
});

const endpoint = () => new URL(`${door.url}/mcp/gmail`);
const requestInit = () => ({ headers: { authorization } });

async function v1(): Promise<AnyClient> {
  const client = new ClientV1({ name: "v1", version: "1" });
  // The class declares `sessionId` in a way exactOptionalPropertyTypes does not take.
  await client.connect(new TransportV1(endpoint(), { requestInit: requestInit() }) as Transport);
  return {
    list: async () => (await client.listTools()).tools,
    call: async (name, args) => (await client.callTool({ name, arguments: args })) as Called,
    close: () => client.close(),
  };
}

async function v2(mode: "auto" | "legacy"): Promise<AnyClient> {
  const client = new ClientV2({ name: "v2", version: "1" }, { versionNegotiation: { mode } });
  await client.connect(new TransportV2(endpoint(), { requestInit: requestInit() }));
  return {
    list: async () => (await client.listTools()).tools,
    call: async (name, args) => (await client.callTool({ name, arguments: args })) as Called,
    close: () => client.close(),
  };
}

const CLIENTS: [name: string, open: () => Promise<AnyClient> | AnyClient, version: RegExp][] = [
  ["SDK v1", v1, LEGACY],
  ["SDK v2, modern", () => v2("auto"), MODERN],
  ["SDK v2, pinned to legacy", () => v2("legacy"), LEGACY],
];

describe.each(CLIENTS)("%s", (_name, open, version) => {
  test("lists the tools and reads mail, in the version it asked for", { timeout: 60_000 }, async () => {
    door.all.length = 0;
    const client = await open();
    const tools = await client.list();
    expect(tools.map((t) => t.name)).toEqual(READ);
    for (const tool of tools) {
      expect(tool.annotations, tool.name).toMatchObject({
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: true,
      });
      expect(tool.inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(tool.outputSchema).toMatchObject({ type: "object" });
    }

    const found = await client.call("gmail_search_threads", { query: "invoice", page_size: 5 });
    expect(found.isError ?? false).toBe(false);
    const { items } = outputOf("gmail_search_threads").parse(found.structuredContent) as {
      items: { thread_id: string }[];
    };
    expect(items.length).toBeGreaterThan(0);

    const thread = await client.call("gmail_get_thread", { thread_id: items[0]?.thread_id });
    expect(thread.isError ?? false).toBe(false);
    outputOf("gmail_get_thread").parse(thread.structuredContent);
    expect(thread.content).toMatchObject([{ type: "text", text: expect.stringMatching(/.{100}/s) }]);

    const wrong = await client.call("gmail_get_thread", {}).catch((error: unknown) => String(error));
    expect(JSON.stringify(wrong)).toContain("thread_id");
    await client.close();

    const calls = door.all.filter((r) => r.requestBody.includes('"tools/call"'));
    expect(calls.length).toBeGreaterThanOrEqual(3);
    for (const call of calls) expect(call.requestHeaders["mcp-protocol-version"]).toMatch(version);
  });
});

const outputOf = (name: string): z.ZodType => {
  const tool = gmail.tools.find((t) => t.name === name);
  if (!tool) throw new Error(`no tool ${name}`);
  return z.strictObject(tool.output.shape);
};

test("a refusal is no structured content in any client: v1 would hold it against the tool's schema", async () => {
  for (const open of [v1, () => v2("auto"), () => v2("legacy")]) {
    const client = await open();
    await client.list(); // from here on v1 validates
    const refused = await client.call("gmail_get_thread", { thread_id: "18c0ffee00000000" });
    expect(refused).toMatchObject({ isError: true });
    expect(refused.structuredContent).toBeUndefined();
    await client.close();
  }
});

test("200 interleaved calls of two people: no answer crosses", { timeout: 60_000 }, async () => {
  const { owner, google } = gateway;
  const mia = await gateway.member("mia@acme.test");
  const connected = await mia.connect({ email: "ben@acme.test" });
  const ben = connected.body.connector.slug;
  const { connectors } = await owner.api("GET", "/connectors");
  const ada = connectors.find((c: { account: string }) => c.account === "ada@acme.test").slug;
  const open = async (user: string) => {
    const { value } = await owner.newToken({ user });
    const client = new ClientV2({ name: "crossing", version: "1" }, { versionNegotiation: { mode: "auto" } });
    await client.connect(
      new TransportV2(new URL(`${gateway.url}/mcp/gmail`), {
        requestInit: { headers: { authorization: `Bearer ${value}` } },
      }),
    );
    return client;
  };
  const clients = { ada: await open(owner.session.user.id), ben: await open(mia.session.user.id) };
  const subjects = async (email: string) => new Set((await google.mail(email)).map((m) => m.threadId));
  const own = { ada: await subjects("ada@acme.test"), ben: await subjects("ben@acme.test") };
  expect(own.ada.isDisjointFrom(own.ben)).toBe(true);
  google.inject({ path: "/gmail/", delay: 3 });

  const one = async (who: "ada" | "ben", n: number) => {
    const args = { page_size: (n % 5) + 1, ...(who === "ben" && { connector: ben }) };
    const answer = await clients[who].callTool({ name: "gmail_search_threads", arguments: args });
    expect(answer.isError ?? false, JSON.stringify(answer.content)).toBe(false);
    const { items } = answer.structuredContent as { items: { thread_id: string }[] };
    expect(items).toHaveLength(args.page_size);
    for (const { thread_id } of items) expect(own[who].has(thread_id), `${who} got ${thread_id}`).toBe(true);
    expect(answer._meta?.["valetkey/connector"]).toBe(who === "ada" ? ada : ben);
  };
  await Promise.all(Array.from({ length: 200 }, (_, n) => one(n % 2 === 0 ? "ada" : "ben", n)));
  google.clearFaults();
  await Promise.all(Object.values(clients).map((c) => c.close()));
});
