import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Agent, connectAgent, rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import type { Person } from "../support/person.ts";
import { rawHttp } from "../support/raw-http.ts";
import { operationsBelow } from "../support/routes.ts";

const ALL = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels", "gmail_send_message"];
let gateway: TestGateway;
let owner: Person;
let agent: Agent;
let token: string;

beforeAll(async () => {
  gateway = await startGateway();
  owner = gateway.owner;
  await owner.authorize({ email: "ada@acme.test", tools: ALL });
  token = (await owner.newToken({ agent: await owner.newAgent("Helper") })).value;
  agent = await connectAgent(gateway.url, token);
});
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

const base = () => `/api/workspaces/${owner.session.workspace.id}`;
const isPolluted = () => "polluted" in {};

describe("ids in a tool's arguments", () => {
  const IDS = [
    "..",
    ".",
    "../labels",
    "..%2flabels",
    "..%2Flabels%2FINBOX",
    "%2e%2e/labels",
    "a/../../../labels",
    "/labels",
    "//evil.test/x",
    "https://evil.test/x",
    "abc?format=raw",
    "abc#fragment",
    "abc&alt=media",
    "abc;x=1",
    "abc\\..\\labels",
    "abc\r\nX-Injected: 1",
    "abc\u0000def",
    "abc def",
    "me/messages/send",
    "@evil.test",
    "\ud800",
    "ü".repeat(20),
  ];

  test("stay one segment of the path they belong to, or are refused", async () => {
    gateway.google.clearRequests();
    for (const thread_id of IDS) {
      const answer = await agent.call("gmail_get_thread", { thread_id });
      expect(answer.isError, JSON.stringify(thread_id)).toBe(true);
      expect(["bad_argument", "not_found"], `${JSON.stringify(thread_id)}: ${answer.text}`).toContain(
        answer.error?.error,
      );
    }
    for (const { method, path, search } of gateway.google.requests()) {
      expect(`${method} ${path}`).toMatch(/^GET \/gmail\/v1\/users\/me\/threads\/[^/?#]+$/);
      expect(search).not.toMatch(/raw|alt=|x=1/);
    }
  });

  test("the same for a message that is answered: nothing is sent", async () => {
    gateway.google.clearRequests();
    for (const reply_to_message_id of IDS) {
      const answer = await agent.call("gmail_send_message", { body: "x", reply_to_message_id });
      expect(answer.isError, JSON.stringify(reply_to_message_id)).toBe(true);
    }
    expect(gateway.google.requests().filter((r) => r.method !== "GET")).toEqual([]);
  });

  test("a query cannot bring parameters of its own", async () => {
    gateway.google.clearRequests();
    const query = "x&includeSpamTrash=true&key=1#frag\r\nHost: evil.test";
    expect((await agent.call("gmail_search_threads", { query })).isError).toBe(false);
    const list = gateway.google.requests().find((r) => r.path.endsWith("/threads"));
    const search = new URLSearchParams(list?.search);
    expect(search.get("q")).toBe(query);
    expect(search.get("includeSpamTrash")).toBe("false");
    expect(search.has("key")).toBe(false);
  });

  test("mail headers cannot be injected", async () => {
    gateway.google.clearRequests();
    for (const letter of [
      { to: ["ben@acme.test\r\nBcc: evil@evil.test"], subject: "x" },
      { to: ["ben@acme.test"], subject: "x\r\nBcc: evil@evil.test" },
      { to: ["ben@acme.test"], subject: "x\nBcc: evil@evil.test" },
      { to: ["ben@acme.test"], cc: ["Ben <ben@acme.test>\nBcc: evil@evil.test"], subject: "x" },
    ]) {
      const answer = await agent.call("gmail_send_message", { body: "x", ...letter });
      expect(answer.error?.error, JSON.stringify(letter)).toBe("bad_argument");
    }
    expect(gateway.google.requests().filter((r) => r.method === "POST")).toEqual([]);
  });
});

describe("the API", () => {
  const STRANGE = [
    "%00",
    "con_%00x",
    "..%2f..%2fx",
    "con_x%0d%0aSet-Cookie:%20a=b",
    "%ff%fe",
    "%",
    "__proto__",
    "constructor",
    "x".repeat(5_000),
    "%F0%9F%92%A9",
    "'%20OR%201=1--",
  ];

  test("strange ids are not there; they break nothing", async () => {
    const withId = operationsBelow.filter((op) => /:(id|seq|service|provider)/.test(op.path));
    expect(withId.length).toBeGreaterThan(8);
    for (const op of withId) {
      for (const strange of STRANGE) {
        const path = base() + op.path.replace(/:\w+/, strange);
        const answer = await rawHttp(gateway.url, {
          method: op.method.toUpperCase(),
          path,
          headers: {
            cookie: owner.cookie,
            "x-valetkey-csrf": owner.session.csrf,
            "content-type": "application/json",
          },
          ...(op.method === "post" && { body: "{}" }),
        });
        expect(
          [400, 404, 409],
          `${op.method} ${op.path} with ${strange.slice(0, 30)}: ${answer.text}`,
        ).toContain(answer.status);
        expect(answer.headers["set-cookie"]).toBeUndefined();
      }
    }
  });

  test("strange queries are refused or ignored, never a failure", async () => {
    for (const query of [
      "type[]=x",
      "type=a&type=b",
      "__proto__[polluted]=1",
      "constructor[prototype][polluted]=1",
      "page_size=1e9",
      "page_size=-1",
      "page_size=NaN",
      "cursor=%00",
      "cursor=c2VxOi0x",
      "from=yesterday",
      "to=2026-13-45T99:99:99Z",
      "type=%00",
      "actor=%00",
      "target=%ff",
      "unknown=1",
    ]) {
      const answer = await owner.tryApi("GET", `/audit?${query}`);
      expect([200, 400], `${query}: ${JSON.stringify(answer.body).slice(0, 200)}`).toContain(answer.status);
    }
    expect(isPolluted()).toBe(false);
  });

  test("strange bodies are refused with the fields that are wrong", async () => {
    const post = async (path: string, body: string) =>
      rawHttp(gateway.url, {
        method: "POST",
        path: base() + path,
        headers: {
          cookie: owner.cookie,
          "x-valetkey-csrf": owner.session.csrf,
          "content-type": "application/json",
        },
        body,
      });
    const bodies = [
      '{"__proto__":{"polluted":1},"name":"x"}',
      '{"constructor":{"prototype":{"polluted":1}},"name":"x"}',
      '{"name":{"__proto__":{"polluted":1}}}',
      '{"name":["x"]}',
      '{"name":null}',
      '{"name":""}',
      '{"name":"   "}',
      `{"name":"${"x".repeat(100)}"}`,
      '{"name":"x","extra":1}',
      "[]",
      "null",
      '"x"',
      "1",
      "{",
      '{"name":"a","name":{}}',
      `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
    ];
    for (const body of bodies) {
      const answer = await post("/agents", body);
      expect(answer.status, `${body.slice(0, 60)}: ${answer.text}`).toBe(400);
      expect(JSON.parse(answer.text).code).toBe("bad_request");
    }
    expect(isPolluted()).toBe(false);
  });

  test("a character that no database takes is the sender's mistake, wherever it stands", async () => {
    const nul = "a\u0000b";
    for (const [method, path, body] of [
      ["POST", "/agents", { name: nul }],
      ["POST", "/members", { email: "n@acme.test", name: nul, role: "member" }],
      ["POST", "/tokens", { name: nul, user: owner.session.user.id }],
      ["POST", "/tokens", { name: "x", agent: nul }],
      ["POST", "/connectors", { provider: "google", tools: ALL, name: nul }],
      ["POST", "/integrations/google", { connector: nul }],
      ["POST", "/integrations/google/callback", { state: nul, code: nul }],
      ["GET", "/integrations/google/auth_link?connector=%00", undefined],
      ["DELETE", "/integrations/google?connector=%00", undefined],
    ] as const) {
      const answer = await owner.tryApi(method, path, body);
      expect([400, 404], `${method} ${path}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
    }
  });

  test("half of a surrogate pair is no failure either", async () => {
    const answer = await owner.tryApi("POST", "/agents", { name: "half \ud83d pair" });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
  });
});

describe("MCP", () => {
  test("strange tool names and arguments are answered, not echoed into a failure", async () => {
    for (const name of [
      "__proto__",
      "constructor",
      "toString",
      "",
      "gmail_get_thread\u0000",
      "x".repeat(5_000),
      "../x",
      "\u001b[31mred",
    ]) {
      const response = await rawCall(gateway.url, token, name, {});
      expect(response.status, name.slice(0, 20)).toBeLessThan(500);
      expect(await response.text(), name.slice(0, 20)).toMatch(/-32602|Unknown tool|bad_argument/);
    }
    const pollution =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"gmail_search_threads","arguments":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}}';
    const response = await rawHttp(gateway.url, {
      method: "POST",
      path: "/mcp/gmail",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2025-11-25",
      },
      body: pollution,
    });
    expect(response.text).toContain("bad_argument");
    expect(isPolluted()).toBe(false);
  });

  test("messages that are not calls do no harm", async () => {
    const send = (body: string) =>
      rawHttp(gateway.url, {
        method: "POST",
        path: "/mcp/gmail",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "mcp-protocol-version": "2025-11-25",
        },
        body,
      });
    for (const body of [
      "[]",
      "null",
      "1",
      '"x"',
      "{}",
      '{"jsonrpc":"1.0","id":1,"method":"tools/list"}',
      '{"jsonrpc":"2.0","id":{},"method":"tools/list"}',
      '{"jsonrpc":"2.0","id":1,"method":"__proto__"}',
      '{"jsonrpc":"2.0","id":1,"method":"resources/list"}',
      '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}',
      '{"jsonrpc":"2.0","id":1,"result":{}}',
    ]) {
      expect((await send(body)).status, body).toBeLessThan(500);
    }
    expect((await rawCall(gateway.url, token, "gmail_list_labels", {})).status).toBe(200);
  });
});

describe("the log and the record", () => {
  test("what people write cannot forge a line or steer a terminal", async () => {
    const forged = 'Eve\n{"level":"error","msg":"forged"}\r\n\u001b[2J\u202eevil\u2028x';
    await owner.api("POST", "/agents", { name: forged });
    await owner.tryApi("POST", "/agents", { name: forged });
    await rawCall(gateway.url, token, forged, {});
    for (const line of gateway.logLines) {
      expect(line.trimEnd().split("\n")).toHaveLength(1);
      expect(JSON.parse(line)).not.toMatchObject({ msg: "forged" });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them is the point
      expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u202e\u2028]/);
    }
    const rows = await auditRows(gateway);
    const text = JSON.stringify(rows);
    expect(text).not.toMatch(/\\u00|\\n|\\r|\u202e|\u2028/);
    expect(rows.find((r) => r.type === "agent.created")?.target.label).toContain("Eve");
    expect(await owner.api("POST", "/audit/verify")).toMatchObject({ result: "intact" });
    const exported = await (await owner.fetch(`${base()}/audit/export`)).text();
    for (const line of exported.trimEnd().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
  });

  test("no request made the gateway fail", () => {
    const failures = gateway.logLines.filter((line) => line.includes('"level":"error"'));
    expect(failures).toEqual([]);
  });
});
