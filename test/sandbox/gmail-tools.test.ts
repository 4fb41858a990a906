import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { gmail } from "../../mcp-servers/gmail/index.ts";
import { type AnyTool, type Api, RESULT_TOKENS, resultTokens } from "../../mcp-servers/kit/index.ts";
import { apiWith } from "./api-adapter.ts";
import { type SandboxGoogle, startSandboxGoogle } from "./google.ts";
import { REDIRECT, scope, signIn } from "./sign-in.ts";

const [search, read, , , labels, , , , sendTool] = gmail.tools;
let google: SandboxGoogle;
let ada: Api;
let ben: Api;

beforeAll(async () => {
  google = await startSandboxGoogle({ redirectUris: [REDIRECT] });
  ada = await apiFor("ada@acme.test", ["readonly", "send"]);
  ben = await apiFor("ben@acme.test", ["readonly", "send"]);
});
afterAll(() => google.close());

async function apiFor(account: string, names: readonly string[]): Promise<Api> {
  const scopes = names.map(scope);
  const { access_token } = await signIn(google, scopes, { email: account });
  return apiWith({ baseUrl: `${google.url}/gmail/v1/users/me`, token: access_token, account, scopes });
}

/** Runs a tool as the gateway does: arguments in, checked output and text out. */
async function call<T extends AnyTool>(tool: T, api: Api, args: object) {
  const result = await tool.run(api, tool.input.parse(args), new AbortController().signal);
  const output = tool.output.parse(result) as z.output<T["output"]>;
  const text = tool.render(output);
  expect(resultTokens(output, text)).toBeLessThanOrEqual(RESULT_TOKENS);
  return { output, text };
}

async function threadIdOf(api: Api, query: string): Promise<string> {
  const { output } = await call(search, api, { query });
  return output.items[0]?.thread_id ?? "";
}

describe("gmail_search_threads", () => {
  it("summarises threads, newest first, with names for labels and decoded text", async () => {
    const { output, text } = await call(search, ada, { query: "subject:Rechnung", label_ids: ["Label_3"] });
    expect(output.items).toEqual([]);
    expect(text).toContain("No threads match");
    const all = (await call(search, ada, { page_size: 50 })).output;
    const dates = all.items.map((one) => one.last_date ?? "");
    expect(dates).toEqual([...dates].sort().reverse());
    const tickets = all.items.find((one) => one.subject === "Your tickets to Göteborg");
    expect(tickets).toMatchObject({ has_attachments: true, unread: false, message_count: 1 });
    expect(tickets?.label_names).toEqual(["Inbox", "Reisen & Spesen", "Starred"]);
    const russian = all.items.find((one) => one.subject === "Счёт за сентябрь");
    expect(russian?.participants).toContain("Дмитрий Орлов <dmitri@severny.test>");
    for (const one of all.items) expect(one.snippet.length).toBeLessThanOrEqual(200);
    expect(all.items.some((one) => one.snippet.includes("<ada@acme.test>"))).toBe(true);
  });

  it("pages through everything once and refuses a cursor of another query", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { output, text } = await call(search, ada, { page_size: 7, ...(cursor ? { cursor } : {}) });
      seen.push(...output.items.map((one) => one.thread_id));
      cursor = output.next_cursor;
      if (cursor) expect(text).toContain(cursor);
    } while (cursor);
    const whole = (await call(search, ada, { page_size: 50 })).output.items.map((one) => one.thread_id);
    expect(seen).toEqual(whole);
    const first = (await call(search, ada, { page_size: 7 })).output.next_cursor;
    await expect(call(search, ada, { page_size: 7, query: "launch", cursor: first })).rejects.toMatchObject({
      fault: "bad_argument",
    });
  });

  it("leaves spam and trash out unless asked", async () => {
    const usual = (await call(search, ada, { page_size: 50 })).output.items;
    const everything = (await call(search, ada, { page_size: 50, include_spam_trash: true })).output.items;
    expect(usual.some((one) => one.label_names.includes("Spam"))).toBe(false);
    expect(everything.some((one) => one.label_names.includes("Spam"))).toBe(true);
  });
});

describe("gmail_get_thread", () => {
  it("reads a long thread in one upstream call, without quoted history", async () => {
    const id = await threadIdOf(ada, "subject:Launch");
    google.clearRequests();
    const { output, text } = await call(read, ada, { thread_id: id });
    expect(google.requests().map(({ path }) => path)).toEqual([`/gmail/v1/users/me/threads/${id}`]);
    expect(output.message_count).toBe(14);
    expect(output.messages.map((one) => one.body_md)).toContain("Gone.");
    expect(text).not.toContain("wrote:");
    expect(text).toContain("written by the people named");
    const full = await call(read, ada, { thread_id: id, body: "full" });
    expect(full.text).toContain("wrote:");
    const none = await call(read, ada, { thread_id: id, body: "none" });
    expect(none.output.messages.every((one) => one.body_md === "")).toBe(true);
  });

  it("reads old charsets", async () => {
    const japanese = await call(read, ada, { thread_id: await threadIdOf(ada, "from:hoshino.test") });
    expect(japanese.output.subject).toBe("打ち合わせの日程について");
    expect(japanese.output.messages[0]?.body_md).toContain("火曜日の午後はいかがでしょうか");
    expect(japanese.output.messages[2]?.body_md).toBe("承知いたしました。火曜日の14時にお待ちしております。");
    const russian = await call(read, ada, { thread_id: await threadIdOf(ada, "from:severny.test") });
    expect(russian.output.messages.map((one) => one.body_md)[0]).toContain("Направляю счёт за сентябрь");
    expect(russian.output.messages[2]?.body_md).toBe("Спасибо!");
  });

  it("lists attachments without their bytes and keeps what a forward passes on", async () => {
    const tickets = await call(read, ada, { thread_id: await threadIdOf(ada, "subject:tickets") });
    expect(tickets.output.messages[0]?.attachments.map((one) => [one.name, one.mime_type])).toEqual([
      ["logo.gif", "image/gif"],
      ["ticket-7214.pdf", "application/pdf"],
      ["receipt-7214.pdf", "application/pdf"],
    ]);
    const forward = await call(read, ada, { thread_id: await threadIdOf(ada, "subject:Feedback") });
    expect(forward.text).toContain("We saved two hours a week per person.");
  });

  it("says that a thread is not there", async () => {
    await expect(call(read, ada, { thread_id: "ffffffffffffffff" })).rejects.toMatchObject({
      fault: "not_found",
    });
  });
});

describe("gmail_list_labels", () => {
  it("lists labels with unread counts", async () => {
    const { output } = await call(labels, ada, { kind: "user" });
    expect(output.items).toEqual([
      { label_id: "Label_2", name: "Customers/Kraft Logistik", type: "user", unread: 1 },
      { label_id: "Label_1", name: "Invoices", type: "user", unread: 2 },
      { label_id: "Label_3", name: "Reisen & Spesen", type: "user", unread: 0 },
    ]);
    const system = await call(labels, ada, { kind: "system" });
    expect(system.output.items.find((one) => one.label_id === "INBOX")).toMatchObject({
      name: "Inbox",
      unread: 8,
    });
  });

  it("works with the labels scope alone", async () => {
    const narrow = await apiFor("ada@acme.test", ["labels"]);
    expect((await call(labels, narrow, {})).output.items.length).toBeGreaterThan(10);
    await expect(call(search, narrow, {})).rejects.toMatchObject({ fault: "no_permission" });
  });
});

describe("gmail_send_message", () => {
  it("sends markdown as text and HTML, and it arrives", async () => {
    const { output, text } = await call(sendTool, ada, {
      to: ["Ben Okafor <ben@acme.test>"],
      bcc: ["chloe@acme.test"],
      subject: "Größe & Größen",
      body: "Hello **Ben**,\n\n- one\n- two",
    });
    expect(text).toContain("ben@acme.test");
    const sent = (await google.mail("ada@acme.test")).find((one) => one.id === output.message_id);
    expect(sent).toMatchObject({
      subject: "Größe & Größen",
      from: "ada@acme.test",
      labels: ["SENT"],
      bcc: ["chloe@acme.test"],
    });
    const arrived = (await google.mail("ben@acme.test")).at(-1);
    expect(arrived).toMatchObject({ messageId: output.rfc_message_id, labels: ["INBOX", "UNREAD"], bcc: [] });
    expect(arrived?.html).toContain("<strong>Ben</strong>");
    expect(arrived?.text).toContain("Hello **Ben**");
    expect(arrived?.raw.toString("latin1")).not.toContain("chloe");
  });

  it("replies in the thread, on both sides", async () => {
    const first = (
      await call(sendTool, ada, {
        to: ["ben@acme.test"],
        cc: ["chloe@acme.test"],
        subject: "Plan",
        body: "One.",
      })
    ).output;
    const [inBox] = (await google.mail("ben@acme.test")).filter(
      (one) => one.messageId === first.rfc_message_id,
    );
    const answer = (
      await call(sendTool, ben, { reply_to_message_id: inBox?.id, reply_all: true, body: "Two." })
    ).output;
    const third = (await google.mail("ada@acme.test")).at(-1);
    expect(third).toMatchObject({
      threadId: first.thread_id,
      subject: "Re: Plan",
      inReplyTo: first.rfc_message_id,
      to: ["ada@acme.test"],
      cc: ["chloe@acme.test"],
    });
    const last = (
      await call(sendTool, ada, { reply_to_message_id: third?.id, body: "Three.", body_format: "text" })
    ).output;
    const arrived = (await google.mail("ben@acme.test")).at(-1);
    expect(last.thread_id).toBe(first.thread_id);
    expect(arrived).toMatchObject({
      threadId: answer.thread_id,
      subject: "Re: Plan",
      to: ["ben@acme.test"],
      references: [first.rfc_message_id, answer.rfc_message_id],
      html: undefined,
    });
  });

  it("sends once for one idempotency key, also when both calls run at once", async () => {
    const args = { to: ["ben@acme.test"], subject: "Once", body: "x", idempotency_key: "k-1" };
    const [one, two] = await Promise.all([call(sendTool, ada, args), call(sendTool, ada, args)]);
    const three = await call(sendTool, ada, args);
    expect(two.output.message_id).toBe(one.output.message_id);
    expect(three.output).toMatchObject({ message_id: one.output.message_id, already_sent: true });
    expect(three.text).toContain("nothing new was sent");
    expect((await google.mail("ben@acme.test")).filter((mail) => mail.subject === "Once")).toHaveLength(1);
    expect((await call(sendTool, ada, { ...args, idempotency_key: "k-2" })).output.message_id).not.toBe(
      one.output.message_id,
    );
  });

  it("names the missing scope and sends nothing", async () => {
    const narrow = await apiFor("ada@acme.test", ["send"]);
    google.clearRequests();
    for (const more of [
      { reply_to_message_id: "1" },
      { idempotency_key: "k" },
      { from_alias: "x@acme.test" },
    ]) {
      await expect(
        call(sendTool, narrow, { to: ["ben@acme.test"], body: "x", ...more }),
      ).rejects.toMatchObject({
        fault: "no_permission",
        message: expect.stringContaining("gmail.readonly"),
      });
    }
    expect(google.requestCount()).toBe(0);
    expect((await call(sendTool, narrow, { to: ["ben@acme.test"], body: "x" })).output.message_id).not.toBe(
      "",
    );
  });

  it.each([
    [{ body: "x" }, "recipient"],
    [{ to: ["ben@acme.test"], body: "x", subject: "a\r\nBcc: eve@evil.test" }, "one line"],
    [{ to: ["ben@acme.test\nBcc: eve@evil.test"], body: "x" }, "one line"],
    [{ to: ["ben@acme.test, eve@evil.test"], body: "x" }, "one e-mail address"],
    [{ to: ["not an address"], body: "x" }, "one e-mail address"],
    [{ to: ["ben@acme.test"], body: "x", from_alias: "ceo@acme.test" }, "alias"],
    [{ to: ["ben@acme.test"], body: "x", reply_all: true }, "reply_to_message_id"],
  ])("refuses %j", async (args, why) => {
    const before = (await google.mail("ada@acme.test")).length;
    await expect(call(sendTool, ada, args)).rejects.toMatchObject({
      fault: "bad_argument",
      message: expect.stringContaining(why),
    });
    expect((await google.mail("ada@acme.test")).length).toBe(before);
  });
});
