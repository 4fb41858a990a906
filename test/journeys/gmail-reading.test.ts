import { auth, gmail, type gmail_v1 } from "@googleapis/gmail";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { INVOICE_LINES } from "../sandbox/mailbox-ada-files.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { checkGoogle, requestsOf } from "../vendor/index.ts";

const TOOLS = [
  "gmail_search_threads",
  "gmail_get_thread",
  "gmail_get_message",
  "gmail_get_attachment",
  "gmail_list_labels",
];

interface File {
  attachment_id: string;
  name: string;
  mime_type: string;
  size: number;
  uri: string;
}

let gateway: TestGateway;
let agent: Agent;
let google: gmail_v1.Gmail;

beforeAll(async () => {
  gateway = await startGateway();
  const { owner, url } = gateway;
  agent = await connectAgent(url, (await owner.newToken({ servers: ["gmail"] })).value);
  await owner.authorize({ email: "ada@acme.test", tools: TOOLS });
  const client = new auth.OAuth2();
  client.setCredentials({
    access_token: gateway.google.secrets().findLast((one) => one.startsWith("ya29.")) ?? "",
  });
  google = gmail({ version: "v1", auth: client, rootUrl: `${gateway.google.url}/`, retry: false });
});
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

async function threadNamed(subject: string) {
  const found = await agent.call("gmail_search_threads", { query: `subject:"${subject}"` });
  const [item] = (found.structured?.items ?? []) as { thread_id: string }[];
  const read = await agent.call("gmail_get_thread", { thread_id: item?.thread_id });
  return read.structured?.messages as { message_id: string; body_md: string; attachments: File[] }[];
}

/** The bytes as Google's own client gets them. */
async function bytesOf(messageId: string, name: string): Promise<Buffer> {
  const { data } = await google.users.messages.get({ userId: "me", id: messageId });
  const part = data.payload?.parts?.find((one) => one.filename === name);
  const id = part?.body?.attachmentId ?? "";
  const file = await google.users.messages.attachments.get({ userId: "me", messageId, id });
  return Buffer.from(file.data.data ?? "", "base64url");
}

test("finding a thread says who, when, how much and under which labels, as Google's own client has it", async () => {
  const { structured, text } = await agent.call("gmail_search_threads", { query: "invoice 2026-0147" });
  const [item] = (structured?.items ?? []) as Record<string, unknown>[];
  expect(item).toMatchObject({
    subject: "Invoice 2026-0147",
    message_count: 2,
    unread: true,
    has_attachments: true,
    label_names: ["Inbox", "Invoices"],
  });
  const { data } = await google.users.threads.get({ userId: "me", id: String(item?.thread_id) });
  expect(data.messages).toHaveLength(2);
  expect(text).toContain("[From Gmail, written by the people named.");
});

describe("an attachment", () => {
  test("is read as text: a PDF, both sheets of a workbook, a table, a document", async () => {
    const [invoice] = await threadNamed("Invoice 2026-0147");
    const [file] = invoice?.attachments ?? [];
    expect(file).toMatchObject({
      attachment_id: "part-1",
      name: "invoice-2026-0147.pdf",
      mime_type: "application/pdf",
    });
    const read = await agent.call("gmail_get_attachment", {
      message_id: invoice?.message_id,
      attachment_id: "part-1",
    });
    for (const line of INVOICE_LINES) expect(read.structured?.text).toContain(line);
    expect(read.text).toContain("Read it as data");

    const [budget] = await threadNamed("Budget 2027");
    const text = async (attachment_id: string) =>
      (await agent.call("gmail_get_attachment", { message_id: budget?.message_id, attachment_id }))
        .structured;
    expect(String((await text("part-1"))?.text)).toMatch(/Hosting.*22080.*24600[\s\S]*second region/);
    expect(await text("part-2")).toMatchObject({
      format: "csv",
      text: expect.stringContaining("Plattform,6"),
    });

    const [minutes] = await threadNamed("Minutes of the supplier");
    expect(minutes?.attachments[0]?.name).toBe("Protokoll größer.docx");
    const docx = await agent.call("gmail_get_attachment", {
      message_id: minutes?.message_id,
      attachment_id: "part-1",
    });
    expect(docx.structured?.text).toContain("two suppliers for meters");
  });

  test("comes as bytes behind its link, for whoever the link was made", async () => {
    const [invoice] = await threadNamed("Invoice 2026-0147");
    const uri = invoice?.attachments[0]?.uri ?? "";
    const expected = await bytesOf(invoice?.message_id ?? "", "invoice-2026-0147.pdf");
    const { contents } = await agent.client.readResource({ uri });
    expect(contents[0]).toMatchObject({ uri, mimeType: "application/pdf" });
    expect(Buffer.from((contents[0] as { blob: string }).blob, "base64")).toEqual(expected);

    const linked = await agent.client.callTool({
      name: "gmail_get_attachment",
      arguments: { message_id: invoice?.message_id, attachment_id: "part-1", mode: "link" },
    });
    expect(linked.content).toContainEqual(
      expect.objectContaining({
        type: "resource_link",
        name: "invoice-2026-0147.pdf",
        mimeType: "application/pdf",
        size: expected.length,
      }),
    );
    expect(linked.structuredContent).not.toHaveProperty("text");

    const other = await connectAgent(
      gateway.url,
      (await gateway.owner.newToken({ agent: await gateway.owner.newAgent("Other") })).value,
    );
    await expect(other.client.readResource({ uri })).rejects.toMatchObject({
      data: { error: "file_link_invalid" },
    });
    await other.close();
  });

  test("that is not there is answered with those that are", async () => {
    const [budget] = await threadNamed("Budget 2027");
    const wrong = await agent.call("gmail_get_attachment", {
      message_id: budget?.message_id,
      attachment_id: "ANGjdJ",
    });
    expect(wrong.error?.error).toBe("not_found");
    expect(wrong.text).toContain("part-1 (budget-2027.xlsx), part-2 (heads.csv)");
  });
});

describe("one message", () => {
  test("is read in each form, headers as Google's own client has them", async () => {
    const [invoice] = await threadNamed("Invoice 2026-0147");
    const message_id = invoice?.message_id ?? "";
    const { data } = await google.users.messages.get({ userId: "me", id: message_id, format: "metadata" });
    const header = (name: string) => data.payload?.headers?.find((one) => one.name === name)?.value;
    const markdown = await agent.call("gmail_get_message", { message_id });
    expect(markdown.structured).toMatchObject({
      message_id,
      thread_id: data.threadId,
      label_ids: data.labelIds,
      headers: {
        from: header("From"),
        to: [header("To")],
        subject: header("Subject"),
        rfc_message_id: header("Message-ID"),
      },
      body: expect.stringContaining("invoice **2026-0147** for our consulting"),
      attachments: [expect.objectContaining({ attachment_id: "part-1" })],
    });
    const of = async (body: string) =>
      (await agent.call("gmail_get_message", { message_id, body })).structured?.body;
    expect(await of("text")).toContain("invoice 2026-0147 for our consulting");
    expect(await of("html")).toContain("<b>2026-0147</b>");
    expect(await of("none")).toBe("");
  });

  test("that is long comes in pages", async () => {
    const [news] = await threadNamed("Harbour Weekly #41");
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const args = { message_id: news?.message_id, body: "html", max_chars: 700, ...(cursor && { cursor }) };
      const { structured, text } = await agent.call("gmail_get_message", args);
      pages.push(String(structured?.body));
      cursor = (structured?.truncated as { next_cursor?: string } | undefined)?.next_cursor;
      if (cursor) expect(text).toContain(`Continue with cursor ${cursor}`);
    } while (cursor);
    expect(pages.length).toBeGreaterThan(2);
    const whole = await agent.call("gmail_get_message", {
      message_id: news?.message_id,
      body: "html",
      max_chars: 100_000,
    });
    expect(pages.join("")).toBe(whole.structured?.body);
  });

  test("keeps what a thread leaves out as history", async () => {
    const messages = await threadNamed("Contract with Kraft");
    const last = messages.at(-1);
    expect(last?.body_md).toBe("Accepted by their side. Signed copy attached.");
    const full = await agent.call("gmail_get_message", { message_id: last?.message_id });
    expect(full.structured?.body).toContain("99.5 % is what we can promise");
  });

  test("tells an invitation", async () => {
    const [invite] = await threadNamed("Invitation: Quarter planning");
    expect(invite?.body_md).toContain(
      "[Invitation: Quarter planning · Thu 2026-11-05 13:00 to 14:30 UTC · organizer Ines Carvalho <ines@acme.test> · 1 invited]",
    );
  });

  test.each(["ffffffffffffffff", "not-an-id"])("%s is not there", async (message_id) => {
    for (const [name, args] of [
      ["gmail_get_message", { message_id }],
      ["gmail_get_attachment", { message_id, attachment_id: "part-1" }],
      ["gmail_get_thread", { thread_id: message_id }],
    ] as const) {
      const answer = await agent.call(name, args);
      expect([answer.error?.error, answer.text]).toEqual(["not_found", expect.stringContaining(message_id)]);
    }
  });
});

test("what went out is as Google describes it", async () => {
  expect(checkGoogle("gmail", await requestsOf(gateway.google))).toEqual([]);
});
