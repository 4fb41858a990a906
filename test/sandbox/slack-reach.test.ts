import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type SandboxSlack, startSandboxSlack } from "./slack.ts";
import { callSlack, clientOf as clientAt } from "./slack-caller.ts";
import { SLACK_REDIRECT, slackSignIn } from "./slack-sign-in.ts";

let slack: SandboxSlack;
beforeAll(async () => {
  slack = await startSandboxSlack({ redirectUris: [SLACK_REDIRECT] });
});
afterEach(() => slack.uninstall());
afterAll(() => slack.close());

const ALL = "channels:read,channels:history,users:read,chat:write,reactions:write";
const clientOf = (token: string) => clientAt(slack, token);
const call = (method: string, token?: string, args: Record<string, string> = {}, of = slack) =>
  callSlack(of, method, token, args);
const errorOf = async (...asked: Parameters<typeof call>) => (await call(...asked)).error;

/** A bot and Ada, with everything. */
async function everything() {
  const scopes = `${ALL},files:read,files:write,groups:read,im:read,im:write,mpim:read,usergroups:read,users:read.email`;
  const issued = await slackSignIn(slack, {
    bot: scopes,
    user: `${scopes},search:read.public,search:read.private`,
  });
  return { bot: issued.access_token ?? "", ada: issued.authed_user.access_token ?? "" };
}

describe("files", () => {
  it("come in by three steps, and go out to who may see them", async () => {
    const { bot, ada } = await everything();
    const bytes = Buffer.from("a,b\n1,2\n");
    const asked = await call("files.getUploadURLExternal", bot, {
      filename: "a.csv",
      length: String(bytes.length),
    });
    const at = new URL(String(asked.upload_url));
    expect(at.origin).toBe("https://files.slack.com");
    const put = (body: Uint8Array<ArrayBuffer>, headers = {}) =>
      fetch(slack.url + at.pathname, { method: "POST", body, headers });
    expect((await put(Uint8Array.from([1]))).status).toBe(400);
    expect((await put(Uint8Array.from(bytes), { authorization: `Bearer ${bot}` })).status).toBe(400);
    expect((await put(Uint8Array.from(bytes))).status).toBe(200);
    expect((await put(Uint8Array.from(bytes))).status).toBe(404);
    const channel_id = slack.channelIdOf("eng");
    const files = JSON.stringify([{ id: asked.file_id, title: "Table" }]);
    expect(await errorOf("files.completeUploadExternal", ada, { files, channel_id })).toBe("file_not_found");
    const done = await call("files.completeUploadExternal", bot, {
      files,
      channel_id,
      initial_comment: "here",
    });
    expect(done).toMatchObject({ ok: true, files: [{ id: asked.file_id, title: "Table" }] });
    const { file } = await clientOf(ada).files.info({ file: String(asked.file_id) });
    const message = slack.messages("eng").at(-1);
    expect(file).toMatchObject({
      size: bytes.length,
      shares: { public: { [channel_id]: [{ ts: message?.ts }] } },
    });
    const path = new URL(file?.url_private_download ?? "").pathname;
    const got = await fetch(slack.url + path, { headers: { authorization: `Bearer ${ada}` } });
    expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
    const stranger = await fetch(slack.url + path, { redirect: "manual" });
    expect([stranger.status, stranger.headers.get("location")]).toEqual([
      302,
      expect.stringContaining("acme.slack.com"),
    ]);
  });

  it("of private channels are not there for others", async () => {
    const { bot } = await everything();
    const ines = await slackSignIn(slack, { user: "files:read" }, { email: "ben@acme.test" });
    const offer = slack.fileIdOf("Launch checklist");
    expect(await call("files.info", ines.authed_user.access_token, { file: offer })).toMatchObject({
      ok: true,
    });
    expect(await errorOf("files.info", bot, { file: "F0NOTHING" })).toBe("file_not_found");
    expect(await errorOf("files.info", bot, { file: slack.fileIdOf("old-offer.pdf") })).toBe("file_deleted");
  });
});

describe("people and conversations", () => {
  it("direct messages are opened once, for people who are there", async () => {
    const { bot } = await everything();
    const client = clientOf(bot);
    const chloe = slack.userIdOf("chloe@acme.test");
    const first = await client.conversations.open({ users: chloe });
    const again = await client.conversations.open({ users: chloe });
    expect(again).toMatchObject({ already_open: true, channel: { id: first.channel?.id } });
    expect(first.channel?.id).toMatch(/^D/);
    for (const [users, error] of [
      ["", "users_list_not_supplied"],
      ["U0NOBODY", "user_not_found"],
      [slack.userIdOf("otto@acme.test"), "user_disabled"],
    ] as const)
      expect([users, await errorOf("conversations.open", bot, { users })]).toEqual([users, error]);
    const { members } = await client.conversations.members({ channel: first.channel?.id ?? "" });
    expect(members).toEqual([chloe, slack.botUserId]);
  });

  it("addresses are shown and found with their scope alone", async () => {
    const { bot } = await everything();
    const email = "ines@acme.test";
    expect((await clientOf(bot).users.lookupByEmail({ email })).user?.profile).toMatchObject({ email });
    expect(await errorOf("users.lookupByEmail", bot, { email: "otto@acme.test" })).toBe("users_not_found");
    const { usergroups } = await clientOf(bot).usergroups.list();
    expect(usergroups).toMatchObject([{ handle: "oncall", id: expect.stringMatching(/^S/) }]);
  });
});

describe("the search for apps", () => {
  it("is for people, by kind of conversation", async () => {
    const { bot, ada } = await everything();
    expect(await errorOf("assistant.search.context", bot, { query: "offer" })).toBe("invalid_action_token");
    expect(await call("assistant.search.context", ada, { query: "offer" })).toMatchObject({
      results: { messages: [] },
    });
    const found = await call("assistant.search.context", ada, {
      query: "offer",
      channel_types: "private_channel",
    });
    expect(found.results).toMatchObject({
      messages: [{ channel_name: "leads", content: expect.stringContaining("Offer") }],
    });
    expect(await call("assistant.search.context", ada, { query: "x", channel_types: "im" })).toMatchObject({
      error: "missing_scope",
      needed: "search:read.im",
    });
    expect(await errorOf("assistant.search.context", ada, { query: " " })).toBe("missing_query");
    expect(await errorOf("assistant.search.context", ada, { query: "x", limit: "21" })).toBe(
      "invalid_arguments",
    );
  });
});

describe("limits", () => {
  it("are off until they are switched on, and say when to come back", async () => {
    const { bot } = await everything();
    const channel = slack.channelIdOf("general");
    const read = () =>
      fetch(`${slack.url}/api/conversations.history?channel=${channel}`, {
        headers: { authorization: `Bearer ${bot}` },
      });
    slack.limit("outside_marketplace");
    expect((await read()).status).toBe(200);
    const second = await read();
    expect([second.status, await second.json()]).toEqual([429, { ok: false, error: "ratelimited" }]);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(50);
    slack.limit("tiers");
    for (let n = 0; n < 3; n++) expect((await read()).status).toBe(200);
    slack.limit("off");
  });
});
