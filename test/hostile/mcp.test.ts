import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { LEGACY, messagesOf, modernRequest, post } from "../support/eras.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, movableClock } from "../support/look.ts";
import { rawHttp } from "../support/raw-http.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { isPolluted, READ } from "./helpers.ts";

/** What clients carry between requests - session ids, requestState, tokens, links - in other hands than their own. */
const clock = movableClock();
const CAN = { elicitation: { url: {} } };
const ASKS = { name: "slack_list_channels", arguments: {} };
const LABELS = { name: "gmail_list_labels", arguments: {} };
let gateway: TestGateway;
let owner: TestGateway["owner"];
let token: string;
/** Everybody who is not the owner's first program. */
const strangers = new Map<string, string>();

beforeAll(async () => {
  gateway = await startGateway({ clock: clock.now });
  owner = gateway.owner;
  await owner.authorize({ email: "ada@acme.test", tools: READ });
  token = (await owner.newToken()).value;
  const mia = (await gateway.member("mia@acme.test")).session.user.id;
  strangers.set("a colleague", (await owner.newToken({ user: mia })).value);
  const robot = await owner.newAgent("Robot");
  strangers.set("an agent", (await owner.newToken({ agent: robot })).value);
  await owner.api("PATCH", `/agents/${robot}`, { delegation: "members" });
  const delegated = await owner.api("POST", "/delegations", { name: "For me", agent: robot });
  strangers.set("an agent that acts for the owner", delegated.value);
  const other = await secondWorkspace(gateway);
  strangers.set("another workspace", (await other.owner.newToken()).value);
});
afterEach(() => clock.reset());
afterAll(() => gateway?.close());

const rpc = (method: string, params: object = {}, id: number | string = 1) => ({
  jsonrpc: "2.0",
  id,
  method,
  params,
});
const at = (value = token, path = "/mcp/gmail") => ({ url: gateway.url, token: value, path });
const within = (session: string) => ({ ...LEGACY, "mcp-session-id": session });

async function begin(value = token, path = "/mcp/gmail", capabilities: object = CAN): Promise<string> {
  const clientInfo = { name: "raw", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities, clientInfo };
  const answer = await post(at(value, path), rpc("initialize", params));
  return answer.headers.get("mcp-session-id") ?? "";
}
const pings = async (session: string, value = token, path = "/mcp/gmail") =>
  (await post(at(value, path), rpc("ping"), within(session))).status;

/** One modern call; its message. */
async function modern(params: Record<string, unknown>, value = token, path = "/mcp/slack") {
  const { headers, body } = modernRequest("tools/call", params, CAN);
  const [message] = await messagesOf(await post(at(value, path), body, headers));
  return message;
}
const accepted = { connect: { action: "accept" } };
const stateOf = async (): Promise<string> => (await modern(ASKS)).result.requestState;
const calls = () => gateway.google.requests().filter(({ path }) => path.startsWith("/gmail/")).length;

test("H161 a session id in the hands of everybody else, and at every other endpoint", async () => {
  const session = await begin();
  expect(await pings(session)).toBe(200);
  for (const [who, value] of strangers) expect(await pings(session, value), who).toBe(404);
  for (const path of ["/mcp", "/mcp/slack", "/k/mcp"])
    expect(await pings(session, token, path), path).toBe(404);
  // Nor does it stand in for a token, or outlive one.
  const bare = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  for (const headers of [
    { ...bare, ...within(session) },
    { ...bare, ...within(session), authorization: `Bearer ${session}` },
  ]) {
    const body = JSON.stringify(rpc("ping"));
    const refused = await rawHttp(gateway.url, { method: "POST", path: "/mcp/gmail", headers, body });
    expect(refused.status).toBe(401);
  }
  const short = await owner.newToken();
  const own = await begin(short.value);
  await owner.api("DELETE", `/tokens/${short.id}`);
  expect(await pings(own, short.value)).toBe(401);
});

test("H162 a session id that was changed: more capabilities, a later end, another key, one character at every place", async () => {
  const session = await begin(token, "/mcp/gmail", {});
  const [body = "", mac = ""] = session.split(".");
  const said = JSON.parse(Buffer.from(body, "base64url").toString());
  const packed = (change: object) =>
    Buffer.from(JSON.stringify({ ...said, ...change })).toString("base64url");
  const forged = (text: string) =>
    `${text}.${createHmac("sha256", "guessed").update(text).digest().subarray(0, 16).toString("base64url")}`;
  const wrong = [
    `${packed({ url: 1 })}.${mac}`,
    `${packed({ e: said.e + 1 })}.${mac}`,
    `${packed({ n: "other" })}.${mac}`,
    forged(body),
    body,
    `${body}.`,
    `${body}.${mac}.${mac}`,
    `${mac}.${body}`,
    `${body}.${mac.slice(0, -2)}`,
    "..",
    "A".repeat(5_000),
    "../../etc/passwd",
    "__proto__",
  ];
  for (const text of wrong) expect(await pings(text), text.slice(0, 60)).toBe(404);
  for (let place = 0; place < session.length; place += 3) {
    const other = session[place] === "A" ? "B" : "A";
    expect(await pings(session.slice(0, place) + other + session.slice(place + 1)), `at ${place}`).toBe(404);
  }
  expect(await pings(session)).toBe(200);
  clock.advance(31 * 24 * 3_600_000);
  expect(await pings(session)).toBe(404);
});

test("H163 somebody else's session ended, or its calls cancelled, by whoever overhears its id", async () => {
  const session = await begin();
  const end = (value: string) =>
    fetch(`${gateway.url}/mcp/gmail`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${value}`, ...within(session) },
    }).then(({ status }) => status);
  const hang = gateway.google.inject({ path: "/gmail/", hang: true });
  const calling = post(at(), rpc("tools/call", LABELS, 7), within(session));
  await expect.poll(() => calls()).toBeGreaterThan(0);
  const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 7 } };
  for (const [who, value] of strangers) {
    expect(await end(value), who).toBe(404);
    expect((await post(at(value), cancel, within(session))).status, who).toBe(404);
    // In a session of their own, and in none, the same number is another call.
    await post(at(value), cancel, within(await begin(value)));
    await post(at(value), cancel, LEGACY);
  }
  hang.release();
  gateway.google.clearFaults();
  expect((await messagesOf(await calling))[0].result.isError).toBeFalsy();
  expect(await end(token)).toBe(204);
  expect(await pings(session)).toBe(404);
});

test("H164 a requestState for another tool, other arguments, another endpoint, another person, or too late", async () => {
  const requestState = await stateOf();
  const holds = (params: object, value?: string, path?: string) =>
    modern(
      { ...ASKS, ...params, requestState, inputResponses: { connect: { action: "decline" } } },
      value,
      path,
    );
  expect((await holds({})).result.isError).toBe(true); // a word of its own: the state held
  const { error } = await holds({ name: "slack_list_users" });
  expect(error).toMatchObject({ code: -32602, data: { reason: "invalid_request_state" } });
  expect((await holds({ arguments: { limit: 5 } })).error?.code).toBe(-32602);
  expect((await holds({ arguments: { constructor: {} } })).error?.code).toBe(-32602);
  expect((await holds(LABELS, token, "/mcp/gmail")).error?.code).toBe(-32602);
  for (const [who, value] of strangers) expect((await holds({}, value)).error?.code, who).toBe(-32602);
  clock.advance(15 * 60_000 + 1_000);
  expect((await holds({})).error?.code).toBe(-32602);
});

test("H165 a requestState that was changed, cut, doubled, or made up", async () => {
  const state = await stateOf();
  const [version = "", expires = "", mac = ""] = state.split(".");
  const later = (Number.parseInt(expires, 36) + 3_600).toString(36);
  const wrong: unknown[] = [
    `${version}.${later}.${mac}`,
    `2.${expires}.${mac}`,
    `${version}.${expires}.${"A".repeat(43)}`,
    `${state}=`,
    `${state}\n`,
    ` ${state}`,
    state + state,
    "",
    "x".repeat(100_000),
    [state],
    { toString: state },
    7,
    true,
  ];
  for (let place = 0; place < state.length; place += 5)
    wrong.push(state.slice(0, place) + (state[place] === "a" ? "b" : "a") + state.slice(place + 1));
  for (const requestState of wrong) {
    const message = await modern({ ...ASKS, requestState, inputResponses: accepted });
    expect(message.error?.code, JSON.stringify(requestState).slice(0, 60)).toBe(-32602);
  }
});

test("H166 a person's answer that nobody gave: accepted without having been asked, under other names, or again and again", async () => {
  const before = gateway.google.requests().length;
  const state = await stateOf();
  for (const more of [
    { inputResponses: accepted },
    { inputResponses: { approve: { action: "accept" }, __proto__: { action: "accept" } } },
    { requestState: state, inputResponses: { other: { action: "accept" } } },
    { requestState: state, inputResponses: { connect: { action: "accept", content: { connected: true } } } },
    { requestState: state, inputResponses: { connect: { action: "decline" } } },
  ]) {
    const abort = AbortSignal.timeout(1_500); // who says that it was opened is waited for
    const { headers, body } = modernRequest("tools/call", { ...ASKS, ...more }, CAN);
    const answer = await post(at(token, "/mcp/slack"), body, headers, abort)
      .then(messagesOf)
      .catch(() => []);
    for (const { result, error } of answer)
      expect(error !== undefined || result.isError === true || result.resultType === "input_required").toBe(
        true,
      );
  }
  expect(gateway.google.requests()).toHaveLength(before);
  expect(isPolluted()).toBe(false);
});

test("H167 DNS rebinding and other sites' pages, at every door that programs use", async () => {
  const doors = ["/mcp", "/mcp/gmail", "/k/mcp", "/k/mcp/gmail", "/api/check", "/files/gmail/message/1"];
  const origins = [
    "https://evil.test",
    "null",
    "http://localhost",
    `http://localhost:${Number(new URL(gateway.url).port) + 1}`,
    gateway.url.replace("http:", "https:"),
    `${gateway.url}.evil.test`,
    gateway.url.replace("localhost", "localhost.evil.test"),
    gateway.url.replace("localhost", "evil@localhost"),
  ];
  for (const path of doors) {
    const ask = (headers: Record<string, string>) =>
      rawHttp(gateway.url, {
        method: path.startsWith("/api") || path.startsWith("/files") ? "GET" : "POST",
        path,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
        body: "{}",
      });
    for (const host of [
      "evil.test",
      "evil.test:80",
      "169.254.169.254",
      "localhost.evil.test",
      "0.0.0.0",
      "[::]",
    ]) {
      const answer = await ask({ host, origin: `http://${host}` });
      expect([answer.status, JSON.parse(answer.text).code], `${path} ${host}`).toEqual([403, "host_refused"]);
    }
    for (const origin of origins) {
      const answer = await ask({ origin });
      expect([answer.status, JSON.parse(answer.text).code], `${path} ${origin}`).toEqual([
        403,
        "origin_refused",
      ]);
    }
    expect((await ask({})).headers["access-control-allow-origin"]).toBeUndefined();
  }
});

test("H168 a token in the address, in the body, twice, or in another header", async () => {
  const body = JSON.stringify({ ...rpc("tools/list"), access_token: token });
  const json = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    ...LEGACY,
  };
  const form = { ...json, "content-type": "application/x-www-form-urlencoded" };
  const tries: [string, Record<string, string | string[]>, string][] = [
    [`/mcp/gmail?access_token=${token}`, json, body],
    [`/mcp/gmail?token=${token}&authorization=Bearer%20${token}`, json, body],
    ["/mcp/gmail", form, `access_token=${token}`],
    ["/mcp/gmail", { ...json, authorization: `Basic ${btoa(`x:${token}`)}` }, body],
    ["/mcp/gmail", { ...json, authorization: token }, body],
    ["/mcp/gmail", { ...json, authorization: `Bearer ${token},${token}` }, body],
    ["/mcp/gmail", { ...json, "x-authorization": `Bearer ${token}`, "x-api-key": token }, body],
    ["/mcp/gmail", { ...json, cookie: `valetkey=${token}; authorization=${token}` }, body],
    ["/mcp/gmail", { ...json, "proxy-authorization": `Bearer ${token}` }, body],
  ];
  for (const [path, headers, sent] of tries) {
    const answer = await rawHttp(gateway.url, { method: "POST", path, headers, body: sent });
    expect(answer.status, path + JSON.stringify(headers)).toBe(401);
    expect(answer.text + answer.headers["www-authenticate"]).not.toContain(token);
  }
  expect(gateway.logLines.join("\n")).not.toContain(token);
});

test("H169 headers that name another tool, method or version than the body does", async () => {
  const before = calls();
  const { headers, body } = modernRequest("tools/call", LABELS);
  for (const wrong of [
    { "mcp-name": "gmail_search_threads" },
    { "mcp-name": "GMAIL_LIST_LABELS" },
    { "mcp-method": "tools/list" },
    { "mcp-method": "" },
    { "mcp-protocol-version": "2025-11-25" },
    { "mcp-protocol-version": "2026-07-27" },
    { "mcp-protocol-version": "9999-99-99" },
  ]) {
    const answer = await post(at(), body, { ...headers, ...wrong });
    expect(answer.status, JSON.stringify(wrong)).toBe(400);
    expect((await messagesOf(answer))[0]).toHaveProperty("error");
  }
  expect(calls()).toBe(before);
});

test("H170 many calls in one message, calls that are answers, and notifications that act", async () => {
  const before = calls();
  const call = rpc("tools/call", LABELS);
  const { id: _, ...notice } = call;
  const bodies: unknown[] = [
    [[call]],
    [],
    [notice, notice],
    notice,
    { ...call, id: null },
    { ...call, id: { a: 1 } },
    { ...call, jsonrpc: "1.0" },
    { ...call, method: ["tools/call"] },
    { ...call, method: "tools/call\u0000" },
    { ...call, method: "TOOLS/CALL" },
    { ...call, params: [LABELS] },
    { jsonrpc: "2.0", id: 1, result: { content: [] } },
    { jsonrpc: "2.0", id: 1, error: { code: 1, message: "x" } },
  ];
  for (const body of bodies) {
    const answer = await post(at(), body, LEGACY);
    const text = await answer.text();
    expect(answer.status, JSON.stringify(body).slice(0, 80)).toBeLessThan(500);
    expect(text, JSON.stringify(body).slice(0, 80)).not.toContain("structuredContent");
  }
  expect(calls()).toBe(before);
  // Where several come in one message, each is judged by itself.
  const reader = (
    await owner.newToken({ read_only: true, tools: ["gmail_list_labels", "gmail_send_message"] })
  ).value;
  const letter = { to: ["eve@else.test"], subject: "x", body: "x" };
  const several = [
    LABELS,
    { name: "gmail_send_message", arguments: letter },
    { name: "gmail_search_threads", arguments: {} },
  ];
  const sent = await post(
    at(reader),
    several.map((params, i) => rpc("tools/call", params, i)),
    LEGACY,
  );
  const messages = (await messagesOf(sent)).flat();
  const answers = new Map(messages.map(({ id, result }) => [id, result?._meta?.["valetkey/error"]?.error]));
  expect([...answers].toSorted()).toEqual([
    [0, undefined],
    [1, "read_only"],
    [2, "tool_not_allowed"],
  ]);
});

test("H171 one request's number, used by many at once: each gets the answer to what it asked", async () => {
  const users = [token, ...strangers.values()];
  const answers = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const value = users[i % users.length];
      const ask = rpc("tools/call", { name: `nothing_${i}`, arguments: {} }, 1);
      return [i, await messagesOf(await post(at(value), ask, LEGACY))] as const;
    }),
  );
  for (const [i, [message]] of answers) expect(message.error.message).toBe(`Unknown tool: nothing_${i}`);
});

test("H172 a link to connect, opened by others, turned elsewhere, kept too long, or made to sign somebody in", async () => {
  const mia = strangers.get("a colleague") ?? "";
  const refused = await messagesOf(await post(at(mia, "/mcp/slack"), rpc("tools/call", ASKS), LEGACY));
  const url: string = refused[0].result._meta["valetkey/error"].connect_url;
  const text = url.slice(`${gateway.url}/connect/`.length);
  const open = (link: string, person = owner) =>
    person.tryApi("GET", `/connect_links/${encodeURIComponent(link)}`);
  expect((await open(text)).body.code).toBe("connect_link_other");
  expect(
    (await open(text, (await secondWorkspace(gateway, { name: "Third", ownerEmail: "t@third.test" })).owner))
      .body.code,
  ).toBe("connect_link_other");
  for (let place = 0; place < text.length; place += 7) {
    const other = text.slice(0, place) + (text[place] === "A" ? "B" : "A") + text.slice(place + 1);
    expect((await open(other)).body.code, `at ${place}`).toBe("connect_link_invalid");
  }
  for (const made of ["https://evil.test", "//evil.test", "..", "%00", "x".repeat(4_000), token])
    expect([400, 404]).toContain((await open(made)).status);
  const anonymous = await fetch(url, { redirect: "manual" });
  expect(anonymous.headers.getSetCookie()).toEqual([]);
  expect(anonymous.headers.get("location")).toBeNull();
  clock.advance(24 * 3_600_000 + 1_000);
  expect((await open(text)).status).not.toBe(200);
});

test("H173 the other workspace's stream: what happens here is not told there, and a link in between leads nowhere", async () => {
  const listen = async (value: string) => {
    const abort = new AbortController();
    const answer = await fetch(`${gateway.url}/mcp/gmail`, {
      headers: { authorization: `Bearer ${value}`, accept: "text/event-stream", ...LEGACY },
      signal: abort.signal,
    });
    let heard = "";
    const reading = (async () => {
      for await (const part of answer.body ?? []) heard += Buffer.from(part).toString();
    })().catch(() => {});
    const end = () => {
      abort.abort();
      return reading;
    };
    return { heard: () => heard, end };
  };
  const [here, there] = [await listen(token), await listen(strangers.get("another workspace") ?? "")];
  await owner.authorize({ email: "ben@acme.test", tools: READ });
  await expect.poll(here.heard, { timeout: 10_000 }).toContain("list_changed");
  expect(there.heard()).not.toContain("list_changed");
  await Promise.all([here.end(), there.end()]);
});

test("H174 traces that would write lines of their own, or lead out of here", async () => {
  const ids = ["4bf92f3577b34da6a3ce929d0e0e4736"];
  const traces = [
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","level":"fatal',
    "../../x",
    "00-zz-zz-zz",
    `00-${"0".repeat(32)}-${"0".repeat(16)}-01`,
    "x".repeat(5_000),
  ];
  gateway.google.clearRequests();
  for (const traceparent of traces) {
    await post(at(), rpc("tools/call", LABELS), { ...LEGACY, traceparent });
    const { headers, body } = modernRequest("tools/call", LABELS);
    Object.assign(body.params._meta, { traceparent, tracestate: traceparent, baggage: traceparent });
    await post(at(), body, headers);
  }
  for (const line of gateway.logLines) expect(JSON.parse(line).level).not.toBe("fatal");
  const out = JSON.stringify(gateway.google.requests());
  for (const id of ids) expect(out).not.toContain(id);
  expect(JSON.stringify(await auditRows(gateway))).not.toContain("fatal");
});
