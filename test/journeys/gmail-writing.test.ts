import { createHash } from "node:crypto";
import { auth, gmail, type gmail_v1 } from "@googleapis/gmail";
import PostalMime from "postal-mime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Agent, connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { checkGoogle, requestsOf } from "../vendor/index.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_get_message", "gmail_get_attachment"];
const WRITE = ["gmail_create_draft", "gmail_update_draft", "gmail_send_draft", "gmail_send_message"];

let gateway: TestGateway;
let agent: Agent;
let google: gmail_v1.Gmail;

beforeAll(async () => {
  gateway = await startGateway();
  const { owner, url } = gateway;
  agent = await connectAgent(url, (await owner.newToken({ servers: ["gmail"] })).value);
  await owner.authorize({ email: "ada@acme.test", tools: [...READ, ...WRITE] });
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

const userId = "me";
const call = async (name: string, args: Record<string, unknown>) => {
  const answer = await agent.call(name, args);
  if (answer.isError) throw new Error(answer.text);
  return answer.structured as Record<string, never> & {
    draft_id: string;
    message_id: string;
    thread_id: string;
  };
};

/** A message as Google's own client has it, parsed. */
async function mailOf(id: string) {
  const { data } = await google.users.messages.get({ userId, id, format: "raw" });
  const mail = await PostalMime.parse(Buffer.from(data.raw ?? "", "base64url"));
  return { ...mail, labels: data.labelIds, threadId: data.threadId };
}

async function draftOf(id: string) {
  const { data } = await google.users.drafts.get({ userId, id, format: "raw" });
  const raw = Buffer.from(data.message?.raw ?? "", "base64url");
  return { ...(await PostalMime.parse(raw)), raw, id: data.message?.id, threadId: data.message?.threadId };
}

async function messageNamed(query: string) {
  const { data } = await google.users.messages.list({ userId, q: query });
  return data.messages?.at(-1)?.id ?? "";
}

const sha = (bytes: Uint8Array | ArrayBuffer) =>
  createHash("sha256").update(new Uint8Array(bytes)).digest("hex");

/** Sends bytes the way an agent does that was told where to. */
async function upload(
  name: string,
  type: string,
  bytes: Buffer,
  how: () => Promise<Awaited<ReturnType<Agent["call"]>>>,
) {
  const told = (await how()).error;
  expect(told).toMatchObject({ error: "upload_needed" });
  const put = await fetch(`${told?.upload_url}?name=${encodeURIComponent(name)}`, {
    method: "PUT",
    headers: { "content-type": type },
    body: new Uint8Array(bytes),
  });
  expect(put.status).toBeLessThan(300);
  return String(told?.source);
}

describe("a draft", () => {
  test("is written as proper mail, and nothing is sent", async () => {
    const made = await call("gmail_create_draft", {
      to: ["Ben Okafor <ben@acme.test>"],
      cc: ["chloe@acme.test"],
      bcc: ["clara@acme.test"],
      subject: "Größe der Räume",
      body: "Hello **Ben**,\n\n- one\n- two",
      from_alias: "hello@acme.test",
    });
    const draft = await draftOf(made.draft_id);
    expect(draft).toMatchObject({
      id: made.message_id,
      threadId: made.thread_id,
      subject: "Größe der Räume",
      from: { address: "hello@acme.test" },
      to: [{ name: "Ben Okafor", address: "ben@acme.test" }],
      cc: [{ address: "chloe@acme.test" }],
      bcc: [{ address: "clara@acme.test" }],
    });
    expect(draft.text).toContain("Hello **Ben**");
    expect(draft.html).toContain("<strong>Ben</strong>");
    expect(made.preview).toMatchObject({
      subject: "Größe der Räume",
      bcc: ["clara@acme.test"],
      attachments: [],
    });
    expect(
      (await gateway.google.mail("ben@acme.test")).some((one) => one.subject === "Größe der Räume"),
    ).toBe(false);
  });

  test("answers in its thread, to everybody, with the whole chain", async () => {
    const last = await messageNamed('subject:"Launch on 19 November"');
    const { data } = await google.users.messages.list({ userId, q: 'subject:"Launch on 19 November"' });
    const newest = data.messages?.[0]?.id ?? last;
    const original = await mailOf(newest);
    const made = await call("gmail_create_draft", {
      reply_to_message_id: newest,
      reply_all: true,
      body: "Done.",
    });
    const draft = await draftOf(made.draft_id);
    expect(made.thread_id).toBe(original.threadId);
    expect(draft).toMatchObject({
      threadId: original.threadId,
      subject: "Re: Launch on 19 November",
      inReplyTo: original.messageId,
      references: `${original.references} ${original.messageId}`,
    });
    expect(draft.references?.split(" ")).toHaveLength(14);
    const everyone = [...(draft.to ?? []), ...(draft.cc ?? [])].map(({ address }) => address);
    expect(everyone).not.toContain("ada@acme.test");
    expect(everyone).toEqual(
      expect.arrayContaining(["ben@acme.test", "chloe@acme.test", "jonas.meyer@acme.test"]),
    );
    const thread = await agent.call("gmail_get_thread", { thread_id: original.threadId });
    expect(thread.text).toContain("DRAFT");
  });

  test("is made once for a key, also by two calls at once, and not again after it was sent", async () => {
    const args = { to: ["ben@acme.test"], subject: "One draft", body: "x", idempotency_key: "d-1" };
    const [one, two] = await Promise.all([
      call("gmail_create_draft", args),
      call("gmail_create_draft", args),
    ]);
    const three = await call("gmail_create_draft", args);
    expect([two.draft_id, three.draft_id]).toEqual([one.draft_id, one.draft_id]);
    expect(three).toMatchObject({
      already_created: true,
      preview: { to: ["ben@acme.test"], subject: "One draft", body: "x" },
    });
    const { data } = await google.users.drafts.list({ userId, q: 'subject:"One draft"' });
    expect(data.drafts).toHaveLength(1);
    await call("gmail_send_draft", { draft_id: one.draft_id });
    const after = await agent.call("gmail_create_draft", args);
    expect(after.error?.error).toBe("conflict");
    // The same key for a message that is sent is another matter.
    await call("gmail_send_message", { ...args, subject: "Another" });
  });

  test("changes only in what is named", async () => {
    const newest = await messageNamed('subject:"Lunch on Thursday?"');
    const source = await upload("plan.txt", "text/plain", Buffer.from("The plan"), () =>
      agent.call("gmail_create_draft", { body: "x", attachments: ["upload"] }),
    );
    const made = await call("gmail_create_draft", {
      reply_to_message_id: newest,
      bcc: ["clara@acme.test"],
      body: "First **text**.",
      attachments: [source],
    });
    const before = await draftOf(made.draft_id);

    const people = await call("gmail_update_draft", {
      draft_id: made.draft_id,
      to: ["greta.weiss@kraft-logistik.test"],
      cc: ["hugo@lumen.test"],
    });
    const moved = await draftOf(made.draft_id);
    expect(moved).toMatchObject({
      id: people.message_id,
      threadId: before.threadId,
      subject: before.subject,
      messageId: before.messageId,
      inReplyTo: before.inReplyTo,
      references: before.references,
      to: [{ address: "greta.weiss@kraft-logistik.test" }],
      cc: [{ address: "hugo@lumen.test" }],
      bcc: [{ address: "clara@acme.test" }],
    });
    const contentOf = (raw: Buffer) => raw.subarray(raw.indexOf("\r\n\r\n"));
    expect(contentOf(moved.raw)).toEqual(contentOf(before.raw));

    await call("gmail_update_draft", { draft_id: made.draft_id, body: "Second *text*." });
    const rewritten = await draftOf(made.draft_id);
    expect(rewritten.text?.trim()).toBe("Second *text*.");
    expect(rewritten.html).toContain("<em>text</em>");
    expect(rewritten.attachments.map(({ filename }) => filename)).toEqual(["plan.txt"]);
    expect(rewritten).toMatchObject({
      inReplyTo: before.inReplyTo,
      to: moved.to,
      bcc: moved.bcc,
      threadId: before.threadId,
    });

    const bare = await call("gmail_update_draft", { draft_id: made.draft_id, attachments: [], bcc: [] });
    const last = await draftOf(made.draft_id);
    expect(bare.preview).toMatchObject({ attachments: [], bcc: [], body: "Second *text*." });
    expect([last.attachments, last.bcc, last.text?.trim()]).toEqual([[], undefined, "Second *text*."]);

    const nothing = await agent.call("gmail_update_draft", { draft_id: made.draft_id });
    expect(nothing.error?.error).toBe("bad_argument");
    const gone = await agent.call("gmail_update_draft", { draft_id: "r-1", body: "x" });
    expect(gone.error?.error).toBe("not_found");
  });

  test("goes out once, as it stands, and says so when it is sent again", async () => {
    const made = await call("gmail_create_draft", {
      to: ["ben@acme.test"],
      subject: "Go",
      body: "As it stands.",
    });
    const draft = await draftOf(made.draft_id);
    const sent = await call("gmail_send_draft", { draft_id: made.draft_id });
    const mail = await mailOf(sent.message_id);
    expect(mail).toMatchObject({
      messageId: draft.messageId,
      labels: ["SENT"],
      text: draft.text,
      html: draft.html,
    });
    await expect(google.users.drafts.get({ userId, id: made.draft_id })).rejects.toMatchObject({
      status: 404,
    });
    const arrived = (await gateway.google.mail("ben@acme.test")).filter(
      (one) => one.messageId === draft.messageId,
    );
    expect(arrived).toHaveLength(1);

    const again = await agent.call("gmail_send_draft", { draft_id: made.draft_id });
    expect(again.structured).toMatchObject({ message_id: sent.message_id, already_sent: true });
    expect(again.text).toContain("sent already");
    const unknown = await agent.call("gmail_send_draft", { draft_id: "r-404" });
    expect([unknown.error?.error, unknown.text]).toEqual([
      "not_found",
      expect.stringContaining("sent already or deleted"),
    ]);
    const nobody = await call("gmail_create_draft", { subject: "For nobody", body: "x" });
    const refused = await agent.call("gmail_send_draft", { draft_id: nobody.draft_id });
    expect([refused.error?.error, refused.text]).toEqual([
      "bad_argument",
      expect.stringContaining("recipient"),
    ]);
  });

  test("that somebody else sent meanwhile is not sent twice", async () => {
    const made = await call("gmail_create_draft", {
      to: ["ben@acme.test"],
      subject: "Sent by hand",
      body: "x",
    });
    await google.users.drafts.send({ userId, requestBody: { id: made.draft_id } }).catch(() => undefined);
    const after = await agent.call("gmail_send_draft", { draft_id: made.draft_id });
    expect(after.error?.error).toBe("not_found");
    const arrived = (await gateway.google.mail("ben@acme.test")).filter(
      (one) => one.subject === "Sent by hand",
    );
    expect(arrived).toHaveLength(1);
  });
});

describe("attachments that go out", () => {
  test("come from mail that is there, and from an upload", async () => {
    const found = await agent.call("gmail_search_threads", { query: 'subject:"Invoice 2026-0147"' });
    const [item] = (found.structured?.items ?? []) as { thread_id: string }[];
    const thread = await call("gmail_get_thread", { thread_id: item?.thread_id });
    const [first] = thread.messages as unknown as { message_id: string; attachments: { uri: string }[] }[];
    const long = Buffer.from(
      Array.from({ length: 4000 }, (_, at) => `line ${at} of the long list\n`).join(""),
    );
    const source = await upload("Liste größer.txt", "text/plain", long, () =>
      agent.call("gmail_send_message", { to: ["ben@acme.test"], body: "x", attachments: ["upload"] }),
    );
    const sent = await call("gmail_send_message", {
      to: ["ben@acme.test"],
      subject: "Two files",
      body: "See both.",
      attachments: [first?.attachments[0]?.uri, source],
    });
    const mail = await mailOf(sent.message_id);
    const original = await mailOf(first?.message_id ?? "");
    expect(mail.attachments.map(({ filename, mimeType }) => [filename, mimeType])).toEqual([
      ["invoice-2026-0147.pdf", "application/pdf"],
      ["Liste größer.txt", "text/plain"],
    ]);
    expect(sha(mail.attachments[0]?.content as ArrayBuffer)).toBe(
      sha(original.attachments[0]?.content as ArrayBuffer),
    );
    expect(sha(mail.attachments[1]?.content as ArrayBuffer)).toBe(sha(long));

    // And read back in pages that make the whole.
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const args = {
        message_id: sent.message_id,
        attachment_id: "part-2",
        max_chars: 30_000,
        ...(cursor && { cursor }),
      };
      const { structured, text } = await agent.call("gmail_get_attachment", args);
      pages.push(String(structured?.text));
      cursor = (structured?.truncated as { next_cursor?: string } | undefined)?.next_cursor;
      if (cursor) expect(text).toContain(`Continue with cursor ${cursor}`);
    } while (cursor);
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.join("").trim()).toBe(long.toString().trim());
  });

  test("take the upload address when they are big, and stay in their thread", async () => {
    const big = Buffer.alloc(3_000_000, "valetkey ");
    const source = await upload("big.bin", "application/octet-stream", big, () =>
      agent.call("gmail_create_draft", { body: "x", attachments: ["upload"] }),
    );
    const newest = await messageNamed('subject:"Post-mortem"');
    const original = await mailOf(newest);
    gateway.google.clearRequests();
    const made = await call("gmail_create_draft", {
      reply_to_message_id: newest,
      body: "Data attached.",
      attachments: [source],
    });
    expect(gateway.google.requests().map(({ path }) => path)).toContain("/upload/gmail/v1/users/me/drafts");
    const draft = await draftOf(made.draft_id);
    expect(draft.threadId).toBe(original.threadId);
    expect(sha(draft.attachments[0]?.content as ArrayBuffer)).toBe(sha(big));
    await call("gmail_update_draft", {
      draft_id: made.draft_id,
      subject: "Re: Post-mortem: api latency on 30 October",
    });
    expect((await draftOf(made.draft_id)).threadId).toBe(original.threadId);
    const sent = await call("gmail_send_draft", { draft_id: made.draft_id });
    expect(sha((await mailOf(sent.message_id)).attachments[0]?.content as ArrayBuffer)).toBe(sha(big));
  });
});

describe("what is refused before anything happens", () => {
  test.each([
    [{ body: "x", from_alias: "press@acme.test" }, "confirmed alias"],
    [{ body: "x", from_alias: "ceo@acme.test" }, "hello@acme.test"],
    [{ body: "x", to: ["not an address"] }, "one e-mail address"],
    [{ body: "x", subject: "a\r\nBcc: eve@evil.test" }, "one line"],
    [{ body: "x", reply_all: true }, "reply_to_message_id"],
    [{ body: "x", attachments: ["/etc/passwd"] }, "does not name a file"],
    [{ body: "x", attachments: ["https://127.0.0.1/x"] }, ""],
    [{ body: "x", reply_to_message_id: "ffffffffffffffff" }, "no message"],
  ])("%j", async (args, why) => {
    const { data } = await google.users.drafts.list({ userId });
    const answer = await agent.call("gmail_create_draft", args);
    expect([answer.isError, answer.text]).toEqual([true, expect.stringContaining(why)]);
    expect((await google.users.drafts.list({ userId })).data.drafts?.length).toBe(data.drafts?.length);
  });
});

test("what went out is as Google describes it", async () => {
  expect(checkGoogle("gmail", await requestsOf(gateway.google))).toEqual([]);
});
