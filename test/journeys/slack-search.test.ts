import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OLDER_SEARCH, type SlackScene, slackFindings, slackScene } from "../support/slack-scene.ts";

const SEARCH = ["slack_search_messages"];
const KINDS = ["slack+private_channels", "slack+group_messages", "slack+direct_messages"];
const textsOf = (items: { text: string }[]) => items.map(({ text }) => text.split(" ").slice(0, 3).join(" "));

describe("with the search for apps", () => {
  let scene: SlackScene;
  beforeAll(async () => {
    scene = await slackScene({ tools: SEARCH, extras: KINDS });
  });
  afterAll(() => scene?.close());
  const search = async (args: Record<string, unknown>) =>
    (await scene.did("slack_search_messages", args)).structured;

  test("public channels are searched as the person, private ones when asked", async () => {
    const found = await search({ query: "invoice", sort: "time" });
    expect(textsOf(found.items)).toEqual(["Invoice 2026-0147 from", "Sent it to", "Does anybody have"]);
    const [first] = found.items;
    expect(first).toMatchObject({
      channel: { id: scene.slack.channelIdOf("finance"), name: "finance" },
      user: { id: scene.slack.userIdOf("ines@acme.test"), name: "ines" },
      text: expect.stringMatching(/@\w+ can you confirm/),
    });
    const { permalink } = await scene.ben.chat.getPermalink({
      channel: first.channel.id,
      message_ts: first.ts,
    });
    expect(first.permalink).toBe(permalink);
    const all = await search({ query: "invoice", include_private: true, sort: "time" });
    expect(textsOf(all.items)[0]).toBe("Remind me of");
    expect(textsOf((await search({ query: "offer", include_private: true })).items)).toEqual([
      "Offer to the",
    ]);
    expect((await search({ query: "offer" })).items).toEqual([]);
    const sent = scene.slack.requests().filter(({ path }) => path.startsWith("/api/assistant"));
    expect(new Set(sent.map(({ method, token = "" }) => [method, token.slice(0, 5)].join(" ")))).toEqual(
      new Set(["POST xoxp-"]),
    );
  });

  test("channel, person, time and thread narrow it, and pages hold each match once", async () => {
    const finance = { query: "", in_channels: ["#finance"] };
    const all = await search({ ...finance, query: "e", sort: "time" });
    expect(all.items.length).toBeGreaterThan(4);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await search({ ...finance, query: "e", sort: "time", page_size: 2, cursor });
      seen.push(...page.items.map((one: { ts: string }) => one.ts));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(all.items.map((one: { ts: string }) => one.ts));
    const jonas = scene.slack.userIdOf("jonas.meyer@acme.test");
    const his = await search({ ...finance, query: "e", from_users: [jonas] });
    expect(new Set(his.items.map((one: { user: { id: string } }) => one.user.id))).toEqual(new Set([jonas]));
    const before = all.items[2].ts;
    const earlier = await search({ ...finance, query: "e", before, sort: "time" });
    expect(earlier.items).toEqual(all.items.slice(3));
    const thread = await search({ ...finance, query: "discount", threads_only: true });
    expect(thread.items).toMatchObject([{ thread_ts: expect.stringMatching(/^\d+\.\d+$/) }]);
  });

  test("a workspace that does not have it says what helps", async () => {
    scene.slack.allowContextSearch(false);
    const refused = await scene.agent.call("slack_search_messages", { query: "invoice" });
    expect(refused.error).toMatchObject({ error: "no_permission" });
    expect(refused.text).toContain("Search the older way");
    scene.slack.allowContextSearch(true);
  });
});

test("of one kind alone searches that kind, and says what it left out", async () => {
  const scene = await slackScene({ tools: SEARCH, extras: ["slack+private_channels"] });
  try {
    const { structured } = await scene.did("slack_search_messages", {
      query: "e",
      include_private: true,
      page_size: 50,
    });
    const names = new Set(structured.items.map((one: { channel: { name: string } }) => one.channel.name));
    expect([...names]).toEqual(expect.arrayContaining(["leads", "platform", "finance"]));
    expect([...names].some((name) => String(name).startsWith("mpdm"))).toBe(false);
    expect(structured.warnings).toContainEqual(expect.stringContaining("Not searched"));
    expect(structured.warnings).toContainEqual(expect.stringMatching(/mpim, im/));
  } finally {
    await scene.close();
  }
}, 60_000);

test("an app that may ask for the old scope alone searches the old way", async () => {
  const scene = await slackScene({ tools: SEARCH, extras: [OLDER_SEARCH] });
  try {
    const { structured } = await scene.did("slack_search_messages", { query: "invoice", sort: "time" });
    expect(textsOf(structured.items)).toEqual(["Invoice 2026-0147 from", "Sent it to", "Does anybody have"]);
    expect(structured.warnings).toEqual(["Left out, in private conversations: 1."]);
    expect(scene.slack.requests().some(({ path }) => path === "/api/search.messages")).toBe(true);
    expect(await slackFindings(scene.slack)).toEqual([]);
  } finally {
    await scene.close();
  }
}, 60_000);
