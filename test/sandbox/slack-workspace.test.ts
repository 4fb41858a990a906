import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type SandboxSlack, startSandboxSlack } from "./slack.ts";
import { callSlack, clientOf as clientAt } from "./slack-caller.ts";
import { SLACK_REDIRECT, slackSignIn } from "./slack-sign-in.ts";

let slack: SandboxSlack;
beforeAll(async () => {
  slack = await startSandboxSlack({ redirectUris: [SLACK_REDIRECT] });
});
afterEach(() => slack.uninstall());
afterAll(() => slack.close());

const ALL = "channels:read,channels:history,users:read,chat:write,reactions:write";
const clientOf = (token: string) => clientAt(slack, token);
const call = (method: string, token?: string, args: Record<string, string> = {}, of = slack) =>
  callSlack(of, method, token, args);
const errorOf = async (...asked: Parameters<typeof call>) => (await call(...asked)).error;

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
