import type { WebClient } from "@slack/web-api";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { SLACK_REDIRECT, slackSignIn } from "../sandbox/slack-sign-in.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, until } from "../support/look.ts";
import { clientOf as clientAt, SLACK_TOOLS, slackFindings } from "../support/slack-scene.ts";

const TOOLS = SLACK_TOOLS;
const BOT_TOOLS = TOOLS.filter((name) => name !== "slack_search_messages");

let gateway: TestGateway;
let slack: TestGateway["slack"];
let token: string;
let agent: Agent;
let connector: string;
/** Ben, with Slack's own client and a token of his own. */
let ben: WebClient;
/** The tokens that the gateway holds: none of its answers may. */
let held: string[];

const clientOf = (value: string) => clientAt(slack.url, value);
const tokens = () => slack.secrets().filter((secret) => /^xox[bp]-/.test(secret));
const errorOf = (value: string) =>
  clientOf(value)
    .auth.test()
    .then(
      () => undefined,
      (error: { data?: { error?: string } }) => error.data?.error,
    );

async function authorize(tools: string[], email = "ada@acme.test") {
  const before = new Set(tokens());
  const answer = await gateway.owner.authorize({ service: "slack", email, tools });
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  return { connector: answer.body.connector, held: tokens().filter((one) => !before.has(one)) };
}
const revoke = (id: string) => gateway.owner.api("POST", `/connectors/${id}/revoke`);
/** The names a client sees that connects now: a client may believe an earlier list for some seconds. */
async function listed(): Promise<string[]> {
  const fresh = await connectAgent(gateway.url, token, "slack");
  const names = (await fresh.tools()).map((tool) => tool.name);
  await fresh.close();
  return names;
}

beforeAll(async () => {
  const port = await freePort();
  const redirectUris = [`http://localhost:${port}/integrations/slack/callback`, SLACK_REDIRECT];
  gateway = await startGateway({ port, slack: { redirectUris } });
  ({ slack } = gateway);
  const { owner, url } = gateway;
  token = (await owner.newToken({ agent: await owner.newAgent("Slack helper"), servers: ["slack"] })).value;
  agent = await connectAgent(url, token, "slack");
  const scopes = "channels:read,channels:history,groups:history,im:history,reactions:read,users:read";
  const issued = await slackSignIn(slack, { user: scopes }, { email: "ben@acme.test" });
  ben = clientOf(issued.authed_user.access_token ?? "");
});
afterEach(() => slack.clearFaults());
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

describe("from a grant to its end", () => {
  test("without a connection every tool is listed, and calling one says who connects it", async () => {
    expect((await agent.tools()).map((tool) => tool.name)).toEqual(TOOLS);
    const answer = await agent.call("slack_list_channels");
    expect(answer.error).toMatchObject({
      error: "connection_required",
      connect_url: `${gateway.url}/settings/connectors?authorize=slack`,
    });
  });

  test("an admin authorizes app and person in one consent, with the narrowest scopes", async () => {
    ({
      connector: { id: connector },
      held,
    } = await authorize(TOOLS));
    const { connector: shown } = await gateway.owner.api("GET", `/connectors/${connector}`);
    expect(shown).toMatchObject({ provider: "slack", connected: true, verdict: { state: "valid" } });
    expect(shown.account).toContain("Acme");
    expect(shown.grant.scopes.map((one: { scope: string }) => one.scope).sort()).toEqual([
      "channels:history",
      "channels:read",
      "chat:write",
      "files:read",
      "files:write",
      "reactions:write",
      "user:search:read.public",
      "users:read",
    ]);
    expect(held.map((one) => one.slice(0, 5)).sort()).toEqual(["xoxb-", "xoxp-"]);
    for (const one of held) expect(await errorOf(one)).toBeUndefined();
    expect(await listed()).toEqual(TOOLS);
  });

  test("an agent finds its way: channels, messages, threads, people", async () => {
    const channels = await agent.call("slack_list_channels");
    expect(channels.structured?.items).toMatchObject([
      { name: "general" },
      { name: "eng" },
      { name: "finance" },
      { name: "random" },
    ]);
    const eng = await agent.call("slack_read_channel", { channel: "#eng" });
    expect(eng.text).toContain("written by the people named");
    const items = eng.structured?.items as { ts: string; reply_count?: number; user: { name: string } }[];
    const history = await ben.conversations.history({ channel: slack.channelIdOf("eng") });
    expect(items.map((one) => one.ts)).toEqual(history.messages?.map((one) => one.ts));
    const parent = items.find((one) => one.reply_count === 2);
    expect(parent?.user.name).toBe("ada");
    const thread = await agent.call("slack_read_thread", { channel: "#eng", thread_ts: parent?.ts });
    expect(thread.structured).toMatchObject({
      parent: { ts: parent?.ts },
      items: [{ user: { name: "ben" } }, { user: { name: "ben" } }],
    });
    const people = await agent.call("slack_search_users", { query: "lindqvist" });
    expect(people.structured?.items).toMatchObject([{ user_id: slack.userIdOf("ada@acme.test") }]);
  });

  test("search goes out as the person, everything else as the app", async () => {
    slack.clearRequests();
    const found = await agent.call("slack_search_messages", { query: "empty states" });
    expect(found.structured?.items).toMatchObject([{ channel: { name: "design" } }]);
    await agent.call("slack_list_channels");
    const sent = slack.requests().map(({ path, token: used = "" }) => [path, used.slice(0, 5)]);
    expect(sent).toEqual([
      ["/api/assistant.search.context", "xoxp-"],
      ["/api/users.conversations", "xoxb-"],
    ]);
  });

  test("what it posts and adds is there for Slack's own client", async () => {
    const channel = slack.channelIdOf("general");
    const key = { idempotency_key: "once" };
    const sent = await agent.call("slack_send_message", {
      channel: "#general",
      text: "**Deployed** 2.15",
      ...key,
    });
    const { ts, permalink } = sent.structured as { ts: string; permalink: string };
    const again = await agent.call("slack_send_message", {
      channel: "#general",
      text: "**Deployed** 2.15",
      ...key,
    });
    expect(again.structured).toMatchObject({ ts, already_sent: true });
    const answer = { channel, text: "Error rate flat.", thread_ts: ts };
    expect((await agent.call("slack_send_message", answer)).isError).toBe(false);
    expect((await agent.call("slack_add_reaction", { channel, ts, emoji: ":eyes:" })).isError).toBe(false);
    expect((await agent.call("slack_add_reaction", { channel, ts, emoji: "eyes" })).structured).toMatchObject(
      {
        already: true,
      },
    );

    const { messages } = await ben.conversations.replies({ channel, ts });
    expect(messages?.map(({ text, user }) => [text, user])).toEqual([
      ["*Deployed* 2.15", slack.botUserId],
      ["Error rate flat.", slack.botUserId],
    ]);
    expect(messages?.[0]?.reactions).toMatchObject([{ name: "eyes", users: [slack.botUserId] }]);
    expect((await ben.chat.getPermalink({ channel, message_ts: ts })).permalink).toBe(permalink);
    const { messages: all } = await ben.conversations.history({ channel, limit: 100 });
    expect(all?.filter(({ text }) => text?.includes("Deployed"))).toHaveLength(1);
  });

  test("what Slack refuses is said in words an agent can act on", async () => {
    const outside = await agent.call("slack_send_message", { channel: "#design", text: "Hello" });
    expect(outside.error).toMatchObject({ error: "no_permission" });
    expect(outside.text).toContain("/invite");
    const nowhere = await agent.call("slack_read_channel", { channel: "C0000000000" });
    expect(nowhere.error).toMatchObject({ error: "not_found" });
    expect(nowhere.text).toContain("channel_not_found");

    const body = { ok: false, error: "ratelimited" };
    slack.inject({ path: "/api/conversations.history", status: 429, retryAfter: 41, body });
    const limited = await agent.call("slack_read_channel", { channel: slack.channelIdOf("eng") });
    expect(limited.error).toMatchObject({ error: "rate_limited", retry_after_seconds: 41 });
    slack.clearFaults();
    slack.clearRequests();
    const again = await agent.call("slack_read_channel", { channel: slack.channelIdOf("eng") });
    expect(again.error).toMatchObject({ error: "rate_limited" });
    expect(slack.requests()).toEqual([]);
    const missing = { ok: false, error: "missing_scope", needed: "groups:history", provided: "chat:write" };
    slack.inject({ path: "/api/conversations.replies", status: 200, body: missing });
    const thread = { channel: slack.channelIdOf("eng"), thread_ts: "1.1" };
    const lacking = await agent.call("slack_read_thread", thread);
    expect(lacking.error).toMatchObject({ error: "no_permission" });
    expect(lacking.text).toContain("needs groups:history");
  });

  test("a revocation ends both tokens at Slack, with a receipt", async () => {
    const revoked = await revoke(connector);
    expect(revoked).toMatchObject({ connector: { connected: false }, upstream: { state: "revoked" } });
    for (const one of held) expect(await errorOf(one), one.slice(0, 5)).toBe("token_revoked");
    expect((await ben.auth.test()).ok).toBe(true);
    const after = await agent.call("slack_list_channels");
    expect(after.error).toMatchObject({ error: "connection_required" });
    expect((await auditRows(gateway, { type: "upstream.revoked" })).length).toBe(1);
  });

  test("no token was ever said", async () => {
    expect(held).toHaveLength(2);
    const said = JSON.stringify([gateway.logLines, await auditRows(gateway)]);
    for (const one of held) expect(said).not.toContain(one);
  });
});

describe("what was granted", () => {
  test("of one tool opens what needs no more than it", async () => {
    const grant = await authorize(["slack_list_channels"]);
    expect(grant.held.map((one) => one.slice(0, 5))).toEqual(["xoxb-"]);
    expect(await listed()).toEqual(["slack_list_channels", "slack_get_channel"]);
    slack.clearRequests();
    const refused = await agent.call("slack_read_channel", { channel: slack.channelIdOf("eng") });
    expect(refused.error).toMatchObject({
      error: "scope_missing",
      missing_scopes: ["channels:history", "users:read"],
    });
    expect(slack.requests()).toEqual([]);
    await revoke(grant.connector.id);
  });

  test("of search is the person's token alone", async () => {
    const grant = await authorize(["slack_search_messages"]);
    expect(grant.held.map((one) => one.slice(0, 5))).toEqual(["xoxp-"]);
    expect(grant.connector.account).toContain("ada");
    const found = await agent.call("slack_search_messages", { query: "invoice" });
    expect(found.structured?.items).toHaveLength(3);
    expect(await listed()).toEqual(["slack_search_messages"]);
    await revoke(grant.connector.id);
    expect(await errorOf(grant.held[0] ?? "")).toBe("token_revoked");
  });

  test("and ended at Slack shows at the next call, and says who helps", async () => {
    const grant = await authorize(BOT_TOOLS);
    slack.uninstall();
    const answer = await agent.call("slack_list_channels");
    expect(answer.error).toMatchObject({
      error: "connector_invalid",
      connect_url: `${gateway.url}/settings/connectors/${grant.connector.id}`,
    });
    // What a call proved is written behind it.
    await until(
      async () =>
        (await gateway.owner.api("GET", `/connectors/${grant.connector.id}`)).connector.verdict.state,
      (state) => state === "invalid",
    );
    // Ending what is dead already counts as ended.
    expect(await revoke(grant.connector.id)).toMatchObject({ upstream: { state: "revoked" } });
  });
});

test("all that went out is as Slack describes it", async () => {
  expect(await slackFindings(slack)).toEqual([]);
});
