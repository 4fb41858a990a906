import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type SlackScene, slackScene } from "../support/slack-scene.ts";

let scene: SlackScene;
let slack: SlackScene["slack"];

beforeAll(async () => {
  scene = await slackScene();
  ({ slack } = scene);
});
afterEach(() => slack.limit("off"));
afterAll(() => scene?.close());

test("an app from outside the Marketplace learns what it got, what that costs and when to go on", async () => {
  for (let n = 0; n < 18; n++)
    await scene.ben.chat.postMessage({ channel: slack.channelIdOf("general"), text: `note ${n}` });
  slack.limit("outside_marketplace");
  const first = await scene.did("slack_read_channel", {
    channel: slack.channelIdOf("general"),
    page_size: 20,
  });
  expect(first.structured.items).toHaveLength(15);
  expect(first.text).toContain("Slack gave 15 of the 20 messages asked for");
  expect(first.text).toContain("one request a minute");
  const { next_cursor: cursor } = first.structured;
  slack.clearRequests();
  const again = { channel: slack.channelIdOf("general"), page_size: 20, cursor };
  const limited = await scene.agent.call("slack_read_channel", again);
  expect(limited.error).toMatchObject({ error: "rate_limited" });
  const { retry_after_seconds: wait } = limited.error as unknown as { retry_after_seconds: number };
  expect(wait).toBeGreaterThan(30);
  expect(wait).toBeLessThanOrEqual(60);
  expect(limited.text).toContain("at most 15 messages");
  expect(slack.requests()).toHaveLength(1);
  // Until then Slack is left alone.
  await scene.agent.call("slack_read_channel", again);
  expect(slack.requests()).toHaveLength(1);
  // Threads have a limit of their own, and so has everything else.
  const [parent] = slack.messages("finance").filter(({ reply_count }) => reply_count > 0);
  await scene.did("slack_read_thread", { channel: slack.channelIdOf("finance"), thread_ts: parent?.ts });
  await scene.did("slack_send_message", { channel: "#random", text: "Still works" });
});

test("messages to one channel go out a second apart where Slack wants it so, and none is lost", async () => {
  slack.limit("tiers");
  slack.clearRequests();
  const channel = slack.channelIdOf("eng");
  const texts = ["one", "two", "three", "four", "five"].map((word) => `burst ${word}`);
  const answers = await Promise.all(
    texts.map((text) => scene.agent.call("slack_send_message", { channel, text })),
  );
  expect(answers.map(({ isError, text }) => [isError, text.slice(0, 5)])).toEqual(
    texts.map(() => [false, "Sent."]),
  );
  expect(slack.messages("eng").filter(({ text }) => text.startsWith("burst "))).toHaveLength(texts.length);
  // Slack never had to say no.
  const posts = slack.requests().filter(({ path }) => path === "/api/chat.postMessage");
  expect(posts.map(({ status }) => status)).toEqual(texts.map(() => 200));
}, 60_000);
