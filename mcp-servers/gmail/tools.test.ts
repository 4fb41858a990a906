import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { type File, ToolError } from "../kit/index.ts";
import { gmailCreateDraft } from "./create-draft.ts";
import { gmailGetAttachment } from "./get-attachment.ts";
import { gmailGetMessage } from "./get-message.ts";
import { gmailGetThread } from "./get-thread.ts";
import { gmailModifyLabels } from "./modify-labels.ts";
import { COMPOSE, READONLY } from "./scopes.ts";
import { gmailSendDraft } from "./send-draft.ts";
import { gmailSendMessage } from "./send-message.ts";
import { gmailTrash } from "./trash.ts";

const b64 = (text: string | Buffer) => Buffer.from(text).toString("base64url");
const headers = (all: Record<string, string>) =>
  Object.entries(all).map(([name, value]) => ({ name, value }));
const message = (payload: object, more: object = {}) => ({
  id: "a1",
  threadId: "b1",
  labelIds: ["INBOX"],
  internalDate: "1793610000000",
  payload,
  ...more,
});
const notFound = () => new ToolError("not_found", "Google has no such thing.", { status: 404 });

describe("texts that Gmail keeps apart", () => {
  const apart = {
    mimeType: "text/plain",
    headers: headers({ "Content-Type": "text/plain; charset=utf-8", Subject: "Long" }),
    body: { attachmentId: "ANGx", size: 12 },
  };
  const answer = ({ path }: Call) => {
    if (path.includes("/attachments/")) return { size: 12, data: b64("A long text.") };
    return path.startsWith("/threads") ? { id: "b1", messages: [message(apart)] } : message(apart);
  };

  it("are fetched, for a message and for a thread", async () => {
    const { api, calls } = fakeApi({ answer });
    const one = await runTool(gmailGetMessage, api, { message_id: "a1" });
    expect([one.output.body, one.output.attachments]).toEqual(["A long text.", []]);
    const thread = await runTool(gmailGetThread, api, { thread_id: "b1" });
    expect(thread.output.messages[0]?.body_md).toBe("A long text.");
    const none = await runTool(gmailGetThread, api, { thread_id: "b1", body: "none" });
    expect(none.output.messages[0]?.body_md).toBe("");
    expect(calls.filter(({ path }) => path.includes("/attachments/"))).toHaveLength(2);
  });

  it("stay attachments, and are said to be, when they are very long", async () => {
    const huge = { ...apart, body: { attachmentId: "ANGx", size: 5_000_000 } };
    const { api } = fakeApi({ answer: () => ({ id: "b1", messages: [message(huge)] }) });
    const { output, text } = await runTool(gmailGetThread, api, { thread_id: "b1" });
    expect(output.messages[0]?.attachments).toMatchObject([{ name: "body.txt", size: 5_000_000 }]);
    expect(text).toContain("keeps it as an attachment");
  });
});

describe("a message that is hostile", () => {
  it("fits into a result whatever it holds", async () => {
    const people = Array.from({ length: 3000 }, (_, at) => `"${"n".repeat(200)}" <p${at}@a.test>`).join(", ");
    const files = Array.from({ length: 300 }, (_, at) => ({
      partId: `${at + 1}`,
      mimeType: "application/octet-stream",
      filename: `${"f".repeat(400)}${at}`,
      body: { attachmentId: "x", size: 1 },
    }));
    const text = {
      partId: "0",
      mimeType: "text/plain",
      headers: [],
      body: { data: b64("語".repeat(200_000)), size: 1 },
    };
    const all = headers({
      From: people,
      To: people,
      Cc: people,
      Bcc: people,
      "Reply-To": people,
      Subject: "s".repeat(90_000),
      "Message-ID": "m".repeat(90_000),
    });
    const { api } = fakeApi({
      answer: () => message({ mimeType: "multipart/mixed", headers: all, parts: [text, ...files] }),
    });
    const { output } = await runTool(gmailGetMessage, api, { message_id: "a1", max_chars: 100_000 });
    expect(output.attachments).toHaveLength(50);
    expect(output.warnings).toEqual(["250 more attachments are not listed."]);
    expect(output.truncated).toMatchObject({ total: 200_000, next_cursor: expect.any(String) });
  });

  it.each([
    [{ id: "a1" }],
    [message({ parts: "no", headers: [1, { name: 2 }], body: [] })],
    [message({ parts: [null, 7, { mimeType: 9 }] })],
  ])("is read for what there is of it: %#", async (answer) => {
    const { api } = fakeApi({ answer: () => answer });
    expect((await runTool(gmailGetMessage, api, { message_id: "a1" })).output.body).toBe("");
  });
});

describe("attachments", () => {
  const payload = {
    mimeType: "multipart/mixed",
    parts: [
      { partId: "0", mimeType: "text/plain", headers: [], body: { data: b64("Hi"), size: 2 } },
      {
        partId: "1",
        mimeType: "text/csv",
        filename: "a.csv",
        headers: [],
        body: { data: b64("a,b"), size: 3 },
      },
      {
        partId: "2",
        mimeType: "message/rfc822",
        filename: "",
        headers: [],
        body: { size: 50 },
        parts: [
          {
            partId: "2.0",
            mimeType: "text/html",
            headers: headers({ From: "Eve <eve@a.test>", Subject: "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=" }),
            body: { data: b64("<p>Inner <b>text</b></p>"), size: 9 },
          },
        ],
      },
    ],
  };
  const { api, calls } = fakeApi({ answer: () => message(payload) });

  it("with their bytes in the message are not fetched again", async () => {
    const { output } = await runTool(gmailGetAttachment, api, { message_id: "a1", attachment_id: "part-1" });
    expect(output).toMatchObject({ name: "a.csv", text: "a,b" });
    expect(calls.at(-1)?.path).toBe("/messages/a1");
  });

  it("that are mail without a name are told", async () => {
    const { output } = await runTool(gmailGetAttachment, api, { message_id: "a1", attachment_id: "part-2" });
    expect(output.text).toBe("From: Eve <eve@a.test>\nSubject: Grüße\n\nInner **text**");
  });

  it("are read in pages that make the whole, and say what could not be read", async () => {
    const whole = "One line of the long text.\n".repeat(4000);
    const long = fakeApi({
      answer: () => message(payload),
      text: () => ({ text: whole, format: "text", warnings: ["Page 9 is a picture."] }),
    });
    let read = "";
    let cursor: string | undefined;
    do {
      const args = {
        message_id: "a1",
        attachment_id: "part-1",
        max_chars: 30_000,
        ...(cursor && { cursor }),
      };
      const { output, text } = await runTool(gmailGetAttachment, long.api, args);
      read += output.text;
      cursor = output.truncated?.next_cursor;
      expect(text).toContain("[Page 9 is a picture.]");
    } while (cursor);
    expect(read).toBe(whole);
  });
});

describe("sending with files", () => {
  const file = (size: number): File => ({
    name: "a.bin",
    mimeType: "application/octet-stream",
    bytes: new Uint8Array(size),
  });
  const sent = { id: "c1", threadId: "b1" };

  it("goes as JSON when small and to the upload address when big", async () => {
    const { api, calls } = fakeApi({
      answer: () => sent,
      sources: { "drive:s": file(1000), "drive:b": file(2_000_000) },
    });
    await runTool(gmailSendMessage, api, { to: ["b@a.test"], body: "x", attachments: ["drive:s"] });
    await runTool(gmailSendMessage, api, { to: ["b@a.test"], body: "x", attachments: ["drive:b"] });
    expect(calls.map(({ path, base, query }) => [path, base, query])).toEqual([
      ["/messages/send", undefined, undefined],
      ["/messages/send", "upload", { uploadType: "multipart" }],
    ]);
    const body = calls[1]?.body as { bytes: Uint8Array; contentType: string };
    const boundary = /boundary=(.+)$/.exec(body.contentType)?.[1] ?? "";
    const text = Buffer.from(body.bytes).toString("latin1");
    expect(text.split(`--${boundary}`)).toHaveLength(4);
    expect(text).toContain("Content-Type: application/json; charset=UTF-8\r\n\r\n{}\r\n");
  });

  it("takes 25 MB together and not a byte more", async () => {
    const mib = 1024 * 1024;
    const sources = { "drive:1": file(15 * mib), "drive:2": file(10 * mib), "drive:3": file(10 * mib + 1) };
    const { api, calls } = fakeApi({ answer: () => sent, sources });
    const args = { to: ["b@a.test"], body: "x" };
    await runTool(gmailSendMessage, api, { ...args, attachments: ["drive:1", "drive:2"] });
    for (const attachments of [
      ["drive:1", "drive:3"],
      ["drive:1", "drive:2", "drive:1"],
    ]) {
      const refused = runTool(gmailSendMessage, api, { ...args, attachments });
      await expect(refused).rejects.toMatchObject({
        fault: "too_large",
        message: expect.stringContaining("25 MB"),
      });
    }
    expect(calls).toHaveLength(1);
  });
});

describe("a draft that is sent", () => {
  const draft = (to: string) => ({
    id: "r1",
    message: message({ headers: headers({ To: to, "Message-ID": "<m1@a.test>" }) }),
  });

  it("counts as sent when the answer was lost and Gmail has the mail", async () => {
    const { api } = fakeApi({
      answer: ({ method, path }) => {
        if (method === "POST") throw new ToolError("provider_down", "No answer.");
        if (path.startsWith("/drafts")) return draft("b@a.test");
        if (path === "/messages") return { messages: [{ id: "c1", threadId: "b1" }] };
        return { id: "c1", labelIds: ["SENT"] };
      },
    });
    const { output } = await runTool(gmailSendDraft, api, { draft_id: "r1" });
    expect(output).toEqual({ message_id: "c1", thread_id: "b1", sent_to: ["b@a.test"] });
  });

  it("is reported as failed when Gmail does not have it", async () => {
    for (const labelIds of [["DRAFT"], undefined]) {
      const { api } = fakeApi({
        answer: ({ method, path }) => {
          if (method === "POST") throw new ToolError("provider_down", "No answer.");
          if (path.startsWith("/drafts")) return draft("b@a.test");
          if (path === "/messages") return labelIds ? { messages: [{ id: "c1" }] } : {};
          return { id: "c1", labelIds };
        },
      });
      await expect(runTool(gmailSendDraft, api, { draft_id: "r1" })).rejects.toMatchObject({
        fault: "provider_down",
      });
    }
  });

  it("goes once when two calls come at once", async () => {
    const { api, calls } = fakeApi({
      answer: async ({ method }) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return method === "POST" ? { id: "c1", threadId: "b1" } : draft("b@a.test");
      },
    });
    const both = await Promise.all([1, 2].map(() => runTool(gmailSendDraft, api, { draft_id: "r1" })));
    expect(both.map(({ output }) => output.already_sent)).toEqual([undefined, true]);
    expect(calls.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("is not sent to nobody", async () => {
    const { api, calls } = fakeApi({ answer: () => draft("Undisclosed recipients:;") });
    await expect(runTool(gmailSendDraft, api, { draft_id: "r1" })).rejects.toMatchObject({
      fault: "bad_argument",
    });
    expect(calls).toHaveLength(1);
  });
});

describe("a draft with a key", () => {
  it("says so when Gmail did not keep the mark", async () => {
    const { api } = fakeApi({
      answer: ({ method, path }) => {
        if (method === "POST") return { id: "r1", message: { id: "c1", threadId: "b1" } };
        if (path.startsWith("/drafts/"))
          return { id: "r1", message: message({ headers: headers({ "Message-ID": "<other@a.test>" }) }) };
        return {};
      },
      scopes: [COMPOSE],
    });
    const { output } = await runTool(gmailCreateDraft, api, { body: "x", idempotency_key: "k" });
    expect(output.warnings).toEqual([expect.stringContaining("did not confirm")]);
  });

  it("needs to read mail only for what reads it", async () => {
    const { api } = fakeApi({ answer: () => ({ id: "r1", message: { id: "c1" } }), scopes: [COMPOSE] });
    expect((await runTool(gmailCreateDraft, api, { body: "x" })).output.draft_id).toBe("r1");
    for (const more of [{ reply_to_message_id: "a1" }, { from_alias: "x@a.test" }]) {
      const refused = runTool(gmailCreateDraft, api, { body: "x", ...more });
      await expect(refused).rejects.toMatchObject({
        fault: "no_permission",
        message: expect.stringContaining(READONLY),
      });
    }
  });
});

describe("batches", () => {
  it("never have more than eight calls under way", async () => {
    let now = 0;
    let most = 0;
    const { api } = fakeApi({
      answer: async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 1));
        now -= 1;
        return {};
      },
    });
    const ids = Array.from({ length: 100 }, (_, at) => `a${at}`);
    const { output } = await runTool(gmailTrash, api, { ids: [...ids.slice(0, 99), "a0"] });
    expect([output.changed.length, most]).toEqual([99, 8]);
  });

  it("report a hundred failures within a result", async () => {
    const ids = Array.from({ length: 100 }, (_, at) => `${at}`.padEnd(64, "x"));
    const { api } = fakeApi({ answer: () => Promise.reject(notFound()) });
    const { output, text } = await runTool(gmailModifyLabels, api, { ids, add_label_ids: ["STARRED"] });
    expect([output.changed.length, output.failed.length]).toEqual([0, 100]);
    expect(text).toContain("100 failed");
  });

  it("show a hundred threads that would go within a result", async () => {
    const all = headers({ Subject: "語".repeat(500), From: `${"n".repeat(300)} <a@b.test>` });
    const { api, calls } = fakeApi({ answer: () => ({ id: "b1", messages: [message({ headers: all })] }) });
    const ids = Array.from({ length: 100 }, (_, at) => `a${at}`);
    const { output } = await runTool(gmailTrash, api, { ids, dry_run: true });
    expect(output.would_change).toHaveLength(100);
    expect(calls.every(({ method }) => method === "GET")).toBe(true);
  });
});
