import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { rawCall } from "../support/agent.ts";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, until } from "../support/look.ts";
import type { Person } from "../support/person.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
const GMAIL = "/gmail/";

interface Ending {
  /** `result`, the error's code, or `cut` for a connection that was closed. */
  what: string;
  at: number;
}

/** The JSON-RPC message of an answer, as JSON or as the one event of a stream. */
async function messageOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text) as T;
}

/** What a call comes to, and when the caller knew. */
async function ending(url: string, token: string, args: object = {}): Promise<Ending> {
  try {
    const answer = await messageOf<{
      result?: { isError?: boolean; _meta?: { "valetkey/error"?: { error: string } } };
    }>(await rawCall(url, token, "gmail_search_threads", { query: "one-call-to-google", ...args }));
    const code = answer.result?._meta?.["valetkey/error"]?.error;
    return { what: answer.result?.isError ? (code ?? "unnamed error") : "result", at: performance.now() };
  } catch {
    return { what: "cut", at: performance.now() };
  }
}

const tally = (endings: readonly Ending[]) =>
  Object.fromEntries(
    [...Map.groupBy(endings, (e) => e.what)].map(([what, list]) => [what, list.length] as const).sort(),
  );

/** Calls one after another on each lane until told to stop. */
function keepCalling(url: string, token: string, lanes: number) {
  let over = false;
  const endings: Ending[] = [];
  const all = Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      await sleep(lane * 2); // not all in step
      while (!over) endings.push(await ending(url, token));
    }),
  );
  return {
    /** Waits until so many results have come. */
    results: (n: number) =>
      until(
        () => endings.filter((e) => e.what === "result").length,
        (got) => got >= n,
        15_000,
      ),
    async stop() {
      over = true;
      await all;
      return endings;
    },
  };
}

/** Requests in a row on one connection that never reads. */
async function deafCaller(url: string, token: string, threadId: string, calls: number): Promise<Socket> {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "gmail_get_thread", arguments: { thread_id: threadId } },
  });
  const head = [
    "POST /mcp/gmail HTTP/1.1",
    "host: localhost",
    `authorization: Bearer ${token}`,
    "content-type: application/json",
    "accept: application/json, text/event-stream",
    "mcp-protocol-version: 2025-11-25",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.pause();
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`.repeat(calls));
  return socket;
}

const inFlight = (google: SandboxGoogle) =>
  google.requests().filter((r) => r.path.startsWith(GMAIL) && r.status === 0).length;

/** A thread whose rendering fills a result. */
const long = (at: number) =>
  `From: Chloe <chloe@acme.test>\r\nTo: ada@acme.test\r\nSubject: Long\r\nMessage-ID: <long-${at}@acme.test>\r\nDate: Mon, 2 Nov 2026 08:00:00 +0000\r\n\r\n${`${"All work and no play. ".repeat(40)}\r\n`.repeat(60)}`;

describe("one gateway", () => {
  let gateway: TestGateway;
  let owner: Person;
  let google: SandboxGoogle;
  let token: string;
  let connector: string;

  beforeAll(async () => {
    gateway = await startGateway({
      google: {
        mailbox: {
          labels: [],
          messages: [
            {
              email: "ada@acme.test",
              raw: Buffer.from(long(1)),
              labels: ["INBOX"],
              at: Date.UTC(2026, 10, 2, 8),
            },
          ],
        },
      },
    });
    ({ owner, google } = gateway);
    token = (await owner.newToken({ agent: await owner.newAgent("Reader") })).value;
    connector = (await owner.authorize({ email: "ada@acme.test", tools: READ })).body.connector.id;
  });
  afterEach(async () => {
    google.clearFaults();
    const { connector: now } = await owner.api("GET", `/connectors/${connector}`);
    if (!now.connected) await owner.authorize({ email: "ada@acme.test", tools: READ });
  });
  afterAll(() => gateway?.close());

  test("200 calls under way all end as grant_revoked, and late answers of the provider are dropped", async () => {
    const fault = google.inject({ path: GMAIL, hang: true });
    const calls = Array.from({ length: 200 }, () => ending(gateway.url, token));
    // The egress opens 64 connections; the other calls wait in its line, inside the fence like these.
    await until(
      () => inFlight(google),
      (n) => n === 64,
    );
    await sleep(3_000); // until the last of them is inside, on a busy machine too
    const revoked = await owner.api("POST", `/connectors/${connector}/revoke`);
    expect(revoked.aborted_calls).toBe(200);
    fault.release();
    const endings = await Promise.all(calls);
    expect(tally(endings)).toEqual({ grant_revoked: 200 });
    const rows = (await auditRows(gateway, { type: "tool.refused" })).filter(
      (r) => r.data.code === "grant_revoked",
    );
    expect(rows).toHaveLength(200);
    expect(new Set(rows.map((r) => r.data.connector))).toEqual(new Set([connector]));
    expect(await auditRows(gateway, { type: "tool.call" })).toEqual([]);
    const [ended] = await auditRows(gateway, { type: "grant.ended" });
    expect(ended?.data).toMatchObject({ reason: "revoked", aborted_calls: 200 });
  });

  test("under steady calls no result arrives after the revocation has answered", async () => {
    google.inject({ path: GMAIL, delay: 60 });
    const callers = keepCalling(gateway.url, token, 60);
    await callers.results(90);
    await owner.api("POST", `/connectors/${connector}/revoke`);
    // What had reached this process's sockets by then may take a moment to be read.
    await sleep(15);
    const answeredAt = performance.now();
    await sleep(250);
    const endings = await callers.stop();
    expect(endings.filter((e) => e.what === "result" && e.at > answeredAt)).toEqual([]);
    expect(tally(endings.filter((e) => e.at > answeredAt))).toEqual({
      connection_required: expect.any(Number),
    });
  });

  test("calls that start while the revocation is under way get no result after it", async () => {
    google.inject({ path: GMAIL, delay: 30 });
    let answeredAt = Number.POSITIVE_INFINITY;
    const revoking = owner.api("POST", `/connectors/${connector}/revoke`).then(async () => {
      await sleep(15);
      answeredAt = performance.now();
    });
    const calls: Promise<Ending>[] = [];
    while (answeredAt === Number.POSITIVE_INFINITY) {
      calls.push(ending(gateway.url, token));
      await sleep(1);
    }
    await revoking;
    const endings = await Promise.all(calls);
    expect(endings.filter((e) => e.what === "result" && e.at > answeredAt)).toEqual([]);
    for (const { what } of endings)
      expect(["result", "grant_revoked", "connection_required"]).toContain(what);
  });

  test("a connection that does not read its answer is cut", async () => {
    const found = await rawCall(gateway.url, token, "gmail_search_threads", {});
    const { result } = await messageOf<{ result: { structuredContent: { items: { thread_id: string }[] } } }>(
      found,
    );
    const threadId = result.structuredContent.items[0]?.thread_id ?? "";
    google.clearRequests();
    const deaf = await deafCaller(gateway.url, token, threadId, 150);
    // Every call has its answer from Google; what does not fit the sockets waits in the gateway.
    await until(
      () => google.requests().filter((r) => r.status === 200).length,
      (n) => n >= 150,
      15_000,
    );
    await sleep(300);
    let sawEnd = false;
    deaf.once("close", () => {
      sawEnd = true;
    });
    const revoked = await owner.api("POST", `/connectors/${connector}/revoke`);
    expect(revoked.aborted_calls, "everything fitted the sockets: nothing was left to cut").toBeGreaterThan(
      0,
    );
    expect(revoked.fenced_in_ms).toBeGreaterThan(350);
    expect(revoked.fenced_in_ms).toBeLessThan(1_500);
    deaf.resume();
    await until(() => sawEnd, Boolean);
    expect((await ending(gateway.url, token)).what).toBe("connection_required");
  });

  test("a caller that goes away mid-call leaves nothing for a revocation to wait for", async () => {
    google.inject({ path: GMAIL, hang: true });
    const gone = new AbortController();
    const call = rawCall(gateway.url, token, "gmail_search_threads", {}, { signal: gone.signal }).catch(
      () => "gone",
    );
    await until(
      () => inFlight(google),
      (n) => n === 1,
    );
    gone.abort();
    await call;
    const row = await until(
      async () => (await auditRows(gateway, { type: "tool.call", outcome: "failed" }))[0],
      (r) => r?.data.code === "cancelled",
    );
    expect(row).toMatchObject({ target: { id: connector } });
    const revoked = await owner.api("POST", `/connectors/${connector}/revoke`);
    expect(revoked.aborted_calls).toBe(0);
  });

  test("a grant that is replaced fences the calls under the old one; the new one serves at once", async () => {
    const fault = google.inject({ path: GMAIL, hang: true });
    const calls = Array.from({ length: 20 }, () => ending(gateway.url, token));
    await until(
      () => inFlight(google),
      (n) => n === 20,
    );
    const again = await owner.api("POST", `/connectors/${connector}/authorize`, {});
    const done = await owner.finish(
      await owner.visitProvider(again.authorization_url, { email: "ada@acme.test" }),
    );
    expect(done.body).toMatchObject({ reconnected: true, connector: { id: connector } });
    fault.release();
    expect(tally(await Promise.all(calls))).toEqual({ grant_revoked: 20 });
    expect((await ending(gateway.url, token)).what).toBe("result");
  });

  test("a revocation of one connector leaves the calls of another alone", async () => {
    const ben = (await owner.connect({ email: "ben@acme.test" })).body.connector;
    const own = (await owner.newToken()).value;
    const fault = google.inject({ path: GMAIL, hang: true });
    const call = ending(gateway.url, own, { connector: ben.slug });
    await until(
      () => inFlight(google),
      (n) => n === 1,
    );
    expect((await owner.api("POST", `/connectors/${connector}/revoke`)).aborted_calls).toBe(0);
    fault.release();
    expect((await call).what).toBe("result");
    await owner.api("DELETE", "/integrations/google");
  });
});

if (!postgresUrl)
  console.warn("SKIPPED: the fence across two gateways (needs PostgreSQL: npm run test:postgres)");

describe.runIf(postgresUrl)("two gateways on one PostgreSQL", () => {
  let database: Awaited<ReturnType<typeof makePostgres>>;
  let google: SandboxGoogle;
  let one: TestGateway;
  let two: TestGateway;
  let token: string;
  let connector: string;
  let ownListener: number | undefined;

  beforeAll(async () => {
    database = await makePostgres();
    const ports = [await freePort(), await freePort()] as const;
    const redirectUris = ports.map((port) => `http://localhost:${port}/integrations/google/callback`);
    google = await startSandboxGoogle({ redirectUris });
    const shared = { google, databaseUrl: database.url };
    one = await startGateway({ shared, port: ports[0] });
    [ownListener] = await until(listeners, (pids) => pids.length === 1);
    two = await startGateway({ shared, port: ports[1] });
    token = (await one.owner.newToken({ agent: await one.owner.newAgent("Reader") })).value;
  });
  beforeAll(async () => {
    connector = (await one.owner.authorize({ email: "ada@acme.test", tools: READ })).body.connector.id;
  });
  afterEach(async () => {
    google.clearFaults();
    await one.owner.authorize({ email: "ada@acme.test", tools: READ });
  });
  afterAll(async () => {
    await one?.close();
    await two?.close();
    await google?.close();
    await database?.drop();
  });

  test("200 calls under way at both gateways all end as grant_revoked", async () => {
    const fault = google.inject({ path: GMAIL, hang: true });
    const calls = [one, two].flatMap((g) => Array.from({ length: 100 }, () => ending(g.url, token)));
    await until(
      () => inFlight(google),
      (n) => n === 128,
    );
    await sleep(3_000); // until the last of them is inside, on a busy machine too
    await one.owner.api("POST", `/connectors/${connector}/revoke`);
    fault.release();
    expect(tally(await Promise.all(calls))).toEqual({ grant_revoked: 200 });
  });

  test("revoked at one, no result leaves the other after that", async () => {
    google.inject({ path: GMAIL, delay: 60 });
    const callers = keepCalling(two.url, token, 40);
    await callers.results(60);
    await one.owner.api("POST", `/connectors/${connector}/revoke`);
    await sleep(15);
    const answeredAt = performance.now();
    await sleep(250);
    const endings = await callers.stop();
    expect(tally(endings).result).toBeGreaterThan(0);
    expect(endings.filter((e) => e.what === "result" && e.at > answeredAt)).toEqual([]);
  });

  test("an API token revoked at one is refused by the other at once", async () => {
    const spare = await one.owner.newToken();
    expect((await rawCall(two.url, spare.value, "gmail_list_labels", {})).status).toBe(200);
    await one.owner.api("DELETE", `/tokens/${spare.id}`);
    expect((await rawCall(two.url, spare.value, "gmail_list_labels", {})).status).toBe(401);
  });

  test("a gateway whose notification connection breaks right before the revocation hands out nothing late", async () => {
    const fault = google.inject({ path: GMAIL, hang: true });
    const calls = Array.from({ length: 30 }, () => ending(two.url, token));
    await until(
      () => inFlight(google),
      (n) => n === 30,
    );
    await cutListener();
    await until(
      () => two.app.database.db.channel.fresh(),
      (fresh) => !fresh,
    );
    await one.owner.api("POST", `/connectors/${connector}/revoke`);
    // It listens again and trusts its caches again; what it missed must not matter.
    await until(() => two.app.database.db.channel.fresh(), Boolean);
    fault.release();
    expect(tally(await Promise.all(calls))).toEqual({ grant_revoked: 30 });
    expect((await ending(two.url, token)).what).toBe("connection_required");
  });

  test("nor while its notification connection is still away", async () => {
    google.inject({ path: GMAIL, delay: 60 });
    const callers = keepCalling(two.url, token, 20);
    await callers.results(30);
    let cutting = true;
    const cutter = (async () => {
      while (cutting) await cutListener();
    })();
    await sleep(100);
    await one.owner.api("POST", `/connectors/${connector}/revoke`);
    await sleep(15);
    const answeredAt = performance.now();
    await sleep(250);
    const endings = await callers.stop();
    cutting = false;
    await cutter;
    expect(endings.filter((e) => e.what === "result" && e.at > answeredAt)).toEqual([]);
    await until(() => two.app.database.db.channel.fresh(), Boolean, 15_000);
  });

  /** The backends that listen: each sends itself a beat four times a second. */
  async function listeners(): Promise<number[]> {
    const sample = async () => {
      const { rows } = await one.app.database.system.query(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_notify%'
         AND query_start > clock_timestamp() - interval '400 milliseconds'`,
      );
      return rows.map((row) => Number(row.pid));
    };
    const first = await sample();
    await sleep(260);
    const second = await sample();
    return first.filter((pid) => second.includes(pid));
  }

  /** Breaks the connection the second gateway listens on; its pool stays. */
  async function cutListener(): Promise<void> {
    for (const pid of await listeners()) {
      if (pid !== ownListener) await one.app.database.system.query("SELECT pg_terminate_backend($1)", [pid]);
    }
  }
});
