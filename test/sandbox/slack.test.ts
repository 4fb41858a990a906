import { WebClient } from "@slack/web-api";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { consent } from "./consent.ts";
import { type SandboxSlack, startSandboxSlack } from "./slack.ts";
import { SLACK_REDIRECT, slackAuthorization, slackSignIn, slackToken } from "./slack-sign-in.ts";

let slack: SandboxSlack;
beforeAll(async () => {
  slack = await startSandboxSlack({ redirectUris: [SLACK_REDIRECT] });
});
afterEach(() => slack.uninstall());
afterAll(() => slack.close());

const ALL = "channels:read,channels:history,users:read,chat:write,reactions:write";
const clientOf = (token: string, of = slack) =>
  new WebClient(token, { slackApiUrl: `${of.url}/api/`, retryConfig: { retries: 0 } });
const call = async (method: string, token?: string, args: Record<string, string> = {}, of = slack) => {
  const answer = await fetch(`${of.url}/api/${method}`, {
    method: "POST",
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    body: new URLSearchParams(args),
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { ok: boolean; error?: string; [key: string]: unknown };
};
const errorOf = async (...asked: Parameters<typeof call>) => (await call(...asked)).error;
const ROUTES = [
  "auth.test",
  "auth.revoke",
  "apps.uninstall",
  "conversations.list",
  "conversations.history",
  "conversations.replies",
  "conversations.info",
  "users.list",
  "users.info",
  "chat.postMessage",
  "chat.getPermalink",
  "reactions.add",
  "search.messages",
  "users.conversations",
];

/** No method lets this token in. */
async function expectRefused(token: string, error: string, of = slack): Promise<void> {
  for (const route of ROUTES) expect([route, await errorOf(route, token, {}, of)]).toEqual([route, error]);
}

describe("tokens", () => {
  it("are needed by every method", async () => {
    for (const route of ROUTES) expect([route, await errorOf(route)]).toEqual([route, "not_authed"]);
    const inQuery = await fetch(`${slack.url}/api/auth.test?token=xoxb-1`);
    expect(await inQuery.json()).toEqual({ ok: false, error: "not_authed" });
  });

  it("are refused when they were never issued", async () => {
    for (const token of ["garbage", "xoxb-garbage", "test_token_admin"])
      await expectRefused(token, "invalid_auth");
  });

  it("are refused once they are expired, and say so", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: ALL });
    expect(await call("auth.test", access_token)).toMatchObject({ ok: true });
    slack.expireAllAccessTokens();
    await expectRefused(access_token, "token_expired");
  });

  it("are revoked each by itself, and say so", async () => {
    const { access_token: bot = "", authed_user } = await slackSignIn(slack, {
      bot: ALL,
      user: "search:read",
    });
    const user = authed_user.access_token ?? "";
    expect(await call("auth.revoke", bot, { test: "1" })).toMatchObject({ ok: true, revoked: false });
    expect(await call("auth.revoke", bot)).toMatchObject({ ok: true, revoked: true });
    await expectRefused(bot, "token_revoked");
    expect(await call("auth.test", user)).toMatchObject({ ok: true });
    expect(await call("auth.revoke", user)).toMatchObject({ ok: true, revoked: true });
    await expectRefused(user, "token_revoked");
    expect(slack.liveTokens()).toEqual({ access: 0, refresh: 0 });
  });

  it("end with the app, and only the app's own client can remove it", async () => {
    const { access_token: bot = "", authed_user } = await slackSignIn(slack, {
      bot: ALL,
      user: "search:read",
    });
    const client = { client_id: slack.clientId, client_secret: slack.clientSecret };
    expect(await errorOf("apps.uninstall", bot, { ...client, client_secret: "x" })).toBe("bad_client_secret");
    expect(await errorOf("apps.uninstall", bot, { ...client, client_id: "x" })).toBe("invalid_client_id");
    expect(await call("apps.uninstall", bot, client)).toEqual({ ok: true });
    await expectRefused(bot, "account_inactive");
    await expectRefused(authed_user.access_token ?? "", "token_revoked");
  });

  it("of a person end when they take their authorization back; the bot's does not", async () => {
    const { access_token: bot = "", authed_user } = await slackSignIn(slack, {
      bot: ALL,
      user: "search:read",
    });
    slack.revokeAccount("ada@acme.test");
    await expectRefused(authed_user.access_token ?? "", "token_revoked");
    expect(await call("auth.test", bot)).toMatchObject({ ok: true });
  });

  it("do not open the stock emulator's own sign-in, inspector and other methods", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: ALL });
    for (const path of ["/", "/_emulate", "/oauth/v2/authorize/callback", "/services/T1/B1/X1"])
      expect([path, (await fetch(slack.url + path, { method: "POST" })).status]).toEqual([path, 404]);
    for (const method of ["views.publish", "files.list", "users.setPresence", "constructor"])
      expect([method, await errorOf(method, access_token)]).toEqual([method, "unknown_method"]);
  });
});

describe("scopes", () => {
  it("open their methods and no others, in Slack's words", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: "channels:read" });
    const general = slack.channelIdOf("general");
    expect(await call("conversations.list", access_token)).toMatchObject({ ok: true });
    const refused = await call("conversations.history", access_token, { channel: general });
    expect(refused).toMatchObject({
      error: "missing_scope",
      needed: "channels:history",
      provided: "channels:read",
    });
    for (const [method, args] of [
      ["conversations.replies", { channel: general, ts: "1.1" }],
      ["users.list", {}],
      ["chat.postMessage", { channel: general, text: "x" }],
      ["reactions.add", { channel: general, timestamp: "1.1", name: "eyes" }],
    ] as const)
      expect([method, await errorOf(method, access_token, args)]).toEqual([method, "missing_scope"]);
    expect(await errorOf("conversations.list", access_token, { types: "private_channel" })).toBe(
      "missing_scope",
    );
  });

  it("are named in a header of every answer", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: "channels:read,users:read" });
    const headers = { authorization: `Bearer ${access_token}` };
    for (const method of ["auth.test", "users.list"]) {
      const answer = await fetch(`${slack.url}/api/${method}`, { method: "POST", headers });
      expect(answer.headers.get("x-oauth-scopes")).toBe("channels:read,users:read");
    }
  });

  it("only grow while the same bot has a token", async () => {
    await slackSignIn(slack, { bot: "channels:read" });
    expect((await slackSignIn(slack, { bot: "users:read" })).scope).toBe("channels:read,users:read");
    slack.uninstall();
    expect((await slackSignIn(slack, { bot: "users:read" })).scope).toBe("users:read");
  });

  it("search is for people who agreed to it", async () => {
    const { access_token: bot = "", authed_user } = await slackSignIn(slack, {
      bot: ALL,
      user: "users:read",
    });
    expect(await errorOf("search.messages", bot, { query: "x" })).toBe("not_allowed_token_type");
    expect(await errorOf("search.messages", authed_user.access_token, { query: "x" })).toBe("missing_scope");
  });
});

describe("consent", () => {
  it("gives a bot token, a user token or both", async () => {
    const both = await slackSignIn(slack, { bot: "chat:write", user: "search:read" });
    expect(both).toMatchObject({
      access_token: expect.stringMatching(/^xoxb-/),
      token_type: "bot",
      scope: "chat:write",
      bot_user_id: slack.botUserId,
      team: { id: slack.teamId, name: "Acme" },
      authed_user: {
        id: slack.userIdOf("ada@acme.test"),
        access_token: expect.stringMatching(/^xoxp-/),
        scope: "search:read",
        token_type: "user",
      },
    });
    for (const absent of ["expires_in", "refresh_token"]) expect(both).not.toHaveProperty(absent);
    const user = await slackSignIn(slack, { user: "search:read" }, { email: "ben@acme.test" });
    expect(user).not.toHaveProperty("access_token");
    expect(user).not.toHaveProperty("token_type");
    expect(user.authed_user.id).toBe(slack.userIdOf("ben@acme.test"));
    const bot = await slackSignIn(slack, { bot: "chat:write" });
    expect(bot.authed_user).toEqual({ id: slack.userIdOf("ada@acme.test") });
  });

  it("comes back with the state and no issuer, or with access_denied", async () => {
    const url = () => slackAuthorization(slack, { bot: "chat:write" });
    const back = await consent(url(), { email: "ada@acme.test" });
    expect([...back.searchParams.keys()].sort()).toEqual(["code", "state"]);
    const denied = await consent(url(), { email: "ada@acme.test", deny: true });
    expect(Object.fromEntries(denied.searchParams)).toEqual({ error: "access_denied", state: "state-1" });
  });

  it("shows a page that is marked as emulated and can be used once", async () => {
    const html = await (
      await fetch(slackAuthorization(slack, { bot: "chat:write", user: "search:read" }))
    ).text();
    for (const text of [
      "Sandbox Slack — emulated",
      "ada@acme.test",
      "ben@acme.test",
      "Post messages as the app",
    ])
      expect(html).toContain(text);
    const request = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? "";
    const body = new URLSearchParams({ request, account: "ada@acme.test", decision: "allow" });
    const decide = () =>
      fetch(`${slack.url}/oauth/v2/authorize/decision`, { method: "POST", redirect: "manual", body });
    expect((await decide()).status).toBe(302);
    expect((await decide()).status).toBe(400);
  });

  it.each([
    ["redirect_uri", `${SLACK_REDIRECT}/`],
    ["redirect_uri", `${SLACK_REDIRECT}?x=1`],
    ["redirect_uri", "https://evil.test/"],
    ["client_id", "another"],
    ["scope", ""],
    ["scope", "search:read"],
    ["user_scope", "admin"],
    ["code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
  ])("shows an error and does not redirect when %s is %s", async (name, value) => {
    const page = await fetch(slackAuthorization(slack, { bot: "chat:write" }, { [name]: value }), {
      redirect: "manual",
    });
    expect([page.status, page.headers.get("location")]).toEqual([400, null]);
  });
});

describe("codes", () => {
  const start = async () =>
    (
      await consent(slackAuthorization(slack, { bot: "chat:write" }), { email: "ada@acme.test" })
    ).searchParams.get("code") ?? "";
  const exchange = async (code: string, more: Record<string, string> = {}) =>
    (await slackToken(slack, { code, redirect_uri: SLACK_REDIRECT, ...more })).error;

  it("work once", async () => {
    const code = await start();
    expect(await exchange(code)).toBeUndefined();
    expect(await exchange(code)).toBe("code_already_used");
    expect(await exchange("garbage")).toBe("invalid_code");
  });

  it("need their redirect address, and are spent by a wrong one", async () => {
    const code = await start();
    expect(await exchange(code, { redirect_uri: `${SLACK_REDIRECT}/` })).toBe("bad_redirect_uri");
    expect(await exchange(code)).toBe("code_already_used");
  });

  it("need the client's id and secret, which do not spend them", async () => {
    const code = await start();
    expect(await exchange(code, { client_secret: "wrong" })).toBe("bad_client_secret");
    expect(await exchange(code, { client_id: "wrong" })).toBe("invalid_client_id");
    expect(await exchange(code, { grant_type: "password" })).toBe("invalid_grant_type");
    const basic = Buffer.from(`${slack.clientId}:${slack.clientSecret}`).toString("base64");
    const answer = await fetch(`${slack.url}/api/oauth.v2.access`, {
      method: "POST",
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ code, redirect_uri: SLACK_REDIRECT }),
    });
    expect(await answer.json()).toMatchObject({ ok: true });
  });

  it("expire", async () => {
    slack.setCodeSeconds(0.05);
    const code = await start();
    slack.setCodeSeconds(600);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await exchange(code)).toBe("invalid_code");
  });
});

describe("rotation", () => {
  let rotating: SandboxSlack;
  beforeAll(async () => {
    rotating = await startSandboxSlack({
      redirectUris: [SLACK_REDIRECT],
      rotation: true,
      team: { name: "Globex", domain: "globex" },
    });
  });
  afterAll(() => rotating.close());
  const refresh = (refresh_token: string) =>
    slackToken(rotating, { grant_type: "refresh_token", refresh_token });

  it("gives both tokens an end and a refresh token of their own", async () => {
    const issued = await slackSignIn(rotating, { bot: "chat:write", user: "search:read" });
    const shape = { expires_in: 43_200, refresh_token: expect.stringMatching(/^xoxe-1-/) };
    expect(issued).toMatchObject({ ...shape, access_token: expect.stringMatching(/^xoxe\.xoxb-1-/) });
    expect(issued.authed_user).toMatchObject({
      ...shape,
      access_token: expect.stringMatching(/^xoxe\.xoxp-1-/),
    });
    expect(issued.team.id).not.toBe(slack.teamId);
  });

  it("refreshes each by itself, at the top level, once", async () => {
    const issued = await slackSignIn(rotating, { bot: "chat:write", user: "search:read" });
    rotating.expireAllAccessTokens();
    await expectRefused(issued.access_token ?? "", "token_expired", rotating);
    const user = await refresh(issued.authed_user.refresh_token ?? "");
    expect(user).toMatchObject({ token_type: "user", scope: "search:read", expires_in: 43_200 });
    expect(user).not.toHaveProperty("authed_user");
    const bot = await refresh(issued.refresh_token ?? "");
    expect(bot).toMatchObject({ token_type: "bot", scope: "chat:write", bot_user_id: rotating.botUserId });
    expect(await call("auth.test", bot.access_token, {}, rotating)).toMatchObject({
      ok: true,
      bot_id: expect.any(String),
    });
    expect(await call("auth.test", user.access_token, {}, rotating)).toMatchObject({ user: "ada" });
    for (const spent of [
      issued.refresh_token ?? "",
      issued.authed_user.refresh_token ?? "",
      "xoxe-1-garbage",
    ])
      expect((await refresh(spent)).error).toBe("invalid_refresh_token");
    expect((await refresh(bot.refresh_token ?? "")).ok).toBe(true);
  });

  it("ends short-lived tokens on time", async () => {
    rotating.setAccessTokenSeconds(1);
    const { access_token = "", expires_in } = await slackSignIn(rotating, { bot: "chat:write" });
    rotating.setAccessTokenSeconds(43_200);
    expect(expires_in).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await errorOf("auth.test", access_token, {}, rotating)).toBe("token_expired");
  });

  it("ends the refresh token with its access token", async () => {
    const issued = await slackSignIn(rotating, { bot: "chat:write", user: "search:read" });
    await call("auth.revoke", issued.access_token, {}, rotating);
    expect((await refresh(issued.refresh_token ?? "")).error).toBe("invalid_refresh_token");
    expect((await refresh(issued.authed_user.refresh_token ?? "")).ok).toBe(true);
  });
});

describe("the workspace, read by Slack's own client", () => {
  it("has channels, people and messages", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: `${ALL},groups:read` });
    const client = clientOf(access_token);
    expect(await client.auth.test()).toMatchObject({
      team: "Acme",
      user_id: slack.botUserId,
      user: "valetkey",
    });
    const { channels = [] } = await client.conversations.list({ types: "public_channel,private_channel" });
    expect(channels.map(({ name, is_member }) => [name, is_member])).toEqual([
      ["general", true],
      ["eng", true],
      ["design", false],
      ["finance", true],
      ["platform", true],
      ["random", true],
      ["q1-launch", true],
    ]);
    const { members = [] } = await client.users.list({});
    expect(members.map(({ name, is_bot }) => [name, is_bot])).toEqual([
      ["ada", false],
      ["ben", false],
      ["valetkey", true],
      ["chloe", false],
      ["ines", false],
      ["jonas.meyer", false],
      ["otto", false],
    ]);
    const info = await client.users.info({ user: slack.userIdOf("ben@acme.test") });
    expect(info.user).toMatchObject({ real_name: "Ben Okafor" });
    expect(info.user?.profile).not.toHaveProperty("email");
    const channel = slack.channelIdOf("eng");
    expect((await client.conversations.info({ channel })).channel?.topic?.value).toBe("Building the thing");
    const history = await client.conversations.history({ channel, limit: 2 });
    expect(history.messages?.map(({ text }) => text?.slice(0, 6))).toEqual(["Thanks", "Login "]);
    const rest = await client.conversations.history({
      channel,
      limit: 2,
      cursor: history.response_metadata?.next_cursor ?? "",
    });
    expect(rest.messages?.map(({ text }) => text?.slice(0, 6))).toEqual(["Deploy"]);
    const thread = history.messages?.[1];
    const answers = await client.conversations.replies({ channel, ts: thread?.ts ?? "" });
    expect(answers.messages).toHaveLength(1 + (thread?.reply_count ?? 0));
  });

  it("lets the app post, answer and react where it is a member", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: ALL });
    const client = clientOf(access_token);
    const channel = slack.channelIdOf("general");
    const { ts = "" } = await client.chat.postMessage({ channel, text: "Hello from a test" });
    await client.chat.postMessage({ channel, text: "An answer", thread_ts: ts });
    await client.reactions.add({ channel, timestamp: ts, name: "wave" });
    expect(slack.messages("general").at(-2)).toMatchObject({
      user: slack.botUserId,
      text: "Hello from a test",
      reply_count: 1,
      reactions: [{ name: "wave", count: 1 }],
    });
    const link = await client.chat.getPermalink({ channel, message_ts: ts });
    expect(link.permalink).toBe(`https://acme.slack.com/archives/${channel}/p${ts.replace(".", "")}`);
    for (const where of [slack.channelIdOf("design"), "design", "#design"])
      await expect(client.chat.postMessage({ channel: where, text: "x" })).rejects.toThrow("not_in_channel");
    await expect(client.conversations.history({ channel: slack.channelIdOf("design") })).rejects.toThrow(
      "not_in_channel",
    );
  });

  it("hides private channels from those outside", async () => {
    const scopes = "channels:read,groups:read,groups:history,chat:write,search:read";
    const leads = slack.channelIdOf("leads");
    const as = async (email: string) => {
      const { authed_user } = await slackSignIn(slack, { user: scopes }, { email });
      return authed_user.access_token ?? "";
    };
    const [ada, ben] = [await as("ada@acme.test"), await as("ben@acme.test")];
    expect(await call("conversations.history", ada, { channel: leads })).toMatchObject({ ok: true });
    for (const [method, args] of [
      ["conversations.history", { channel: leads }],
      ["conversations.replies", { channel: leads, ts: slack.messages("leads")[0]?.ts ?? "" }],
      ["chat.getPermalink", { channel: leads, message_ts: slack.messages("leads")[0]?.ts ?? "" }],
      ["chat.postMessage", { channel: leads, text: "x" }],
    ] as const)
      expect([method, await errorOf(method, ben, args)]).toEqual([method, "channel_not_found"]);
    const found = async (token: string) =>
      (await clientOf(token).search.messages({ query: "offer" })).messages?.total;
    expect([await found(ada), await found(ben)]).toEqual([1, 0]);
  });

  it("is searched by words and modifiers, over GET as well", async () => {
    const { authed_user } = await slackSignIn(slack, { user: "search:read" });
    const token = authed_user.access_token ?? "";
    const search = async (query: string, more = {}) => {
      const { messages } = await clientOf(token).search.messages({ query, sort: "timestamp", ...more });
      return messages?.matches?.map(({ text }) => text?.split(" ")[0]);
    };
    expect(await search("invoice in:general")).toEqual(["Sent", "Does"]);
    expect(await search("invoice in:general from:@ada")).toEqual(["Sent"]);
    expect(await search("in:#eng -from:ada")).toEqual(["Fix", "Looking.", "Deploy"]);
    expect(await search('"rate flat"')).toEqual(["Deploy"]);
    expect(await search("invoice in:general", { count: 1, page: 2 })).toEqual(["Does"]);
    const answer = await fetch(`${slack.url}/api/search.messages?query=in:general+invoice&count=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await answer.json()).toMatchObject({
      ok: true,
      messages: {
        total: 2,
        matches: [{ channel: { name: "general" }, permalink: expect.stringContaining("/archives/") }],
      },
    });
  });

  it("takes reads over GET and JSON, but no writes over GET", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: ALL });
    const headers = { authorization: `Bearer ${access_token}` };
    const channel = slack.channelIdOf("general");
    const read = async (url: string, init = {}) =>
      (await (await fetch(`${slack.url}/api/${url}`, { headers, ...init })).json()) as Record<
        string,
        unknown
      >;
    expect(await read("conversations.list?limit=1")).toMatchObject({
      ok: true,
      channels: [{ name: "general" }],
    });
    expect(await read(`chat.postMessage?channel=${channel}&text=x`)).toMatchObject({
      error: "invalid_post_type",
    });
    const body = JSON.stringify({ channel, text: "as JSON", blocks: [{ type: "divider" }] });
    const json = {
      method: "POST",
      body,
      headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    };
    expect(await read("chat.postMessage", json)).toMatchObject({
      ok: true,
      message: { blocks: [{ type: "divider" }] },
    });
  });
});

describe("what the stock emulator lacks", () => {
  it("messages take markdown or text, and keep their metadata", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: ALL });
    const client = clientOf(access_token);
    const channel = slack.channelIdOf("general");
    const metadata = { event_type: "told", event_payload: { key: "k" } };
    const { ts } = await client.chat.postMessage({
      channel,
      markdown_text: "**Done**, see [it](https://a.test/x?a=1&b=2) & ~~not~~ that <@U1>",
      metadata,
    });
    const last = slack.messages("general").at(-1);
    expect(last).toMatchObject({
      ts,
      text: "*Done*, see <https://a.test/x?a=1&amp;b=2|it> &amp; ~not~ that <@U1>",
    });
    const read = async (include_all_metadata: boolean) =>
      (await client.conversations.history({ channel, limit: 1, include_all_metadata })).messages?.[0];
    expect(await read(true)).toMatchObject({ metadata });
    expect(await read(false)).not.toHaveProperty("metadata");
    const both = { channel, markdown_text: "a", text: "b" };
    expect(await errorOf("chat.postMessage", access_token, both)).toBe("markdown_text_conflict");
    const long = { channel, markdown_text: "x".repeat(12_001) };
    expect(await errorOf("chat.postMessage", access_token, long)).toBe("msg_too_long");
    const wrong = { channel, text: "a", metadata: '{"event_type":1}' };
    expect(await errorOf("chat.postMessage", access_token, wrong)).toBe("invalid_metadata_format");
  });

  it("answers go to the channel as well when they are broadcast", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: ALL });
    const client = clientOf(access_token);
    const channel = slack.channelIdOf("general");
    const thread_ts = slack.messages("general")[0]?.ts ?? "";
    await client.chat.postMessage({ channel, text: "here", thread_ts, reply_broadcast: true });
    await client.chat.postMessage({ channel, text: "only there", thread_ts });
    const { messages } = await client.conversations.history({ channel });
    expect(messages?.[0]).toMatchObject({ text: "here", subtype: "thread_broadcast", thread_ts });
    expect(messages?.some(({ text }) => text === "only there")).toBe(false);
  });

  it("lists the conversations an account is in, by their scopes", async () => {
    const issued = await slackSignIn(slack, { bot: ALL, user: "channels:read,groups:read" });
    const names = async (token: string | undefined, types: string) =>
      (await clientOf(token ?? "").users.conversations({ types })).channels?.map(({ name }) => name);
    expect(await names(issued.access_token, "public_channel")).toEqual([
      "general",
      "eng",
      "finance",
      "random",
      "q1-launch",
    ]);
    expect(await names(issued.authed_user.access_token, "public_channel,private_channel")).toEqual([
      "general",
      "eng",
      "design",
      "leads",
      "finance",
      "platform",
      "random",
      "q1-launch",
    ]);
    expect(await call("users.conversations", issued.access_token, { types: "im" })).toMatchObject({
      error: "missing_scope",
      needed: "im:read",
    });
    expect(await errorOf("users.conversations", issued.access_token, { types: "x" })).toBe("invalid_types");
    const first = await call("users.conversations", issued.access_token, { limit: "1" });
    const cursor = (first.response_metadata as { next_cursor: string }).next_cursor;
    const second = await call("users.conversations", issued.access_token, { limit: "1", cursor });
    expect(second).toMatchObject({
      channels: [{ name: "eng" }],
      response_metadata: { next_cursor: expect.stringMatching(/./) },
    });
  });

  it("finds what is in threads", async () => {
    const { authed_user } = await slackSignIn(slack, { user: "search:read" });
    const { messages } = await clientOf(authed_user.access_token ?? "").search.messages({
      query: "in:general is:thread invoice",
    });
    expect(messages?.matches?.map(({ text }) => text?.split(" ")[0]).sort()).toEqual(["Does", "Sent"]);
  });
});

describe("controls", () => {
  it("record requests, inject faults and know every secret", async () => {
    const issued = await slackSignIn(slack, { bot: ALL, user: "search:read" });
    slack.clearRequests();
    slack.inject({
      path: "/api/users.",
      status: 429,
      retryAfter: 3,
      times: 1,
      body: { ok: false, error: "ratelimited" },
    });
    const limited = await fetch(`${slack.url}/api/users.list`, { method: "POST" });
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "3"]);
    expect(await call("users.list", issued.access_token)).toMatchObject({ ok: true });
    expect(slack.requests().map(({ path, status }) => [path, status])).toEqual([
      ["/api/users.list", 429],
      ["/api/users.list", 200],
    ]);
    expect(slack.secrets()).toEqual(
      expect.arrayContaining([issued.access_token, issued.authed_user.access_token, slack.clientSecret]),
    );
  });

  it("seed the same workspace every time, and another one for another domain", async () => {
    const other = await startSandboxSlack({
      redirectUris: [SLACK_REDIRECT],
      team: { name: "B", domain: "b" },
    });
    expect(other.teamId).not.toBe(slack.teamId);
    expect(other.channelIdOf("general")).not.toBe(slack.channelIdOf("general"));
    expect(other.messages("eng").map(({ text }) => text)).toEqual(
      slack.messages("eng").map(({ text }) => text),
    );
    await other.close();
  });
});
