import { describe, expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
import { at, slackOf } from "./fixture.ts";
import { slackReadThread } from "./read-thread.ts";

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
