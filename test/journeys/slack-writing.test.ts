import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type SlackScene, slackFindings, slackScene } from "../support/slack-scene.ts";

let scene: SlackScene;
let did: SlackScene["did"];
let slack: SlackScene["slack"];

beforeAll(async () => {
  scene = await slackScene();
  ({ did, slack } = scene);
});
afterEach(() => slack.clearFaults());
afterAll(() => scene?.close());

const failed = async (name: string, args: Record<string, unknown>) => {
  const answer = await scene.agent.call(name, args);
  expect(answer.isError, answer.text).toBe(true);
  return { ...answer.error, text: answer.text };
};
/** The message at a place, as Slack's own client shows it to Ben. */
async function seen(channel: string, ts: string) {
  const { messages = [] } = await scene.ben.conversations.replies({ channel, ts });
  return messages.find((one) => one.ts === ts);
}

describe("slack_send_message", () => {
  test("posts markdown as rich text: formats, lists, quotes, code, tables, links, mentions, emoji", async () => {
    const text = [
      "# Release 2.15",
      "**Bold**, *italic*, ~~gone~~, `a < b`, [notes](https://a.test/x?a=1&b=2), @ben, <@U0NOBODY1>, #eng :tada:",
      "- one\n  1. inner\n- two",
      "> quoted & said",
      "```ts\nif (a < b) go();\n```",
      "| item | eur |\n| --- | ---: |\n| tea | 5 |",
    ].join("\n\n");
    const { structured } = await did("slack_send_message", { channel: "#eng", text });
    const message = await seen(structured.channel, structured.ts);
    expect(message?.user).toBe(slack.botUserId);
    const [block] = message?.blocks ?? [];
    const elements = (block as { elements?: { type: string; elements: unknown[] }[] }).elements ?? [];
    expect(elements.map(({ type }) => type)).toEqual([
      "rich_text_section",
      "rich_text_list",
      "rich_text_list",
      "rich_text_list",
      "rich_text_quote",
      "rich_text_preformatted",
      "rich_text_preformatted",
    ]);
    expect(elements[0]?.elements).toEqual(
      expect.arrayContaining([
        { type: "text", text: "Release 2.15", style: { bold: true } },
        { type: "text", text: "a < b", style: { code: true } },
        { type: "link", url: "https://a.test/x?a=1&b=2", text: "notes" },
        { type: "user", user_id: slack.userIdOf("ben@acme.test") },
        { type: "user", user_id: "U0NOBODY1" },
        { type: "channel", channel_id: slack.channelIdOf("eng") },
        { type: "emoji", name: "tada" },
      ]),
    );
    expect(elements[6]?.elements).toEqual([{ type: "text", text: "item | eur\n-----|----\ntea  |   5" }]);
    expect(message?.text).toContain("*Release 2.15*");
    const permalink = (
      await scene.ben.chat.getPermalink({ channel: structured.channel, message_ts: structured.ts })
    ).permalink;
    expect(structured.permalink).toBe(permalink);
    const read = await did("slack_get_message", { permalink });
    expect(read.structured.message.text_md).toContain(
      "**Bold**, *italic*, ~~gone~~, `a < b`, [notes](https://a.test/x?a=1&b=2), @ben",
    );
    expect(read.structured.message.text_md).toContain("- one\n    1. inner\n- two");
  });

  test("sends what others wrote as data: no mention of everybody, no hidden link", async () => {
    const text =
      "They said: <!channel> @here <!subteam^S0EVIL> <https://evil.test|your bank> &lt;!here&gt; \\*x\\*";
    const { structured, text: said } = await did("slack_send_message", { channel: "#general", text });
    expect(said).toContain("notify nobody here");
    const message = await seen(structured.channel, structured.ts);
    const shown = JSON.stringify(message?.blocks);
    for (const kind of ["broadcast", "usergroup", '"mrkdwn"']) expect(shown).not.toContain(kind);
    expect(shown).toContain("<!channel> @here <!subteam^S0EVIL> ");
    expect(message?.text).not.toMatch(/<!/);
    expect(message?.text).toContain("&lt;!channel&gt;");
  });

  test("goes into threads, to the channel as well when asked, and to people", async () => {
    const [parent] = slack.messages("finance").filter(({ reply_count }) => reply_count > 0);
    const thread_ts = parent?.ts ?? "";
    const reply = await did("slack_send_message", {
      channel: "#finance",
      text: "Meeting is set.",
      thread_ts,
      broadcast: true,
    });
    const { messages = [] } = await scene.ben.conversations.replies({
      channel: slack.channelIdOf("finance"),
      ts: thread_ts,
    });
    expect(messages.at(-1)).toMatchObject({
      ts: reply.structured.ts,
      thread_ts,
      subtype: "thread_broadcast",
    });
    for (const channel of ["@ben", "ben@acme.test", slack.userIdOf("ben@acme.test")]) {
      const { structured } = await did("slack_send_message", {
        channel,
        text: `Hello ${channel.replace("@", "at ")}`,
      });
      expect(structured.channel).toMatch(/^D/);
      const direct = await scene.ben.conversations.history({ channel: structured.channel, limit: 1 });
      expect(direct.messages?.[0]?.ts).toBe(structured.ts);
    }
  });

  test("with one key posts once, two at a time and later again", async () => {
    const args = { channel: "#random", text: "Once only", idempotency_key: "story-7" };
    const [one, two] = await Promise.all([did("slack_send_message", args), did("slack_send_message", args)]);
    const three = await did("slack_send_message", args);
    expect(new Set([one, two, three].map(({ structured }) => structured.ts)).size).toBe(1);
    const { messages = [] } = await scene.ben.conversations.history({ channel: slack.channelIdOf("random") });
    expect(messages.filter(({ text }) => text === "Once only")).toHaveLength(1);
  });

  test("takes 12,000 characters of anything", async () => {
    const lists = await did("slack_send_message", { channel: "#random", text: "- a\n".repeat(3_000) });
    expect(lists.structured.warnings).toEqual([expect.stringContaining("sent as plain lines")]);
    const message = slack.messages("random").find(({ ts }) => ts === lists.structured.ts);
    expect(message?.text.match(/• a/g)).toHaveLength(3_000);
    for (const piece of ["&", "word ", "星"]) {
      const text = piece.repeat(12_000 / piece.length);
      const { structured } = await did("slack_send_message", { channel: "#random", text });
      const edited = await did("slack_update_message", {
        channel: "#random",
        ts: structured.ts,
        text: `x${text.slice(1)}`,
      });
      expect(edited.structured.ts).toBe(structured.ts);
    }
  });

  test("says what is wrong, and that nothing was sent", async () => {
    const archived = slack.channelIdOf("q1-launch");
    expect(await failed("slack_send_message", { channel: archived, text: "x" })).toMatchObject({
      error: "conflict",
      text: expect.stringContaining("archived"),
    });
    expect(await failed("slack_send_message", { channel: "#design", text: "x" })).toMatchObject({
      error: "no_permission",
      text: expect.stringContaining("/invite"),
    });
    expect(await failed("slack_send_message", { channel: "#nowhere", text: "x" })).toMatchObject({
      error: "not_found",
    });
    expect(await failed("slack_send_message", { channel: "#general", text: " \n" })).toMatchObject({
      error: "bad_argument",
    });
    const restricted = { ok: false, error: "restricted_action" };
    slack.inject({ path: "/api/chat.postMessage", status: 200, body: restricted, times: 1 });
    expect(await failed("slack_send_message", { channel: "#general", text: "x" })).toMatchObject({
      error: "no_permission",
      text: expect.stringContaining("An admin of the workspace can allow it"),
    });
  });
});

describe("editing and deleting", () => {
  test("changes the app's own message, as often as one likes", async () => {
    const sent = await did("slack_send_message", { channel: "#eng", text: "Deploy at noon" });
    const { ts, channel } = sent.structured;
    for (let n = 0; n < 2; n++)
      await did("slack_update_message", { channel: "#eng", ts, text: "Deploy at **one**" });
    const message = await seen(channel, ts);
    expect(message).toMatchObject({ text: "Deploy at *one*", edited: { user: slack.botUserId } });
    const { structured } = await did("slack_delete_message", { channel, ts });
    expect(structured).toEqual({ ok: true, channel, ts });
    expect(slack.messages("eng").some((one) => one.ts === ts)).toBe(false);
    expect(await failed("slack_delete_message", { channel, ts })).toMatchObject({ error: "not_found" });
  });

  test("leaves other people's alone", async () => {
    const [first] = slack.messages("eng");
    const args = { channel: "#eng", ts: first?.ts };
    expect(await failed("slack_update_message", { ...args, text: "Mine now" })).toMatchObject({
      error: "no_permission",
      text: expect.stringContaining("only its own messages"),
    });
    expect(await failed("slack_delete_message", args)).toMatchObject({
      error: "no_permission",
      text: expect.stringContaining("cant_delete_message"),
    });
    expect(slack.messages("eng")[0]).toEqual(first);
  });
});

test("slack_add_reaction adds once, and knows no emoji that Slack does not", async () => {
  const [first] = slack.messages("random");
  const args = { channel: "#random", ts: first?.ts };
  expect((await did("slack_add_reaction", { ...args, emoji: ":tada:" })).structured).toEqual({ ok: true });
  expect((await did("slack_add_reaction", { ...args, emoji: "tada" })).structured).toMatchObject({
    already: true,
  });
  const { message } = await scene.ben.reactions.get({
    channel: slack.channelIdOf("random"),
    timestamp: first?.ts ?? "",
  });
  expect(message?.reactions).toContainEqual({ name: "tada", users: [slack.botUserId], count: 1 });
  expect(await failed("slack_add_reaction", { ...args, emoji: "🎉" })).toMatchObject({
    error: "bad_argument",
  });
});

describe("slack_schedule_message", () => {
  test("plans a message and says when, in the words that were meant", async () => {
    const day = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    const { structured, text } = await did("slack_schedule_message", {
      channel: "#finance",
      text: "Reminder: **invoice 2026-0147**",
      post_at: `${day} 09:00 Asia/Kolkata`,
    });
    expect(structured).toMatchObject({
      date: `${day}T03:30:00.000Z`,
      local: expect.stringContaining("09:00 (Asia/"),
    });
    expect(text).toContain(structured.local);
    const [planned] = slack.scheduled();
    expect(planned).toMatchObject({
      id: structured.scheduled_id,
      channel_id: slack.channelIdOf("finance"),
      post_at: Date.parse(`${day}T03:30:00Z`) / 1000,
      text: "Reminder: *invoice 2026-0147*",
    });
  });

  test("refuses what has passed, what is too far off and what is unclear, before anything is sent", async () => {
    slack.clearRequests();
    const far = new Date(Date.now() + 121 * 86_400_000).toISOString();
    for (const post_at of ["2020-01-01T09:00:00Z", far, "2027-01-10 09:00", "tomorrow"]) {
      const refused = await failed("slack_schedule_message", { channel: "#finance", text: "x", post_at });
      expect([post_at, refused.error]).toEqual([post_at, "bad_argument"]);
      expect(refused.text).toContain("Nothing was scheduled");
    }
    expect(slack.requests()).toEqual([]);
  });
});

test("all that went out is as Slack describes it", async () => {
  expect(await slackFindings(slack)).toEqual([]);
});
