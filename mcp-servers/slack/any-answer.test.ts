import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { slack } from "./index.ts";

beforeEach(
  () => void vi.useFakeTimers({ now: Date.parse("2026-11-21T12:00:00Z"), toFake: ["setTimeout", "Date"] }),
);
afterEach(() => void vi.useRealTimers());

const ts = fc.constantFrom("1795251600.000100", "1795251700.000200", "1", "x");
const channel = fc.constantFrom(
  "C01GEN",
  "#general",
  "@ada",
  "U01ADA",
  "ada@acme.test",
  "",
  "#",
  "../x",
  "D1\u0000",
);
const text = fc.oneof(
  fc.string(),
  fc.constantFrom("**b** @ada #general <!here>", "- a\n  1. b", "> ".repeat(3_000), "`".repeat(99)),
);
const INPUTS: Readonly<Record<string, fc.Arbitrary<object>>> = {
  slack_search_messages: fc.record({
    query: text.map((s) => s.slice(0, 500)),
    in_channels: fc.array(channel, { maxLength: 3 }),
    include_private: fc.boolean(),
  }),
  slack_list_channels: fc.record({ query: fc.string({ maxLength: 50 }) }, { requiredKeys: [] }),
  slack_get_channel: fc.record({ channel, include_members: fc.boolean() }),
  slack_read_channel: fc.record({ channel, include_events: fc.boolean() }),
  slack_read_thread: fc.record({ channel, thread_ts: ts, order: fc.constantFrom("oldest", "newest") }),
  slack_get_message: fc.oneof(
    fc.record({ channel, ts }),
    fc.record({
      permalink: fc.constantFrom("https://acme.slack.com/archives/C01GEN/p1795251600000100", "x"),
    }),
  ),
  slack_search_users: fc.record({ query: fc.oneof(channel, fc.string({ maxLength: 50 })) }),
  slack_send_message: fc.record(
    { channel, text, idempotency_key: fc.string({ maxLength: 20 }) },
    { requiredKeys: ["channel", "text"] },
  ),
  slack_update_message: fc.record({ channel, ts, text }),
  slack_delete_message: fc.record({ channel, ts }),
  slack_add_reaction: fc.record({ channel, ts, emoji: fc.constantFrom("eyes", ":+1:", "👀") }),
  slack_read_file: fc.record({
    file_id: fc.constantFrom("F01", "F0AB", "x"),
    mode: fc.constantFrom("text", "link"),
  }),
  slack_upload_file: fc.record({
    channel,
    content: fc.string(),
    filename: fc.constantFrom("a.txt", "../a", ""),
    comment: text.map((s) => s.slice(0, 4_000)),
  }),
  slack_schedule_message: fc.record({
    channel,
    text,
    post_at: fc.constantFrom("1795446000", "2026-11-23 09:00 Europe/Berlin", "now"),
  }),
};

/** What Slack answers, with some of it replaced by anything. */
const FIELDS = [
  "ok",
  "messages",
  "channels",
  "channel",
  "members",
  "user",
  "file",
  "files",
  "results",
  "usergroups",
  "ts",
  "url",
  "team_id",
  "permalink",
  "upload_url",
  "file_id",
  "scheduled_message_id",
  "post_at",
  "has_more",
  "response_metadata",
];
const MESSAGE = {
  ts: "1795251600.000100",
  user: "U01ADA",
  text: "*hi* <@U02BEN>",
  blocks: [{ type: "rich_text", elements: [] }],
  files: [{ id: "F1" }],
};
const WHOLE: Readonly<Record<string, unknown>> = {
  ok: true,
  messages: [MESSAGE],
  channels: [
    { id: "C01GEN", name: "general" },
    { id: "D01ADA", is_im: true, user: "U01ADA" },
  ],
  members: [{ id: "U01ADA", name: "ada" }],
  user: { id: "U01ADA", name: "ada", profile: {} },
  file: { id: "F01", name: "a.txt", url_private: "https://files.slack.com/files-pri/T1-F1/a.txt" },
  files: [{ id: "F01" }],
  results: { messages: [{ channel_id: "C01GEN", message_ts: "1795251600.000100", content: "hi" }] },
  usergroups: [{ id: "S1" }],
  ts: "1795251600.000100",
  url: "https://acme.slack.com/",
  team_id: "T1",
  permalink: "https://acme.slack.com/archives/C01GEN/p1795251600000100",
  upload_url: "https://files.slack.com/upload/v1/x",
  file_id: "F01",
  scheduled_message_id: "Q1",
  post_at: 1795446000,
};

function answerTo({ path }: Call, wrong: readonly [string, unknown][], bytes: Uint8Array): unknown {
  if (path.startsWith("/files-")) return { bytes, contentType: "text/plain" };
  const isOne = /\.(info|open|join)$/.test(path) && !path.startsWith("/users");
  const channelField = isOne ? { id: "C01GEN", name: "general" } : "C01GEN";
  return { ...WHOLE, channel: channelField, ...Object.fromEntries(wrong) };
}

describe.each(slack.tools.map((tool) => [tool.name, tool] as const))("%s", (name, tool) => {
  it("gives a result or says what is wrong, whatever it is asked and whatever Slack answers", async () => {
    const wrong = fc.array(fc.tuple(fc.constantFrom(...FIELDS), fc.anything({ maxDepth: 3 })), {
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(
        INPUTS[name] ?? fc.constant({}),
        wrong,
        fc.uint8Array(),
        async (args, answers, bytes) => {
          const { api, calls } = fakeApi({ answer: (call) => answerTo(call, answers, bytes) });
          const running = runTool(tool, api, args).then(
            ({ text: said }) => expect(typeof said).toBe("string"),
            (error: unknown) => {
              expect(error, String((error as Error).stack)).toBeInstanceOf(ToolError);
              expect((error as ToolError).message.length).toBeLessThan(1_000);
            },
          );
          await vi.runAllTimersAsync();
          await running;
          expect(calls.length).toBeLessThan(80);
        },
      ),
      { numRuns: 60 },
    );
  });
});
