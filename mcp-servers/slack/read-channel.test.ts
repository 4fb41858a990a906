import { describe, expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { at, slackOf } from "./fixture.ts";
import { slackReadChannel } from "./read-channel.ts";

describe("slack_read_channel", () => {
  const history = Array.from({ length: 45 }, (_, n) => ({ ts: at(n), user: "U01ADA", text: `line ${n}` }));

  it("shows names, markdown, files, reactions and threads", async () => {
    const { api } = fakeApi({
      answer: slackOf([
        {
          ts: at(1),
          user: "U01ADA",
          text: "*Hi* <@U02BEN>, see <https://a.test|this> &amp; <@U99GONE>",
          files: [{ id: "F1", name: "plan.pdf", mimetype: "application/pdf", size: 7 }],
          reactions: [{ name: "eyes", count: 2, users: ["U02BEN"] }],
          reply_count: 3,
          thread_ts: at(1),
        },
        {
          ts: at(2),
          bot_id: "B1",
          username: "deploys",
          subtype: "bot_message",
          attachments: [{ fallback: "It is out" }],
        },
      ]),
    });
    const { output, text } = await runTool(slackReadChannel, api, { channel: "C01GEN" });
    expect(output.items).toEqual([
      {
        ts: at(2),
        date: "2026-11-21T09:00:00.000Z",
        user: { id: "B1", name: "deploys" },
        text_md: "> It is out",
      },
      {
        ts: at(1),
        date: "2026-11-21T09:00:00.000Z",
        user: { id: "U01ADA", name: "Ada" },
        text_md: "**Hi** @Ben, see [this](https://a.test) & @U99GONE",
        files: [{ file_id: "F1", name: "plan.pdf", mime_type: "application/pdf", size: 7 }],
        reactions: [{ emoji: "eyes", count: 2 }],
        reply_count: 3,
        thread_ts: at(1),
      },
    ]);
    expect(text).toContain("written by the people named");
  });

  it("pages through everything once, newest first", async () => {
    const { api } = fakeApi({ answer: slackOf(history) });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { output } = await runTool(slackReadChannel, api, { channel: "C01GEN", page_size: 10, cursor });
      seen.push(...output.items.map((one) => one.text_md));
      cursor = output.next_cursor;
    } while (cursor);
    expect(seen).toEqual(history.map((one) => one.text).reverse());
  });

  it("asks for names once, whatever is read, and by itself for each connector", async () => {
    const { api, calls } = fakeApi({ answer: slackOf(history) });
    const lookups = () => calls.filter(({ path }) => path === "/users.info").length;
    await runTool(slackReadChannel, api, { channel: "C01GEN" });
    await runTool(slackReadChannel, api, { channel: "C01GEN", before: at(10) });
    expect(lookups()).toBe(1);
    const other = fakeApi({ answer: slackOf(history) });
    await runTool(slackReadChannel, other.api, { channel: "C01GEN" });
    expect(other.calls.filter(({ path }) => path === "/users.info")).toHaveLength(1);
    expect(calls.some(({ path }) => path === "/users.list")).toBe(false);
  });

  it("asks once for who is gone", async () => {
    const { api, calls } = fakeApi({ answer: slackOf([{ ts: at(1), user: "U99GONE", text: "bye" }]) });
    for (let n = 0; n < 3; n++) {
      const { output } = await runTool(slackReadChannel, api, { channel: "C01GEN" });
      expect(output.items[0]?.user).toEqual({ id: "U99GONE", name: "U99GONE" });
      expect(output.warnings).toBeUndefined();
    }
    expect(calls.filter(({ path }) => path === "/users.info")).toHaveLength(1);
  });

  it("says when Slack gives less than was asked for, in one call", async () => {
    const { api, calls } = fakeApi({ answer: slackOf(history, 15) });
    const { output, text } = await runTool(slackReadChannel, api, { channel: "C01GEN", page_size: 20 });
    expect(output.items).toHaveLength(15);
    expect(text).toContain("Slack gave 15 of the 20 messages asked for");
    expect(output.next_cursor).toBeDefined();
    expect(calls.filter(({ path }) => path === "/conversations.history")).toHaveLength(1);
  });

  it("leaves joins out and says so", async () => {
    const answer = slackOf([
      { ts: at(1), user: "U01ADA", subtype: "channel_join", text: "joined" },
      { ts: at(2), user: "U01ADA", text: "hello" },
    ]);
    const { api } = fakeApi({ answer });
    const { output } = await runTool(slackReadChannel, api, { channel: "C01GEN" });
    expect(output.items.map((one) => one.text_md)).toEqual(["hello"]);
    expect(output.warnings).toEqual(["Left out, joins and the like: 1."]);
    const all = (await runTool(slackReadChannel, api, { channel: "C01GEN", include_events: true })).output;
    expect(all.items.map((one) => one.event)).toEqual([undefined, "channel_join"]);
  });

  it("cuts long messages aloud, gives one alone in full, and fits a page of them", async () => {
    const long = Array.from({ length: 50 }, (_, n) => ({
      ts: at(n),
      user: "U01ADA",
      text: "word ".repeat(5_000),
    }));
    const { api } = fakeApi({ answer: slackOf(long) });
    const { output, text } = await runTool(slackReadChannel, api, { channel: "C01GEN", page_size: 50 });
    expect(output.items.length).toBeGreaterThan(1);
    expect(output.items[0]?.truncated).toMatchObject({ total: 25_000 });
    expect(text).toContain("[Cut: ");
    expect(text).toMatch(/Only \d+ of 50 messages fit/);
    expect(output.next_cursor).toBeDefined();
    const one = (await runTool(slackReadChannel, api, { channel: "C01GEN", page_size: 1 })).output;
    expect(one.items[0]?.text_md).toHaveLength(25_000);
    expect(one.items[0]?.truncated).toBeUndefined();
  });

  it("loses no message where a page does not fit", async () => {
    const long = Array.from({ length: 60 }, (_, n) => ({
      ts: at(n),
      user: "U01ADA",
      text: `${n} ${"word ".repeat(700)}`,
    }));
    const { api } = fakeApi({ answer: slackOf(long) });
    const seen: string[] = [];
    let cursor: string | undefined;
    let results = 0;
    do {
      const args = { channel: "C01GEN", page_size: 50, cursor };
      const { output } = await runTool(slackReadChannel, api, args);
      seen.push(...output.items.map((one) => one.ts));
      cursor = output.next_cursor;
      results += 1;
    } while (cursor);
    expect(seen).toEqual(long.map((one) => one.ts).reverse());
    expect(results).toBeGreaterThan(2);
  });

  it("goes on when names cannot be had, and says so", async () => {
    const slack = slackOf(history);
    const { api } = fakeApi({
      answer: (call) => {
        if (call.path === "/users.info") throw new ToolError("rate_limited", "slow down");
        return slack(call);
      },
    });
    const { output } = await runTool(slackReadChannel, api, { channel: "C01GEN" });
    expect(output.items[0]?.user).toEqual({ id: "U01ADA", name: "U01ADA" });
    expect(output.warnings).toContainEqual(expect.stringContaining("Ids stand for 1 names"));
  });

  it("refuses a cursor of another channel, and moments it cannot read, before it asks", async () => {
    const { api, calls } = fakeApi({ answer: slackOf(history) });
    const { output } = await runTool(slackReadChannel, api, { channel: "C01GEN", page_size: 5 });
    calls.length = 0;
    const wrong = [
      { channel: "C02ENG", page_size: 5, cursor: output.next_cursor },
      { channel: "C01GEN", after: "noon" },
    ];
    for (const args of wrong) {
      await expect(runTool(slackReadChannel, api, args)).rejects.toMatchObject({ fault: "bad_argument" });
    }
    expect(calls).toEqual([]);
  });
});
