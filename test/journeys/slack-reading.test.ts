import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SlackScene, slackFindings, slackScene } from "../support/slack-scene.ts";

let scene: SlackScene;
let did: SlackScene["did"];
let slack: SlackScene["slack"];

beforeAll(async () => {
  scene = await slackScene();
  ({ did, slack } = scene);
});
afterAll(() => scene?.close());

test("slack_list_channels shows what the app is in, as Slack's own list does, and finds by words", async () => {
  const { structured, text } = await did("slack_list_channels", { page_size: 50 });
  const { items } = structured;
  expect(items.map((one: { name: string }) => one.name)).toEqual([
    "general",
    "eng",
    "finance",
    "platform",
    "random",
    "@ada",
    "mpdm-ada--ben--valetkey-1",
  ]);
  const info = await scene.ben.conversations.info({ channel: items[2].channel_id });
  expect(items[2].topic).toBe(info.channel?.topic?.value);
  expect(text).toContain("written by the people named");
  const archived = await did("slack_list_channels", { include_archived: true, query: "launch" });
  expect(archived.structured.items).toMatchObject([{ name: "q1-launch", archived: true }]);
  const some = await did("slack_list_channels", { page_size: 2 });
  const rest = await did("slack_list_channels", { page_size: 2, cursor: some.structured.next_cursor });
  expect(rest.structured.items.map((one: { name: string }) => one.name)).toEqual(["finance", "platform"]);
});

test("slack_get_channel shows a private channel with its members by name", async () => {
  const { structured } = await did("slack_get_channel", { channel: "#platform", include_members: true });
  const channel = slack.channelIdOf("platform");
  const { members = [] } = await scene.ben.conversations.members({ channel });
  expect(structured).toMatchObject({
    channel: { channel_id: channel, type: "private_channel", member_count: members.length, is_member: true },
  });
  expect(structured.members.map((one: { user_id: string }) => one.user_id)).toEqual(members);
  expect(structured.members.map((one: { name: string }) => one.name)).toEqual([
    "ada",
    "ben",
    "Chloé",
    "valetkey",
  ]);
  const gone = await did("slack_get_channel", { channel: slack.channelIdOf("q1-launch") });
  expect(gone.structured.channel).toMatchObject({ archived: true });
});

describe("slack_read_channel", () => {
  test("resolves people, dates and files, newest first", async () => {
    const { structured, text } = await did("slack_read_channel", { channel: "finance" });
    const { messages = [] } = await scene.ben.conversations.history({
      channel: slack.channelIdOf("finance"),
    });
    expect(structured.items.map((one: { ts: string }) => one.ts)).toEqual(messages.map(({ ts }) => ts));
    expect(structured.items[0]).toMatchObject({
      user: { name: "Jonas (Legal)" },
      files: [{ name: "Budget 2027", note: "external link (gdrive)" }],
    });
    expect(structured.items[1]).toMatchObject({
      text_md: expect.stringContaining("@ada can you confirm"),
      reply_count: 3,
      files: [{ file_id: slack.fileIdOf("invoice-2026-0147.pdf"), mime_type: "application/pdf" }],
      reactions: [{ emoji: "eyes", count: 2 }],
    });
    expect(text).toContain("invoice-2026-0147.pdf · application/pdf");
  });

  test("reads blocks, rich text and attachments as markdown, with every name in them", async () => {
    const { structured } = await did("slack_read_channel", { channel: "#platform" });
    const said = structured.items.map((one: { text_md: string }) => one.text_md).reverse();
    expect(said[0]).toBe(
      [
        "## Queue depth above 10,000",
        "**jobs-eu** since 09:14, see [the board](https://status.acme.test/q?id=7&v=2)\n**Severity**\nhigh\n**On call**\n@Chloé",
        "Sent by Pager for #eng",
      ].join("\n\n"),
    );
    expect(said[1]).toBe(
      "On it, @oncall. Steps:\n\n1. drain\n2. scale out\n\n```\nscale jobs-eu --to 12\n```",
    );
    expect(said[2]).toBe(
      "[Runbook](https://acme.test/runbook) says **never** above 16 & ask in #finance first :pray:",
    );
    expect(said[3]).toBe("> [jobs 3.2](https://ci.acme.test/3.2)\n> by @ben, **all green**\n> ci");
    expect(structured.items[0].files).toMatchObject([{ note: "canvas" }, { note: "deleted" }]);
    expect(structured.items.at(-1).user).toMatchObject({ name: "Pager" });
  });

  test("reads a direct message by @name, id or address, and goes back through time", async () => {
    const said = "Remind me of the Northwind invoice on Monday, please.";
    for (const channel of ["@ada", slack.userIdOf("ada@acme.test"), "ada@acme.test"]) {
      const { structured } = await did("slack_read_channel", { channel });
      expect([channel, structured.items[0].text_md]).toEqual([channel, said]);
    }
    const all = (await did("slack_read_channel", { channel: "general" })).structured.items;
    const part = await did("slack_read_channel", {
      channel: "general",
      before: all[0].ts,
      after: all[2].date,
      page_size: 1,
    });
    expect(part.structured.items).toEqual([all[1]]);
  });
});

test("slack_read_thread holds the invoice thread, dates and edits included", async () => {
  const [parent] = slack.messages("finance").filter(({ reply_count }) => reply_count > 0);
  const args = { channel: "#finance", thread_ts: parent?.ts };
  const { structured } = await did("slack_read_thread", args);
  expect(structured.parent.text_md).toContain("Invoice 2026-0147");
  expect(structured.items).toMatchObject([
    { user: { name: "ada" }, edited: true },
    {
      user: { name: "Jonas (Legal)" },
      text_md: expect.stringContaining("before we pay. 30 Nov is still fine"),
    },
    { user: { name: "Ines" }, text_md: expect.stringContaining("with @ben this week") },
  ]);
  const turned = await did("slack_read_thread", { ...args, order: "newest", page_size: 1 });
  expect(turned.structured.items).toEqual([structured.items[2]]);
  const on = await did("slack_read_thread", {
    ...args,
    order: "newest",
    page_size: 1,
    cursor: turned.structured.next_cursor,
  });
  expect(on.structured.items).toEqual([structured.items[1]]);
});

describe("slack_get_message", () => {
  test("takes every link that Slack makes, and channel with ts", async () => {
    const channel = slack.channelIdOf("finance");
    const [parent, reply] = slack.messages("finance").slice(1, 3);
    const links = await Promise.all(
      [parent, reply].map(
        async (one) => (await scene.ben.chat.getPermalink({ channel, message_ts: one?.ts ?? "" })).permalink,
      ),
    );
    expect(links[1]).toContain("thread_ts=");
    const team = slack.teamId;
    for (const args of [
      { permalink: links[1] },
      { permalink: `<${links[1]}|link>` },
      { permalink: `https://app.slack.com/client/${team}/${channel}/thread/${channel}-${reply?.ts}` },
      { permalink: `slack://channel?team=${team}&id=${channel}&message=${reply?.ts}` },
      { channel: "#finance", ts: reply?.ts },
    ]) {
      const { structured } = await did("slack_get_message", args);
      expect([args, structured.message.ts]).toEqual([args, reply?.ts]);
      expect(structured.message).toMatchObject({ edited: true, thread_ts: parent?.ts });
    }
    const first = await did("slack_get_message", { permalink: links[0] });
    expect(first.structured.message).toMatchObject({ ts: parent?.ts, reply_count: 3 });
  });

  test("reads nothing of another workspace, and says what is not there", async () => {
    slack.clearRequests();
    const channel = slack.channelIdOf("finance");
    for (const permalink of [
      `https://globex.slack.com/archives/${channel}/p1795251600000100`,
      `https://app.slack.com/client/T0EVIL000/${channel}/p1795251600000100`,
    ]) {
      const other = await scene.agent.call("slack_get_message", { permalink });
      expect(other.error).toMatchObject({ error: "not_found" });
      expect(other.text).toContain("acme.slack.com");
    }
    expect(slack.requests().some(({ path }) => path.startsWith("/api/conversations."))).toBe(false);
    const nothing = await scene.agent.call("slack_get_message", {
      channel: "finance",
      ts: "1600000000.000100",
    });
    expect(nothing.error).toMatchObject({ error: "not_found" });
  });
});

test("slack_search_users finds by name, address and id, never who has left", async () => {
  const found = async (query: string) =>
    (await did("slack_search_users", { query })).structured.items.map(
      (one: { user_id: string }) => one.user_id,
    );
  const { user } = await scene.ben.users.lookupByEmail({ email: "chloe@acme.test" });
  for (const query of ["chlo", "@chloe", "chloe@acme.test", user?.id ?? "", "platform engineer"])
    expect([query, await found(query)]).toEqual([query, [user?.id]]);
  expect(await found("otto")).toEqual([]);
  const { structured } = await did("slack_search_users", { query: "jonas" });
  expect(structured.items).toMatchObject([
    { email: "jonas.meyer@acme.test", tz: "Europe/Berlin", title: "Counsel" },
  ]);
});

test("names were asked for one by one, and people never listed for them", async () => {
  slack.clearRequests();
  await did("slack_read_channel", { channel: slack.channelIdOf("random") });
  expect(slack.requests().map(({ path }) => path)).toEqual(["/api/conversations.history"]);
});

test("all that went out is as Slack describes it", async () => {
  expect(await slackFindings(slack)).toEqual([]);
});
