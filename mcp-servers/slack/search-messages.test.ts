import { describe, expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
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
});
