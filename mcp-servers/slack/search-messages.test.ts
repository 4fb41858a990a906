import { describe, expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { at } from "./fixture.ts";
import { slackSearchMessages } from "./search-messages.ts";

describe("slack_search_messages", () => {
  const match = (n: number, channel: object = {}, more: object = {}) => ({
    ts: at(n),
    user: "U01ADA",
    username: "ada",
    text: `*hit* ${n} <@U01ADA>`,
    permalink: `https://acme.slack.com/archives/C01/p${n}?thread_ts=${at(0)}&cid=C01`,
    channel: { id: "C01", name: "general", ...channel },
    ...more,
  });
  const slack = (pages: object[][]) =>
    fakeApi({
      scopes: ["user:search:read"],
      answer: ({ query }) => {
        const page = Number(query?.page);
        return { ok: true, messages: { matches: pages[page - 1], paging: { page, pages: pages.length } } };
      },
    });

  it("leaves private conversations out unless asked, and says how many", async () => {
    const pages = [
      [match(1), match(2, { is_private: true })],
      [match(3, { is_im: true }), match(4)],
    ];
    const { output, text } = await runTool(slackSearchMessages, slack(pages).api, {
      query: "hit",
      page_size: 2,
    });
    expect(output.items.map((one) => one.ts)).toEqual([at(1), at(4)]);
    expect(text).toContain("Left out, in private conversations: 2.");
    const all = await runTool(slackSearchMessages, slack(pages).api, { query: "hit", include_private: true });
    expect(all.output.items).toHaveLength(4);
  });
  it("tells channel, person, moment and thread", async () => {
    const { api, calls } = slack([[match(1)]]);
    const { output } = await runTool(slackSearchMessages, api, { query: "hit", sort: "time" });
    expect(calls[0]).toMatchObject({
      path: "/search.messages",
      query: { query: "hit", sort: "timestamp", sort_dir: "desc", count: 20, page: "1" },
    });
    expect(output.items[0]).toMatchObject({
      channel: { id: "C01", name: "general" },
      user: { id: "U01ADA", name: "ada" },
      text: "**hit** 1 @ada",
      thread_ts: at(0),
    });
  });
  it("keeps to exact moments where Slack searches by days", async () => {
    const pages = [[match(1), match(5), match(9)]];
    const args = { query: "hit", after: at(1), before: at(9) };
    const { output } = await runTool(slackSearchMessages, slack(pages).api, args);
    expect(output.items.map((one) => one.ts)).toEqual([at(5)]);
  });
  it("needs words, or something that narrows it", async () => {
    const { api, calls } = slack([[match(1)]]);
    await expect(runTool(slackSearchMessages, api, { query: "  " })).rejects.toMatchObject({
      fault: "bad_argument",
    });
    expect(calls).toEqual([]);
    expect(
      (await runTool(slackSearchMessages, api, { query: "", in_channels: ["general"] })).output.items,
    ).toHaveLength(1);
  });
});

describe("with the search for apps", () => {
  const found = (n: number, more: object = {}) => ({
    ...{ author_user_id: "U01ADA", author_name: "Ada", channel_id: "C01", channel_name: "general" },
    ...{ message_ts: at(n), content: `hit ${n}`, permalink: `https://acme.slack.com/archives/C01/p${n}` },
    ...more,
  });
  const slack = (messages: object[], scopes: string[]) =>
    fakeApi({
      scopes,
      answer: ({ body }) => {
        const { cursor, limit } = body as { cursor?: string; limit: number };
        const from = Number(cursor ?? 0);
        const next = from + limit < messages.length ? String(from + limit) : "";
        return {
          ok: true,
          results: { messages: messages.slice(from, from + limit) },
          response_metadata: { next_cursor: next },
        };
      },
    });
  const PUBLIC = "user:search:read.public";

  it("asks for the kinds that the grant shows, and says which it does not", async () => {
    const { api, calls } = slack([found(1)], [PUBLIC, "user:search:read.im"]);
    await runTool(slackSearchMessages, api, { query: "hit" });
    const { output } = await runTool(slackSearchMessages, api, { query: "hit", include_private: true });
    expect(calls).toMatchObject([
      {
        method: "QUERY",
        path: "/assistant.search.context",
        body: { channel_types: ["public_channel"], limit: 20 },
      },
      { body: { channel_types: ["public_channel", "im"], content_types: ["messages"] } },
    ]);
    expect(output.warnings).toEqual([expect.stringContaining("private_channel, mpim")]);
  });
  it("goes on through pages of twenty until there is enough", async () => {
    const { api, calls } = slack(
      Array.from({ length: 70 }, (_, n) => found(n)),
      [PUBLIC],
    );
    const { output } = await runTool(slackSearchMessages, api, { query: "hit", page_size: 50 });
    expect(output.items.map(({ ts }) => ts)).toEqual(Array.from({ length: 50 }, (_, n) => at(n)));
    expect(calls).toHaveLength(3);
    const rest = await runTool(slackSearchMessages, api, {
      query: "hit",
      page_size: 50,
      cursor: output.next_cursor,
    });
    expect(rest.output.items.map(({ ts }) => ts)).toEqual(Array.from({ length: 20 }, (_, n) => at(n + 50)));
  });
  it("holds to channels, people and moments that were asked for, whatever Slack makes of the words", async () => {
    const all = [
      found(1),
      found(2, { channel_id: "C02", channel_name: "eng" }),
      found(3, { author_user_id: "U02BEN" }),
      found(9),
    ];
    const args = {
      query: "hit",
      in_channels: ["#general"],
      from_users: ["U01ADA"],
      after: at(0),
      before: at(9),
    };
    const { output } = await runTool(slackSearchMessages, slack(all, [PUBLIC]).api, args);
    expect(output.items.map(({ ts }) => ts)).toEqual([at(1)]);
  });
  it("falls back to the older search where the workspace has none and the grant has both", async () => {
    const { api, calls } = fakeApi({
      scopes: [PUBLIC, "user:search:read"],
      answer: ({ path }) => {
        if (path === "/assistant.search.context")
          throw new ToolError("no_permission", "x", { reason: "feature_not_enabled" });
        return { ok: true, messages: { matches: [], paging: { page: 1, pages: 1 } } };
      },
    });
    expect((await runTool(slackSearchMessages, api, { query: "hit" })).text).toContain("No messages match");
    expect(calls.map(({ path }) => path)).toEqual(["/assistant.search.context", "/search.messages"]);
  });
});
