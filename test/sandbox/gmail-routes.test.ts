import { auth, gmail, type gmail_v1 } from "@googleapis/gmail";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SandboxGoogle, startSandboxGoogle } from "./google.ts";
import { REDIRECT, scope, signIn } from "./sign-in.ts";

let google: SandboxGoogle;
let token: string;
let client: gmail_v1.Gmail;
const userId = "me";

beforeAll(async () => {
  google = await startSandboxGoogle({ redirectUris: [REDIRECT] });
  token = await tokenFor("modify");
  const own = new auth.OAuth2();
  own.setCredentials({ access_token: token });
  client = gmail({ version: "v1", auth: own, rootUrl: `${google.url}/`, retry: false });
});
afterAll(() => google.close());

const tokenFor = async (...names: string[]) => (await signIn(google, names.map(scope))).access_token;

async function ask(
  method: string,
  path: string,
  {
    body,
    type = "application/json",
    as = token,
  }: { body?: string | Buffer; type?: string; as?: string } = {},
) {
  const [prefix, rest] = path.startsWith("/upload") ? ["/upload/gmail", path.slice(7)] : ["/gmail", path];
  const answer = await fetch(`${google.url}${prefix}/v1/users/me${rest}`, {
    method,
    headers: { authorization: `Bearer ${as}`, "content-type": type },
    ...(body !== undefined && { body: typeof body === "string" ? body : new Uint8Array(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}

const MAIL = "To: ben@acme.test\r\nSubject: Strict\r\n\r\nHello.";
const raw = Buffer.from(MAIL).toString("base64url");
const messageText = async (text: object) => ask("POST", "/messages/send", { body: JSON.stringify(text) });

describe("what Gmail refuses", () => {
  it.each([
    [
      "a parameter that the method does not have",
      "GET",
      "/threads?labels=INBOX",
      undefined,
      /Unknown name "labels"/,
    ],
    ["one of another method", "GET", "/drafts?labelIds=INBOX", undefined, /Unknown name "labelIds"/],
    ["an id that is none", "GET", "/messages/not-an-id", undefined, /Invalid id value/],
    [
      "a field that a message does not have",
      "POST",
      "/messages/send",
      { raw, thread_id: "1" },
      /Unknown name "thread_id"/,
    ],
    ["a field that a draft does not have", "POST", "/drafts", { raw }, /Unknown name "raw"/],
    ["base64 that is not of the web's kind", "POST", "/messages/send", { raw: "a+b/" }, /Base64/],
    [
      "a mail to nobody",
      "POST",
      "/messages/send",
      { raw: Buffer.from("Subject: x\r\n\r\nx").toString("base64url") },
      /Recipient/,
    ],
    ["a change of nothing", "POST", "/threads/{thread}/modify", {}, /No label add or removes/],
    [
      "a label that is not there",
      "POST",
      "/threads/{thread}/modify",
      { addLabelIds: ["Label_99"] },
      /Invalid label: Label_99/,
    ],
    [
      "a label that only Gmail sets",
      "POST",
      "/threads/{thread}/modify",
      { addLabelIds: ["SENT"] },
      /Invalid label: SENT/,
    ],
    [
      "one label both ways",
      "POST",
      "/threads/{thread}/modify",
      { addLabelIds: ["STARRED"], removeLabelIds: ["STARRED"] },
      /both add and remove/,
    ],
    [
      "a field of a change that is none",
      "POST",
      "/threads/{thread}/modify",
      { addLabels: ["STARRED"] },
      /Unknown name "addLabels"/,
    ],
  ])("%s", async (_, method, path, body, why) => {
    const { data } = await client.users.threads.list({ userId, maxResults: 1 });
    const at = path.replace("{thread}", data.threads?.[0]?.id ?? "");
    const answer = await ask(method, at, { ...(body && { body: JSON.stringify(body) }) });
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringMatching(why)]);
    expect(answer.body.error).toMatchObject({ code: 400, status: "INVALID_ARGUMENT" });
  });

  it.each([
    ["no draft", "GET", "/drafts/r1"],
    ["no message", "POST", "/messages/ffffffffffffffff/trash"],
    ["no thread", "POST", "/threads/ffffffffffffffff/untrash"],
    ["no conversation to answer in", "POST", "/messages/send"],
  ])("%s", async (_, method, path) => {
    const body = path.endsWith("send") ? JSON.stringify({ raw, threadId: "ffffffffffffffff" }) : undefined;
    expect((await ask(method, path, { ...(body && { body }) })).status).toBe(404);
  });

  it.each([
    ["readonly", "POST", "/drafts", 403],
    ["send", "POST", "/drafts", 403],
    ["compose", "POST", "/drafts", 200],
    ["compose", "GET", "/drafts", 200],
    ["compose", "GET", "/messages", 403],
    ["compose", "POST", "/messages/batchModify", 403],
    ["readonly", "POST", "/messages/batchModify", 403],
    ["compose", "GET", "/settings/sendAs", 403],
    ["readonly", "GET", "/settings/sendAs", 200],
  ])("with %s: %s %s answers %i", async (name, method, path, status) => {
    const body = path === "/drafts" && method === "POST" ? JSON.stringify({ message: { raw } }) : undefined;
    const answer = await ask(method, path, { as: await tokenFor(name), ...(body && { body }) });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body.error.details[0].reason).toBe("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
  });
});

describe("the upload address", () => {
  it("takes a mail as it is, or after its place", async () => {
    const media = await ask("POST", "/upload/messages/send?uploadType=media", {
      body: MAIL,
      type: "message/rfc822",
    });
    expect(media).toMatchObject({ status: 200, body: { labelIds: ["SENT"] } });
    const both = `--b\r\nContent-Type: application/json\r\n\r\n{}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${MAIL}\r\n--b--`;
    const multipart = await ask("POST", "/upload/messages/send?uploadType=multipart", {
      body: both,
      type: "multipart/related; boundary=b",
    });
    const [one, two] = [media, multipart].map(({ body }) => body.id);
    const mail = await google.mail("ada@acme.test");
    const textOf = (id: string) => mail.find((sent) => sent.id === id)?.text;
    expect(textOf(two)).toBe(textOf(one));
  });

  it.each([
    ["another type of media", "?uploadType=media", "text/plain", MAIL],
    ["no kind of upload", "", "message/rfc822", MAIL],
    [
      "a multipart that is cut off",
      "?uploadType=multipart",
      "multipart/related; boundary=b",
      "--b\r\nContent-Type: application/json\r\n\r\n{}",
    ],
    ["too many bytes", "?uploadType=media", "message/rfc822", Buffer.alloc(36_700_161, "x")],
  ])("refuses %s", async (_, query, type, body) => {
    expect((await ask("POST", `/upload/messages/send${query}`, { body, type })).status).toBe(400);
  });

  it("is served to Google's own client", async () => {
    const media = { mimeType: "message/rfc822", body: MAIL };
    // The address of uploads is not taken from the client's own root.
    const made = await client.users.drafts.create({ userId, media }, { rootUrl: google.url });
    const { data } = await client.users.drafts.get({ userId, id: made.data.id ?? "" });
    expect(data.message?.payload?.headers).toContainEqual({ name: "Subject", value: "Strict" });
  });
});

describe("drafts", () => {
  it("keep their id and change their message, are found by search, and end when they are sent or deleted", async () => {
    const made = await client.users.drafts.create({ userId, requestBody: { message: { raw } } });
    const id = made.data.id ?? "";
    const changed = await client.users.drafts.update({ userId, id, requestBody: { message: { raw } } });
    expect(changed.data.id).toBe(id);
    expect(changed.data.message?.id).not.toBe(made.data.message?.id);
    const gone = client.users.messages.get({ userId, id: made.data.message?.id ?? "" });
    await expect(gone).rejects.toMatchObject({ status: 404 });
    const found = await client.users.drafts.list({ userId, q: "subject:Strict" });
    expect(found.data.drafts?.map((draft) => draft.id)).toContain(id);
    const sent = await client.users.drafts.send({ userId, requestBody: { id } });
    expect(sent.data).toMatchObject({ labelIds: ["SENT"], threadId: changed.data.message?.threadId });
    await expect(client.users.drafts.get({ userId, id })).rejects.toMatchObject({ status: 404 });

    const other = await client.users.drafts.create({ userId, requestBody: { message: { raw } } });
    await client.users.drafts.delete({ userId, id: other.data.id ?? "" });
    await expect(client.users.drafts.get({ userId, id: other.data.id ?? "" })).rejects.toMatchObject({
      status: 404,
    });
  });

  it("of the seeded mailbox are there", async () => {
    const { data } = await client.users.drafts.list({ userId, q: 'subject:"Notes for the board"' });
    expect(data.drafts).toHaveLength(1);
  });
});

it("a sender who is not confirmed is replaced by the account's own", async () => {
  const { data } = await client.users.settings.sendAs.list({ userId });
  expect(
    data.sendAs?.map((one) => [one.sendAsEmail, one.isPrimary ?? false, one.verificationStatus]),
  ).toEqual([
    ["ada@acme.test", true, undefined],
    ["hello@acme.test", false, "accepted"],
    ["press@acme.test", false, "pending"],
  ]);
  const from = async (address: string) => {
    const sent = await messageText({ raw: Buffer.from(`From: ${address}\r\n${MAIL}`).toString("base64url") });
    return (await google.mail("ada@acme.test")).find((one) => one.id === sent.body.id)?.from;
  };
  expect(await from("hello@acme.test")).toBe("hello@acme.test");
  expect(await from("press@acme.test")).toBe("ada@acme.test");
  expect(await from("ceo@elsewhere.test")).toBe("ada@acme.test");
});

it("changes of a thread reach each of its messages, changes of many say nothing of each", async () => {
  const { data } = await client.users.messages.list({ userId, q: 'subject:"Offsite"' });
  const ids = (data.messages ?? []).map(({ id }) => id ?? "");
  await client.users.messages.batchModify({ userId, requestBody: { ids, addLabelIds: ["Label_3"] } });
  const labels = async () =>
    Promise.all(
      ids.map(
        async (id) =>
          (await client.users.messages.get({ userId, id, format: "minimal" })).data.labelIds ?? [],
      ),
    );
  expect((await labels()).every((one) => one.includes("Label_3"))).toBe(true);
  const thread = data.messages?.[0]?.threadId ?? "";
  const modified = await client.users.threads.modify({
    userId,
    id: thread,
    requestBody: { removeLabelIds: ["Label_3"] },
  });
  expect(modified.data.messages).toHaveLength(ids.length);
  expect((await labels()).flat()).not.toContain("Label_3");
});
