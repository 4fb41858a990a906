import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { slackAddReaction } from "./add-reaction.ts";
import { slackSendMessage } from "./send-message.ts";

const TS = "1795251600.000100";

/** A Slack that keeps what is posted. */
function slackOf(more: Partial<Record<string, (call: Call) => unknown>> = {}) {
  const posted: Record<string, unknown>[] = [];
  const answer = (call: Call): unknown => {
    const own = more[call.path];
    if (own) return own(call);
    if (call.path === "/chat.postMessage") {
      posted.push(call.body as Record<string, unknown>);
      return { ok: true, channel: "C01GEN", ts: `1795251600.${String(posted.length).padStart(6, "0")}` };
    }
    if (call.path === "/chat.getPermalink")
      return { ok: true, permalink: "https://acme.slack.com/archives/C01GEN/p1" };
    if (call.path === "/conversations.history" || call.path === "/conversations.replies") {
      const messages = posted.map((one, at) => ({
        ts: `1795251600.${String(at + 1).padStart(6, "0")}`,
        metadata: one.metadata,
      }));
      return { ok: true, messages };
    }
    if (call.path === "/conversations.open") return { ok: true, channel: { id: "D09NEW" } };
    return { ok: true };
  };
  return { answer, posted };
}
const send = (api: ReturnType<typeof fakeApi>["api"], more: object = {}) =>
  runTool(slackSendMessage, api, { channel: "C01GEN", text: "**Hi**", ...more });

describe("slack_send_message", () => {
  it("posts markdown, without previews unless asked", async () => {
    const { answer, posted } = slackOf();
    const { api } = fakeApi({ answer });
    const { output, text } = await send(api);
    expect(posted).toEqual([
      {
        channel: "C01GEN",
        text: "*Hi*",
        blocks: [
          {
            type: "rich_text",
            elements: [
              { type: "rich_text_section", elements: [{ type: "text", text: "Hi", style: { bold: true } }] },
            ],
          },
        ],
        unfurl_links: false,
        unfurl_media: false,
      },
    ]);
    expect(output).toEqual({
      channel: "C01GEN",
      ts: "1795251600.000001",
      permalink: "https://acme.slack.com/archives/C01GEN/p1",
    });
    expect(text).toContain("Sent. channel C01GEN · ts 1795251600.000001");
    await send(api, { thread_ts: TS, broadcast: true, unfurl: true });
    expect(posted[1]).toMatchObject({ thread_ts: TS, reply_broadcast: true, unfurl_links: true });
  });
  it("is sent even if its link cannot be had", async () => {
    const failing = () => {
      throw new ToolError("rate_limited", "slow down");
    };
    const { api } = fakeApi({ answer: slackOf({ "/chat.getPermalink": failing }).answer });
    expect((await send(api)).output).toEqual({ channel: "C01GEN", ts: "1795251600.000001" });
  });
  it.each([
    [{ text: " \n" }, "bad_argument"],
    [{ broadcast: true }, "bad_argument"],
    [{ thread_ts: "yesterday" }, "bad_argument"],
  ])("%j is refused before anything is asked", async (args, fault) => {
    const { api, calls } = fakeApi({ answer: slackOf().answer });
    await expect(send(api, args)).rejects.toMatchObject({ fault });
    expect(calls).toEqual([]);
  });
  it("opens a direct message for a person, with the scope for it", async () => {
    const { answer, posted } = slackOf();
    await send(fakeApi({ answer }).api, { channel: "U01ADA" });
    expect(posted[0]).toMatchObject({ channel: "D09NEW" });
    const without = fakeApi({ answer, scopes: ["chat:write"] });
    await expect(send(without.api, { channel: "U01ADA" })).rejects.toThrow(/im:write.*Nothing was sent/);
    expect(without.calls).toEqual([]);
  });
});

describe("a key", () => {
  it("posts once, one after the other or at once", async () => {
    const { answer, posted } = slackOf();
    const { api } = fakeApi({ answer });
    const first = await send(api, { idempotency_key: "k1" });
    const again = await send(api, { idempotency_key: "k1" });
    expect(again.output).toMatchObject({ ts: first.output.ts, already_sent: true });
    expect(again.text).toContain("nothing new was sent");
    const both = await Promise.all([
      send(api, { idempotency_key: "k2" }),
      send(api, { idempotency_key: "k2" }),
    ]);
    expect(new Set(both.map(({ output }) => output.ts)).size).toBe(1);
    expect(posted).toHaveLength(2);
  });
  it("belongs to its connector, and does not go out in the clear", async () => {
    const { answer, posted } = slackOf();
    await send(fakeApi({ answer, connectorId: "con_1" }).api, { idempotency_key: "secret-key" });
    await send(fakeApi({ answer, connectorId: "con_2" }).api, { idempotency_key: "secret-key" });
    expect(posted).toHaveLength(2);
    expect(JSON.stringify(posted)).not.toContain("secret-key");
  });
  it("is looked for in its thread", async () => {
    const { answer } = slackOf();
    const { api, calls } = fakeApi({ answer });
    await send(api, { idempotency_key: "k", thread_ts: TS });
    expect(calls[0]).toMatchObject({
      path: "/conversations.replies",
      query: { channel: "C01GEN", ts: TS, include_all_metadata: true },
    });
  });
  it("says where it could be looked for in a part of the last day only", async () => {
    const { answer } = slackOf();
    const more = ({ path }: Call) => path === "/conversations.history" && { has_more: true };
    const { api } = fakeApi({ answer: (call) => ({ ...(answer(call) as object), ...more(call) }) });
    const { text } = await send(api, { idempotency_key: "k" });
    expect(text).toContain("looked for in 0 messages of the last day; there are more");
  });
  it("that failed can be tried again", async () => {
    let fails = true;
    const { answer, posted } = slackOf();
    const { api } = fakeApi({
      answer: (call) => {
        if (call.path === "/chat.postMessage" && fails) throw new ToolError("provider_down", "down");
        return answer(call);
      },
    });
    await expect(send(api, { idempotency_key: "k" })).rejects.toMatchObject({ fault: "provider_down" });
    fails = false;
    expect((await send(api, { idempotency_key: "k" })).output.already_sent).toBeUndefined();
    expect(posted).toHaveLength(1);
  });
  it("needs a scope to look for it", async () => {
    const { api, calls } = fakeApi({ answer: slackOf().answer, scopes: ["chat:write"] });
    await expect(send(api, { idempotency_key: "k" })).rejects.toThrow(/channels:history.*Nothing was sent/);
    expect(calls).toEqual([]);
  });
});

it("a channel that the app is not in says what helps", async () => {
  const outside = () => {
    throw new ToolError("no_permission", "x", { reason: "not_in_channel", status: 200 });
  };
  const { api } = fakeApi({ answer: slackOf({ "/chat.postMessage": outside }).answer });
  await expect(send(api)).rejects.toMatchObject({
    fault: "no_permission",
    reason: "not_in_channel",
    message: expect.stringContaining("/invite"),
  });
});

describe("slack_add_reaction", () => {
  const react = (api: ReturnType<typeof fakeApi>["api"], emoji: string) =>
    runTool(slackAddReaction, api, { channel: "C01GEN", ts: TS, emoji });

  it("takes a name with or without colons", async () => {
    const { api, calls } = fakeApi({ answer: slackOf().answer });
    for (const emoji of ["eyes", ":eyes:", "wave::skin-tone-3", "+1"]) await react(api, emoji);
    expect(calls.map(({ body }) => (body as { name: string }).name)).toEqual([
      "eyes",
      "eyes",
      "wave::skin-tone-3",
      "+1",
    ]);
    expect(calls[0]?.body).toEqual({ channel: "C01GEN", timestamp: TS, name: "eyes" });
  });
  it("is done when it was there already", async () => {
    const { api } = fakeApi({
      answer: () => {
        throw new ToolError("conflict", "x", { reason: "already_reacted" });
      },
    });
    expect((await react(api, "eyes")).output).toEqual({ ok: true, already: true });
  });
  it.each(["👀", "", "a b", "::"])("refuses %j", async (emoji) => {
    const { api, calls } = fakeApi({ answer: slackOf().answer });
    await expect(react(api, emoji)).rejects.toMatchObject({ fault: "bad_argument" });
    expect(calls).toEqual([]);
  });
});
