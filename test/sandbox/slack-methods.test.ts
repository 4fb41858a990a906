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

describe("messages, members and threads", () => {
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

/** A bot and Ada, with everything. */
async function everything() {
  const scopes = `${ALL},files:read,files:write,groups:read,im:read,im:write,mpim:read,usergroups:read,users:read.email`;
  const issued = await slackSignIn(slack, {
    bot: scopes,
    user: `${scopes},search:read.public,search:read.private`,
  });
  return { bot: issued.access_token ?? "", ada: issued.authed_user.access_token ?? "" };
}

describe("what Slack refuses", () => {
  it("arguments that a method does not have, and JSON where it takes none", async () => {
    const { bot } = await everything();
    expect(await call("users.list", bot, { query: "ada" })).toMatchObject({
      error: "invalid_arguments",
      response_metadata: { messages: [expect.stringContaining("query")] },
    });
    const answer = await fetch(`${slack.url}/api/files.getUploadURLExternal`, {
      method: "POST",
      headers: { authorization: `Bearer ${bot}`, "content-type": "application/json" },
      body: JSON.stringify({ filename: "a.txt", length: 1 }),
    });
    expect(await answer.json()).toMatchObject({ error: "invalid_arguments" });
  });

  it("blocks with fields or kinds that there are not", async () => {
    const { bot } = await everything();
    const channel = slack.channelIdOf("general");
    const post = (blocks: unknown) =>
      errorOf("chat.postMessage", bot, { channel, blocks: JSON.stringify(blocks) });
    const line = (piece: object) => [
      { type: "rich_text", elements: [{ type: "rich_text_section", elements: [piece] }] },
    ];
    expect(await post(line({ type: "text", text: "fine" }))).toBeUndefined();
    for (const blocks of [
      line({ type: "text", text: "" }),
      line({ type: "text", text: "x", size: 3 }),
      line({ type: "user", user_id: "ada" }),
      line({ type: "hologram" }),
      [{ type: "section", text: { type: "mrkdwn", text: "x".repeat(3_001) } }],
    ])
      expect([blocks, await post(blocks)]).toEqual([blocks, "invalid_blocks"]);
    expect(await errorOf("chat.postMessage", bot, { channel, blocks: "{" })).toBe("invalid_blocks_format");
    expect(await errorOf("chat.postMessage", bot, { channel })).toBe("no_text");
  });

  it("changes to what others wrote, and to archived channels", async () => {
    const { bot, ada } = await everything();
    const channel = slack.channelIdOf("general");
    const ts = slack.messages("general")[1]?.ts ?? "";
    expect(await errorOf("chat.update", bot, { channel, ts, text: "mine" })).toBe("cant_update_message");
    expect(await errorOf("chat.delete", ada, { channel, ts })).toBe("cant_delete_message");
    expect(await errorOf("chat.update", bot, { channel, ts: "1.000001", text: "x" })).toBe(
      "message_not_found",
    );
    expect(await errorOf("chat.update", bot, { channel, ts, text: "x".repeat(4_001) })).toBe("msg_too_long");
    const archived = slack.channelIdOf("q1-launch");
    expect(await errorOf("chat.postMessage", bot, { channel: archived, text: "x" })).toBe("is_archived");
    const first = slack.messages("q1-launch")[0]?.ts ?? "";
    expect(await errorOf("reactions.add", bot, { channel: archived, timestamp: first, name: "eyes" })).toBe(
      "is_archived",
    );
  });

  it("times that have passed or are too far off", async () => {
    const { bot } = await everything();
    const plan = (post_at: number) =>
      errorOf("chat.scheduleMessage", bot, {
        channel: slack.channelIdOf("general"),
        text: "x",
        post_at: String(post_at),
      });
    const now = Math.floor(Date.now() / 1000);
    expect(await plan(now - 5)).toBe("time_in_past");
    expect(await plan(now + 121 * 86_400)).toBe("time_too_far");
    expect(await plan(Number.NaN)).toBe("invalid_time");
    for (let n = 0; n < 30; n++) expect(await plan(now + 5_000 + n)).toBeUndefined();
    expect(await plan(now + 5_100)).toBe("restricted_too_many");
    expect(slack.scheduled()).toHaveLength(30);
  });
});
