import { gzipSync } from "node:zlib";
import { ProtocolError } from "@modelcontextprotocol/client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { newApiTokenText } from "../../gateway/identity/secret-text.ts";
import { newId } from "../../gateway/ids.ts";
import { gmail } from "../../mcp-servers/gmail/index.ts";
import { type Agent, connectAgent, rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, movableClock, until } from "../support/look.ts";
import type { Person } from "../support/person.ts";
import { rawHttp } from "../support/raw-http.ts";

const ALL = gmail.tools.map((tool) => tool.name);
const READ = gmail.tools.filter((tool) => tool.effect === "read").map((tool) => tool.name);
const SEND = "/gmail/v1/users/me/messages/send";
const LETTER = { to: ["ben@acme.test"], subject: "Hello", body: "content-that-no-log-holds" };
const clock = movableClock();

let gateway: TestGateway;
let owner: Person;
let google: TestGateway["google"];
let agent: Agent;
let token: { id: string; value: string };
let agentId: string;
let connector: string;

beforeAll(async () => {
  gateway = await startGateway({ clock: clock.now });
  ({ owner, google } = gateway);
  agentId = await owner.newAgent("Mail helper");
  token = await owner.newToken({ agent: agentId });
  agent = await connectAgent(gateway.url, token.value);
});
afterEach(() => {
  clock.reset();
  google.clearFaults();
});
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

/** The names a client sees that connects now: a client may believe an earlier list for some seconds. */
async function listed(): Promise<string[]> {
  const fresh = await connectAgent(gateway.url, token.value);
  const names = (await fresh.tools()).map((t) => t.name);
  await fresh.close();
  return names;
}

const sends = () => google.requests().filter((r) => r.path === SEND).length;
const gmailRequests = () => google.requests().filter((r) => r.path.startsWith("/gmail/")).length;

describe("what a grant and a token allow", () => {
  test("with nothing connected every tool is listed, and calling one says how to connect", async () => {
    expect((await agent.tools()).map((t) => t.name)).toEqual(ALL);
    const answer = await agent.call("gmail_search_threads");
    expect(answer.error).toMatchObject({
      error: "connection_required",
      connect_url: `${gateway.url}/settings/connectors?authorize=google`,
    });
    expect(answer.structured).toBeUndefined();
  });

  test("a tool whose scope was not granted is not listed and is refused", async () => {
    connector = (await owner.authorize({ email: "ada@acme.test", tools: READ })).body.connector.id;
    expect(await listed()).toEqual(READ);
    google.clearRequests();
    const answer = await agent.call("gmail_send_message", LETTER);
    expect(answer.error).toMatchObject({
      error: "scope_missing",
      missing_scopes: ["https://www.googleapis.com/auth/gmail.send"],
      connect_url: `${gateway.url}/settings/connectors?change=${connector}&tools=gmail_send_message`,
    });
    expect(google.requests()).toEqual([]);
  });

  test("a new grant with more tools lists them at once", async () => {
    const { authorization_url } = await owner.api("POST", `/connectors/${connector}/authorize`, {
      tools: ALL,
    });
    await owner.finish(await owner.visitProvider(authorization_url, { email: "ada@acme.test" }));
    expect(await listed()).toEqual(ALL);
  });

  test("hints say what each tool does, all four of them", async () => {
    const tools = new Map((await agent.tools()).map((t) => [t.name, t.annotations]));
    for (const name of READ) {
      const hints = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true };
      expect(tools.get(name), name).toMatchObject(hints);
    }
    expect(tools.get("gmail_send_message")).toMatchObject({
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: true,
    });
  });

  test("a read-only token lists and calls only what reads", async () => {
    const reader = await connectAgent(
      gateway.url,
      (await owner.newToken({ agent: agentId, read_only: true })).value,
    );
    expect((await reader.tools()).map((t) => t.name)).toEqual(READ);
    expect((await reader.call("gmail_list_labels")).isError).toBe(false);
    google.clearRequests();
    expect((await reader.call("gmail_send_message", LETTER)).error?.error).toBe("read_only");
    expect(google.requests()).toEqual([]);
    await reader.close();
  });

  test("a token for other servers is refused with 403", async () => {
    const own = await owner.newToken({ agent: agentId, servers: ["gmail"] });
    expect((await rawCall(gateway.url, own.value, "gmail_list_labels", {})).status).toBe(200);
    const other = await owner.newToken({ agent: agentId, servers: ["slack", "github"] });
    const refused = await rawCall(gateway.url, other.value, "gmail_list_labels", {});
    expect(refused.status).toBe(403);
    expect(((await refused.json()) as { code: string }).code).toBe("server_not_allowed");
    const unknown = await owner.tryApi("POST", "/tokens", { name: "x", agent: agentId, servers: ["jira"] });
    expect(unknown).toMatchObject({ status: 400, body: { code: "bad_request" } });
  });
});

describe("tokens that do not hold", () => {
  const challenged = async (value: string | undefined, code: string) => {
    google.clearRequests();
    const answer = await rawHttp(gateway.url, {
      method: "POST",
      path: "/mcp/gmail",
      headers: {
        ...(value !== undefined && { authorization: `Bearer ${value}` }),
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "gmail_list_labels", arguments: {} },
      }),
    });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toMatch(/^Bearer realm="valetkey"/);
    if (value !== undefined) {
      expect(answer.headers["www-authenticate"]).toContain('error="invalid_token"');
      expect(answer.text + answer.rawHeaders.join(), "the token came back").not.toContain(value);
    }
    expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: "2.0", error: { data: { code } } });
    expect(google.requests()).toEqual([]);
  };

  test("none at all", () => challenged(undefined, "not_signed_in"));
  test("garbage", () => challenged("garbage-token", "token_invalid"));
  test("cut short", () => challenged(token.value.slice(0, -1), "token_invalid"));
  test("a typo", () => challenged(token.value.replace(/.{8}$/, "0".repeat(8)), "token_invalid"));
  test("well-formed, but nobody's", () => challenged(newApiTokenText(newId("tok")), "token_invalid"));
  test("the id of a real token with another secret", () =>
    challenged(newApiTokenText(token.id), "token_invalid"));

  test("another scheme, two tokens, or a token in the address", async () => {
    for (const authorization of [
      `Basic ${token.value}`,
      token.value,
      `Bearer ${token.value} ${token.value}`,
    ]) {
      const answer = await rawHttp(gateway.url, {
        method: "POST",
        path: "/mcp/gmail",
        headers: { authorization },
      });
      expect(answer.status, authorization.slice(0, 8)).toBe(401);
    }
    const path = `/mcp/gmail?access_token=${token.value}`;
    expect((await rawHttp(gateway.url, { method: "POST", path })).status).toBe(401);
  });

  test("a session cookie does not open /mcp", async () => {
    const answer = await owner.fetch("/mcp/gmail", {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    expect(answer.status).toBe(401);
  });

  test("expired", async () => {
    const short = await owner.newToken({ agent: agentId, expires_in_days: 1 });
    expect((await rawCall(gateway.url, short.value, "gmail_list_labels", {})).status).toBe(200);
    clock.advance(86_400_000 + 1_000);
    await challenged(short.value, "token_expired");
  });

  test("revoked while in use: refused right after the answer", async () => {
    const busy = await owner.newToken({ agent: agentId });
    let over = false;
    const statuses: (number | "cut")[] = [];
    const loops = Array.from({ length: 8 }, async () => {
      while (!over) {
        const asked = rawCall(gateway.url, busy.value, "gmail_search_threads", { query: "zz" });
        // What is under way when the token ends gets no answer any more.
        statuses.push(
          await asked.then(
            ({ status }) => status,
            () => "cut" as const,
          ),
        );
      }
    });
    await until(
      () => statuses.length,
      (n) => n >= 16,
    );
    await owner.api("DELETE", `/tokens/${busy.id}`);
    const after = await Promise.all(
      Array.from({ length: 20 }, () =>
        rawCall(gateway.url, busy.value, "gmail_search_threads", { query: "zz" }),
      ),
    );
    over = true;
    await Promise.all(loops);
    expect(new Set(after.map((a) => a.status))).toEqual(new Set([401]));
    expect(statuses.filter((status) => ![200, 401, "cut"].includes(status))).toEqual([]);
    expect(statuses).toContain(200);
    await challenged(busy.value, "token_revoked");
  });
});

describe("wrong calls", () => {
  test("bad arguments are an error an agent can act on, with the fields", async () => {
    google.clearRequests();
    const answer = await agent.call("gmail_search_threads", { page_size: 500, query: 7, colour: "red" });
    expect(answer.error?.error).toBe("bad_argument");
    const paths = (answer.error as { fields?: { path: string }[] } | undefined)?.fields?.map((f) => f.path);
    expect(paths).toEqual(expect.arrayContaining(["page_size", "query"]));
    expect(answer.text).toContain("colour");
    expect(answer.structured).toBeUndefined();
    expect(google.requests()).toEqual([]);
  });

  test("arguments of a wrong kind altogether", async () => {
    for (const args of [[], "x", 7, { connector: 7 }, { connector: "con_of_nobody" }]) {
      const response = await rawCall(gateway.url, token.value, "gmail_search_threads", args as object);
      const text = await response.text();
      expect(text, JSON.stringify(args)).toMatch(/bad_argument|-32602|-32600/);
    }
  });

  test("an unknown tool is a protocol error, and recorded", async () => {
    const error = await agent.call("gmail_delete_everything").catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: -32602 });
    const [row] = await auditRows(gateway, { type: "tool.refused" });
    expect(row?.data).toMatchObject({ code: "unknown_tool", tool: "gmail_delete_everything" });
  });

  test("an unknown server is not there", async () => {
    for (const server of ["jira", "__proto__", "constructor", "gmail%2f..%2fslack"]) {
      const answer = await rawHttp(gateway.url, {
        method: "POST",
        path: `/mcp/${server}`,
        headers: { authorization: `Bearer ${token.value}` },
      });
      expect(answer.status, server).toBe(404);
    }
  });

  test("a body that is too large is refused, however it comes", async () => {
    const large = JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "x".repeat(1_100_000) },
    });
    const headers = {
      authorization: `Bearer ${token.value}`,
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
    };
    const send = (path: string, more: Record<string, string>, body: string | Buffer | string[]) =>
      rawHttp(gateway.url, { method: "POST", path, headers: { ...headers, ...more }, body }).catch(() => ({
        status: 413,
        text: "cut",
      }));
    expect(await send("/mcp/gmail", { "content-length": String(large.length) }, large)).toMatchObject({
      status: 413,
    });
    expect(
      await send("/mcp/gmail", { "transfer-encoding": "chunked" }, [
        large.slice(0, 600_000),
        large.slice(600_000),
      ]),
    ).toMatchObject({ status: 413 });
    expect(await send("/mcp/gmail", { "content-encoding": "gzip" }, gzipSync(large))).toMatchObject({
      status: 413,
    });
    expect(await send("/api/session", {}, large)).toMatchObject({ status: 413 });
    // What is not JSON is not read at all.
    for (const type of ["text/plain", "application/octet-stream", "application/jsonx"]) {
      const { status } = await send("/mcp/gmail", { "content-type": type }, large);
      expect(status, type).toBeGreaterThanOrEqual(400);
    }
    expect((await rawCall(gateway.url, token.value, "gmail_list_labels", {})).status).toBe(200);
  });

  test("a body that is not JSON", async () => {
    const answer = await rawHttp(gateway.url, {
      method: "POST",
      path: "/mcp/gmail",
      headers: { authorization: `Bearer ${token.value}`, "content-type": "application/json" },
      body: '{"jsonrpc": "2.0", ',
    });
    expect(answer.status).toBe(400);
  });
});

describe("who may ask", () => {
  const asked = (headers: Record<string, string>) => rawHttp(gateway.url, { path: "/healthz", headers });

  test("only under the gateway's own names", async () => {
    const { port } = new URL(gateway.url);
    for (const host of [
      `localhost:${port}`,
      `127.0.0.1:${port}`,
      "localhost",
      `[::1]:${port}`,
      "LOCALHOST",
    ]) {
      expect((await asked({ host })).status, host).toBe(200);
    }
    for (const host of [
      "evil.test",
      `evil.test:${port}`,
      "localhost.evil.test",
      "127.0.0.1.evil.test",
      "evil.test#localhost",
      "localhost@evil.test",
    ]) {
      const answer = await asked({ host });
      expect(answer.status, host).toBeGreaterThanOrEqual(400);
      expect(answer.status, host).toBeLessThan(500);
    }
    expect(JSON.parse((await asked({ host: "evil.test" })).text).code).toBe("host_refused");
    // A proxy's word is not believed unless one is configured.
    expect((await asked({ host: "evil.test", "x-forwarded-host": "localhost" })).status).toBe(403);
  });

  test("browsers only from the gateway's own origin", async () => {
    expect((await asked({ origin: gateway.url })).status).toBe(200);
    const { port } = new URL(gateway.url);
    for (const origin of [
      "https://evil.test",
      "null",
      "",
      `https://localhost:${port}`,
      "http://localhost:1",
      `http://localhost:${port}.evil.test`,
    ]) {
      const answer = await asked({ origin });
      expect(answer.status, origin).toBe(403);
      expect(JSON.parse(answer.text).code).toBe("origin_refused");
    }
  });

  test("the same at /mcp, before the token is looked at", async () => {
    for (const headers of [{ host: "evil.test" }, { origin: "https://evil.test" }]) {
      const answer = await rawHttp(gateway.url, {
        method: "POST",
        path: "/mcp/gmail",
        headers: { ...headers, authorization: `Bearer ${token.value}` },
      });
      expect(answer.status).toBe(403);
    }
  });
});

describe("what the provider answers", () => {
  const failing = async (
    fault: Parameters<typeof google.inject>[0],
    name = "gmail_list_labels",
    args = {},
  ) => {
    google.inject({ path: "/gmail/", ...fault });
    const answer = await agent.call(name, args);
    google.clearFaults();
    expect(answer.isError).toBe(true);
    return answer;
  };

  test("429 becomes rate_limited with the time to wait", async () => {
    const answer = await failing({ status: 429, retryAfter: 31 });
    expect(answer.error).toMatchObject({ error: "rate_limited", retry_after_seconds: 31 });
    expect(answer.text).toContain("31 seconds");
  });

  test("403 for a quota is rate_limited too, 403 otherwise no_permission", async () => {
    const quota = {
      error: { code: 403, errors: [{ reason: "userRateLimitExceeded" }], message: "quota of <script>" },
    };
    const limited = await failing({ status: 403, body: quota, retryAfter: 30 });
    expect(limited.error).toMatchObject({ error: "rate_limited", retry_after_seconds: 30 });
    const denied = await failing({
      status: 403,
      body: { error: { message: "a sentence of the provider's" } },
    });
    expect(denied.error?.error).toBe("no_permission");
    expect(denied.text + limited.text).not.toMatch(/sentence|<script>/);
  });

  test("500 is provider_down, without the provider's words", async () => {
    const answer = await failing({ status: 500, body: { error: { message: "stack trace at line 1" } } });
    expect(answer.error?.error).toBe("provider_down");
    expect(answer.text).not.toContain("stack trace");
  });

  test("404 is not_found", async () => {
    const answer = await agent.call("gmail_get_thread", { thread_id: "18c0ffee00000000" });
    expect(answer.error?.error).toBe("not_found");
  });

  test("400 is bad_argument, 409 conflict", async () => {
    expect((await failing({ status: 400 })).error?.error).toBe("bad_argument");
    expect((await failing({ status: 409 })).error?.error).toBe("conflict");
  });

  test("an answer of another shape is the provider's failure, not the gateway's", async () => {
    expect((await failing({ status: 200, body: { labels: "none" } })).error?.error).toBe("provider_down");
  });

  test("a write that fails is not sent twice", async () => {
    google.clearRequests();
    const answer = await failing({ status: 500 }, "gmail_send_message", LETTER);
    expect(answer.error?.error).toBe("provider_down");
    expect(sends()).toBe(1);
  });
});

describe("the record", () => {
  test("a read is one row: who, what, which grant, digest, duration, and no content", async () => {
    const args = { query: "from:billing secret-word-of-the-query", page_size: 3 };
    expect((await agent.call("gmail_search_threads", args)).isError).toBe(false);
    const [row] = await auditRows(gateway, { type: "tool.call" });
    expect(row).toMatchObject({
      outcome: "ok",
      actor: { kind: "agent", id: agentId, label: "Mail helper" },
      target: { kind: "connector", id: connector },
      data: {
        tool: "gmail_search_threads",
        server: "gmail",
        effect: "read",
        connector,
        grant: expect.stringMatching(/^grt_/),
        code: null,
        duration_ms: expect.any(Number),
        provider_bytes: expect.any(Number),
        answer_bytes: expect.any(Number),
        arguments: expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/),
      },
    });
    expect(row?.data.provider_bytes).toBeGreaterThan(Number(row?.data.answer_bytes));
    expect(row?.request_id).toMatch(/^req_/);
    expect(JSON.stringify(row)).not.toContain("secret-word");
    await agent.call("gmail_search_threads", { ...args, include_spam_trash: false });
    await agent.call("gmail_search_threads", { ...args, page_size: 4 });
    const [other, same] = await auditRows(gateway, { type: "tool.call" });
    expect(same?.data.arguments).toBe(row?.data.arguments);
    expect(other?.data.arguments).not.toBe(row?.data.arguments);
  });

  test("a write is recorded as started before it goes out, and ends in a second row", async () => {
    google.clearRequests();
    const fault = google.inject({ path: SEND, hang: true });
    const call = agent.call("gmail_send_message", LETTER);
    await until(sends, (n) => n === 1);
    const [started] = await auditRows(gateway, { type: "tool.call" });
    expect(started).toMatchObject({
      outcome: "started",
      data: { tool: "gmail_send_message", effect: "destructive", duration_ms: null },
    });
    const sentAt = google.requests().find((r) => r.path === SEND)?.at ?? 0;
    expect(Date.parse(started?.at ?? "")).toBeLessThanOrEqual(sentAt);
    fault.release();
    expect((await call).isError).toBe(false);
    const [ended] = await auditRows(gateway, { type: "tool.call" });
    expect(ended).toMatchObject({ outcome: "ok", data: { call: started?.data.call } });
    expect(JSON.stringify([started, ended])).not.toMatch(/content-that|Hello|ben@acme/);
  });

  test("a failed call and a refused one are rows with their code", async () => {
    await agent.call("gmail_get_thread", { thread_id: "18c0ffee00000000" });
    expect((await auditRows(gateway, { type: "tool.call" }))[0]).toMatchObject({
      outcome: "failed",
      data: { code: "not_found" },
    });
    await agent.call("gmail_get_thread", {});
    expect((await auditRows(gateway, { type: "tool.refused" }))[0]).toMatchObject({
      outcome: "refused",
      data: { code: "bad_argument", connector: null },
    });
  });

  test("every call has its row", async () => {
    const before = (await auditRows(gateway, { type: "tool.call" })).length;
    await Promise.all(Array.from({ length: 25 }, () => agent.call("gmail_search_threads", { query: "zz" })));
    expect((await auditRows(gateway, { type: "tool.call" })).length - before).toBe(25);
    expect(await owner.api("POST", "/audit/verify")).toMatchObject({ result: "intact" });
  });

  test("while the log cannot be written nothing runs, and afterwards all of it is there", async () => {
    const { system } = gateway.app.database;
    await system.query(
      `CREATE FUNCTION refuse_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$`,
    );
    await system.query(
      "CREATE TRIGGER refuse_audit BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse_audit()",
    );
    try {
      google.clearRequests();
      const write = await agent.call("gmail_send_message", LETTER);
      expect(write.error?.error).toBe("audit_unavailable");
      expect(sends()).toBe(0);
      for (const [tool, args] of [
        ["gmail_list_labels", {}],
        ["gmail_search_threads", {}],
        ["gmail_send_message", LETTER],
      ] as const) {
        expect((await agent.call(tool, args)).error?.error, tool).toBe("audit_unavailable");
      }
      expect(gmailRequests()).toBe(0);
      const ready = await fetch(`${gateway.url}/readyz`);
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({ checks: { audit: false, database: true } });
      const issued = await owner.tryApi("POST", "/tokens", { name: "x", agent: agentId });
      expect(issued).toMatchObject({ status: 503, body: { code: "audit_unavailable" } });
      expect(JSON.stringify(issued.body)).not.toContain("vk_");
    } finally {
      await system.query("DROP TRIGGER refuse_audit ON audit_events");
      await system.query("DROP FUNCTION refuse_audit()");
    }
    await until(() => gateway.app.audit.healthy(), Boolean, 10_000);
    expect((await agent.call("gmail_list_labels")).isError).toBe(false);
    const rows = await auditRows(gateway, { type: "tool.refused" });
    expect(rows.filter((r) => r.data.code === "audit_unavailable").length).toBeGreaterThanOrEqual(1);
    expect(await owner.api("POST", "/audit/verify")).toMatchObject({ result: "intact" });
  });
});
