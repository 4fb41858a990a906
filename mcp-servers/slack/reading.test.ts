import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { slackListChannels } from "./list-channels.ts";
import { slackReadChannel } from "./read-channel.ts";
import { slackReadThread } from "./read-thread.ts";
import { slackSearchMessages } from "./search-messages.ts";
import { slackSearchUsers } from "./search-users.ts";

const PEOPLE = [
  {
    id: "U01ADA",
    name: "ada",
    real_name: "Ada Lindqvist",
    profile: { display_name: "Ada", email: "ada@acme.test" },
  },
  { id: "U02BEN", name: "ben", real_name: "Ben Okafor", profile: { display_name: "Ben" } },
  { id: "U03BEN", name: "ben.two", real_name: "Ben Other", profile: { display_name: "Ben" } },
  { id: "U04OLD", name: "old", deleted: true, profile: {} },
];
const CHANNELS = [
  {
    id: "C01GEN",
    name: "general",
    topic: { value: "All" },
    purpose: { value: "" },
    num_members: 3,
    is_member: true,
  },
  {
    id: "C02ENG",
    name: "eng",
    topic: { value: "" },
    purpose: { value: "Building things" },
    is_member: false,
  },
  { id: "D03ADA", is_im: true, user: "U01ADA" },
];
const at = (n: number) => `1795251600.${String(n).padStart(6, "0")}`;
interface Said {
  ts: string;
  text?: string;
  user?: string;
  [more: string]: unknown;
}

/** A small Slack: history newest first and cut to `most` a page, as for apps outside the Marketplace. */
function slackOf(messages: readonly Said[], most = 999) {
  return ({ path, query = {} }: Call): unknown => {
    const limit = Math.min(Number(query.limit ?? 100), most);
    if (path === "/users.info") {
      const user = PEOPLE.find((one) => one.id === query.user);
      if (!user) throw new ToolError("not_found", "none", { reason: "user_not_found" });
      return { ok: true, user };
    }
    if (path === "/users.list") return { ok: true, members: PEOPLE, response_metadata: { next_cursor: "" } };
    if (path === "/users.lookupByEmail") return { ok: true, user: PEOPLE[0] };
    if (path === "/users.conversations" || path === "/conversations.list") {
      const kinds = String(query.types).split(",");
      const channels = CHANNELS.filter((one) => kinds.includes(one.is_im ? "im" : "public_channel"));
      return {
        ok: true,
        channels: path === "/conversations.list" ? channels : channels.filter((c) => c.id !== "C02ENG"),
      };
    }
    if (path === "/conversations.history") {
      const { latest, oldest = "0" } = query as { latest?: string; oldest?: string };
      const fit = messages.filter((one) => (latest === undefined || one.ts < latest) && one.ts > oldest);
      const sorted = fit.sort((a, b) => (a.ts < b.ts ? 1 : -1));
      return { ok: true, messages: sorted.slice(0, limit), has_more: sorted.length > limit };
    }
    if (path === "/conversations.replies") {
      const from = Number(query.cursor ?? 0);
      const page = messages.slice(from, from + limit);
      const next = from + limit < messages.length ? String(from + limit) : "";
      return { ok: true, messages: page, has_more: next !== "", response_metadata: { next_cursor: next } };
    }
    throw new Error(`unexpected ${path}`);
  };
}

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
        text_md: "It is out",
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

  it("goes on when names cannot be had", async () => {
    const slack = slackOf(history);
    const { api } = fakeApi({
      answer: (call) => {
        if (call.path === "/users.info") throw new ToolError("rate_limited", "slow down");
        return slack(call);
      },
    });
    const { output } = await runTool(slackReadChannel, api, { channel: "C01GEN" });
    expect(output.items[0]?.user).toEqual({ id: "U01ADA", name: "U01ADA" });
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

describe("a conversation by name", () => {
  const answer = slackOf([{ ts: at(1), user: "U01ADA", text: "x" }]);
  const read = (api: ReturnType<typeof fakeApi>["api"], channel: string) =>
    runTool(slackReadChannel, api, { channel }).then(({ output }) => output.channel_id);

  it("is found among those the app is in, then among all; again with one look", async () => {
    const { api, calls } = fakeApi({
      answer: (call) =>
        call.path === "/conversations.info"
          ? { ok: true, channel: CHANNELS.find((one) => one.id === call.query?.channel) }
          : answer(call),
    });
    expect(await read(api, "#general")).toBe("C01GEN");
    expect(await read(api, "ENG")).toBe("C02ENG");
    calls.length = 0;
    expect(await read(api, "eng")).toBe("C02ENG");
    expect(calls.map(({ path }) => path)).toEqual(["/conversations.info", "/conversations.history"]);
  });
  it("is looked for again when its name has gone to another", async () => {
    const { api } = fakeApi({
      answer: (call) =>
        call.path === "/conversations.info"
          ? { ok: true, channel: { id: "C01GEN", name: "old-general" } }
          : answer(call),
    });
    expect(await read(api, "general")).toBe("C01GEN");
    CHANNELS.unshift({
      id: "C09NEW",
      name: "general",
      topic: { value: "" },
      purpose: { value: "" },
      is_member: true,
    });
    expect(await read(api, "general")).toBe("C09NEW");
    CHANNELS.shift();
  });
  it("of a person is their direct message", async () => {
    const { api } = fakeApi({ answer });
    expect(await read(api, "@ada")).toBe("D03ADA");
    expect(await read(api, "U01ADA")).toBe("D03ADA");
    await expect(read(api, "@ben")).rejects.toMatchObject({ fault: "not_found" });
  });
  it("that fits several people or nobody is refused with what to do", async () => {
    const { api } = fakeApi({ answer });
    PEOPLE[1] = { ...PEOPLE[1], name: "okafor" } as (typeof PEOPLE)[number];
    await expect(read(api, "@Ben")).rejects.toThrow(/U02BEN.*U03BEN/);
    PEOPLE[1] = { ...PEOPLE[1], name: "ben" } as (typeof PEOPLE)[number];
    await expect(read(api, "@nobody")).rejects.toThrow(/slack_search_users/);
    await expect(read(api, "nowhere")).rejects.toMatchObject({ fault: "not_found" });
  });
  it("needs the scope to list", async () => {
    const { api, calls } = fakeApi({ answer, scopes: ["channels:history", "users:read"] });
    await expect(read(api, "general")).rejects.toThrow(/Pass the id/);
    expect(calls).toEqual([]);
  });
});

describe("slack_read_thread", () => {
  const thread = [
    { ts: at(0), user: "U01ADA", text: "parent", reply_count: 40, thread_ts: at(0) },
    ...Array.from({ length: 40 }, (_, n) => ({
      ts: at(n + 1),
      user: "U02BEN",
      text: `reply ${n}`,
      thread_ts: at(0),
    })),
  ];
  async function whole(order: string, most: number) {
    const { api } = fakeApi({ answer: slackOf(thread, most) });
    const seen: string[] = [];
    const parents: string[] = [];
    let cursor: string | undefined;
    do {
      const args = { channel: "C01GEN", thread_ts: at(0), page_size: 7, order, cursor };
      const { output } = await runTool(slackReadThread, api, args);
      seen.push(...output.items.map((one) => one.text_md));
      if (output.parent) parents.push(output.parent.text_md);
      cursor = output.next_cursor;
    } while (cursor);
    return { seen, parents };
  }
  const replies = thread.slice(1).map((one) => one.text);

  it("holds every reply once, oldest or newest first, and the parent once", async () => {
    for (const most of [999, 15, 3]) {
      expect(await whole("oldest", most)).toEqual({ seen: replies, parents: ["parent"] });
    }
    expect(await whole("newest", 999)).toEqual({ seen: [...replies].reverse(), parents: ["parent"] });
  });
  it("loses no reply where a page does not fit", async () => {
    const long = thread.map((one, n) => ({ ...one, text: `${n} ${"word ".repeat(700)}` }));
    for (const order of ["oldest", "newest"]) {
      const { api } = fakeApi({ answer: slackOf(long) });
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const args = { channel: "C01GEN", thread_ts: at(0), page_size: 30, order, cursor };
        const { output } = await runTool(slackReadThread, api, args);
        seen.push(...output.items.map((one) => one.ts));
        cursor = output.next_cursor;
      } while (cursor);
      const wanted = long.slice(1).map((one) => one.ts);
      expect(seen, order).toEqual(order === "oldest" ? wanted : wanted.reverse());
    }
  });
  it("does not turn round more than it can read", async () => {
    await expect(whole("newest", 3)).rejects.toMatchObject({ fault: "too_large" });
  });
  it("takes a timestamp and nothing else", async () => {
    const { api, calls } = fakeApi({ answer: slackOf(thread) });
    const args = { channel: "C01GEN", thread_ts: "../x" };
    await expect(runTool(slackReadThread, api, args)).rejects.toMatchObject({ fault: "bad_argument" });
    expect(calls).toEqual([]);
  });
});

describe("slack_list_channels", () => {
  const answer = slackOf([]);
  it("lists what the grant shows, direct messages by name", async () => {
    const { api, calls } = fakeApi({ answer });
    const { output, text } = await runTool(slackListChannels, api, {});
    expect(calls[0]).toMatchObject({
      path: "/users.conversations",
      query: { types: "public_channel,private_channel,mpim,im", exclude_archived: true, limit: 20 },
    });
    expect(output.items).toMatchObject([
      {
        channel_id: "C01GEN",
        name: "general",
        type: "public_channel",
        topic: "All",
        members: 3,
        is_member: true,
      },
      { channel_id: "D03ADA", name: "@Ada", type: "im", is_member: true },
    ]);
    expect(text).toContain("#general · C01GEN");
  });
  it("asks only for kinds the grant shows, and refuses others by name", async () => {
    const { api, calls } = fakeApi({ answer, scopes: ["channels:read"] });
    await runTool(slackListChannels, api, { member_only: false });
    expect(calls[0]).toMatchObject({ path: "/conversations.list", query: { types: "public_channel" } });
    await expect(runTool(slackListChannels, api, { types: ["im"] })).rejects.toMatchObject({
      fault: "no_permission",
      message: expect.stringContaining("im:read"),
    });
    await expect(runTool(slackListChannels, api, { types: ["dm"] })).rejects.toMatchObject({
      fault: "bad_argument",
    });
  });
  it("finds by name, topic and purpose", async () => {
    const { api } = fakeApi({ answer });
    const found = async (query: string) =>
      (await runTool(slackListChannels, api, { query, member_only: false })).output.items.map(
        (one) => one.channel_id,
      );
    expect(await found("#gen")).toEqual(["C01GEN"]);
    expect(await found("BUILDING")).toEqual(["C02ENG"]);
    expect(await found("nothing")).toEqual([]);
  });
});

describe("slack_search_users", () => {
  const search = (query: string, scopes?: string[]) => {
    const { api, calls } = fakeApi({ answer: slackOf([]), ...(scopes && { scopes }) });
    return runTool(slackSearchUsers, api, { query }).then(({ output }) => ({
      ids: output.items.map((one) => one.user_id),
      output,
      paths: calls.map(({ path }) => path),
    }));
  };
  it("finds by name, never people who left", async () => {
    expect((await search("BEN")).ids).toEqual(["U02BEN", "U03BEN"]);
    expect((await search("old")).ids).toEqual([]);
  });
  it("looks an id or address up", async () => {
    expect(await search("U01ADA")).toMatchObject({ ids: ["U01ADA"], paths: ["/users.info"] });
    expect(await search("ada@acme.test")).toMatchObject({ ids: ["U01ADA"], paths: ["/users.lookupByEmail"] });
    const without = await search("ada@acme.test", ["users:read"]);
    expect(without.paths).toEqual(["/users.list"]);
    expect((await search("U99GONE")).ids).toEqual([]);
  });
});

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
