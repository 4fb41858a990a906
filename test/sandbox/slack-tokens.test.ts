import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { consent } from "./consent.ts";
import { type SandboxSlack, startSandboxSlack } from "./slack.ts";
import { callSlack } from "./slack-caller.ts";
import { SLACK_REDIRECT, slackAuthorization, slackSignIn, slackToken } from "./slack-sign-in.ts";

let slack: SandboxSlack;
beforeAll(async () => {
  slack = await startSandboxSlack({ redirectUris: [SLACK_REDIRECT] });
});
afterEach(() => slack.uninstall());
afterAll(() => slack.close());

const ALL = "channels:read,channels:history,users:read,chat:write,reactions:write";
const call = (method: string, token?: string, args: Record<string, string> = {}, of = slack) =>
  callSlack(of, method, token, args);
const errorOf = async (...asked: Parameters<typeof call>) => (await call(...asked)).error;
const ROUTES = [
  "auth.test",
  "auth.revoke",
  "apps.uninstall",
  "conversations.list",
  "conversations.history",
  "conversations.replies",
  "conversations.info",
  "users.list",
  "users.info",
  "chat.postMessage",
  "chat.getPermalink",
  "reactions.add",
  "search.messages",
  "users.conversations",
  "assistant.search.context",
  "chat.delete",
  "chat.scheduleMessage",
  "chat.update",
  "conversations.members",
  "conversations.open",
  "files.completeUploadExternal",
  "files.getUploadURLExternal",
  "files.info",
  "usergroups.list",
  "users.lookupByEmail",
];

/** No method lets this token in. */
async function expectRefused(token: string, error: string, of = slack): Promise<void> {
  for (const route of ROUTES) expect([route, await errorOf(route, token, {}, of)]).toEqual([route, error]);
}

describe("tokens", () => {
  it("are needed by every method", async () => {
    for (const route of ROUTES) expect([route, await errorOf(route)]).toEqual([route, "not_authed"]);
    const inQuery = await fetch(`${slack.url}/api/auth.test?token=xoxb-1`);
    expect(await inQuery.json()).toEqual({ ok: false, error: "not_authed" });
  });

  it("are refused when they were never issued", async () => {
    for (const token of ["garbage", "xoxb-garbage", "test_token_admin"])
      await expectRefused(token, "invalid_auth");
  });

  it("are refused once they are expired, and say so", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: ALL });
    expect(await call("auth.test", access_token)).toMatchObject({ ok: true });
    slack.expireAllAccessTokens();
    await expectRefused(access_token, "token_expired");
  });

  it("are revoked each by itself, and say so", async () => {
    const { access_token: bot = "", authed_user } = await slackSignIn(slack, {
      bot: ALL,
      user: "search:read",
    });
    const user = authed_user.access_token ?? "";
    expect(await call("auth.revoke", bot, { test: "1" })).toMatchObject({ ok: true, revoked: false });
    expect(await call("auth.revoke", bot)).toMatchObject({ ok: true, revoked: true });
    await expectRefused(bot, "token_revoked");
    expect(await call("auth.test", user)).toMatchObject({ ok: true });
    expect(await call("auth.revoke", user)).toMatchObject({ ok: true, revoked: true });
    await expectRefused(user, "token_revoked");
    expect(slack.liveTokens()).toEqual({ access: 0, refresh: 0 });
  });

  it("end with the app, and only the app's own client can remove it", async () => {
    const { access_token: bot = "", authed_user } = await slackSignIn(slack, {
      bot: ALL,
      user: "search:read",
    });
    const client = { client_id: slack.clientId, client_secret: slack.clientSecret };
    expect(await errorOf("apps.uninstall", bot, { ...client, client_secret: "x" })).toBe("bad_client_secret");
    expect(await errorOf("apps.uninstall", bot, { ...client, client_id: "x" })).toBe("invalid_client_id");
    expect(await call("apps.uninstall", bot, client)).toEqual({ ok: true });
    await expectRefused(bot, "account_inactive");
    await expectRefused(authed_user.access_token ?? "", "token_revoked");
  });

  it("of a person end when they take their authorization back; the bot's does not", async () => {
    const { access_token: bot = "", authed_user } = await slackSignIn(slack, {
      bot: ALL,
      user: "search:read",
    });
    slack.revokeAccount("ada@acme.test");
    await expectRefused(authed_user.access_token ?? "", "token_revoked");
    expect(await call("auth.test", bot)).toMatchObject({ ok: true });
  });

  it("do not open the stock emulator's own sign-in, inspector and other methods", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: ALL });
    for (const path of ["/", "/_emulate", "/oauth/v2/authorize/callback", "/services/T1/B1/X1"])
      expect([path, (await fetch(slack.url + path, { method: "POST" })).status]).toEqual([path, 404]);
    for (const method of ["views.publish", "files.list", "users.setPresence", "constructor"])
      expect([method, await errorOf(method, access_token)]).toEqual([method, "unknown_method"]);
  });
});

describe("scopes", () => {
  it("open their methods and no others, in Slack's words", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: "channels:read" });
    const general = slack.channelIdOf("general");
    expect(await call("conversations.list", access_token)).toMatchObject({ ok: true });
    const refused = await call("conversations.history", access_token, { channel: general });
    expect(refused).toMatchObject({
      error: "missing_scope",
      needed: "channels:history",
      provided: "channels:read",
    });
    for (const [method, args] of [
      ["conversations.replies", { channel: general, ts: "1.1" }],
      ["users.list", {}],
      ["chat.postMessage", { channel: general, text: "x" }],
      ["reactions.add", { channel: general, timestamp: "1.1", name: "eyes" }],
    ] as const)
      expect([method, await errorOf(method, access_token, args)]).toEqual([method, "missing_scope"]);
    expect(await errorOf("conversations.list", access_token, { types: "private_channel" })).toBe(
      "missing_scope",
    );
  });

  it("are named in a header of every answer", async () => {
    const { access_token = "" } = await slackSignIn(slack, { bot: "channels:read,users:read" });
    const headers = { authorization: `Bearer ${access_token}` };
    for (const method of ["auth.test", "users.list"]) {
      const answer = await fetch(`${slack.url}/api/${method}`, { method: "POST", headers });
      expect(answer.headers.get("x-oauth-scopes")).toBe("channels:read,users:read");
    }
  });

  it("only grow while the same bot has a token", async () => {
    await slackSignIn(slack, { bot: "channels:read" });
    expect((await slackSignIn(slack, { bot: "users:read" })).scope).toBe("channels:read,users:read");
    slack.uninstall();
    expect((await slackSignIn(slack, { bot: "users:read" })).scope).toBe("users:read");
  });

  it("search is for people who agreed to it", async () => {
    const { access_token: bot = "", authed_user } = await slackSignIn(slack, {
      bot: ALL,
      user: "users:read",
    });
    expect(await errorOf("search.messages", bot, { query: "x" })).toBe("not_allowed_token_type");
    expect(await errorOf("search.messages", authed_user.access_token, { query: "x" })).toBe("missing_scope");
  });
});

describe("codes", () => {
  const start = async () =>
    (
      await consent(slackAuthorization(slack, { bot: "chat:write" }), { email: "ada@acme.test" })
    ).searchParams.get("code") ?? "";
  const exchange = async (code: string, more: Record<string, string> = {}) =>
    (await slackToken(slack, { code, redirect_uri: SLACK_REDIRECT, ...more })).error;

  it("work once", async () => {
    const code = await start();
    expect(await exchange(code)).toBeUndefined();
    expect(await exchange(code)).toBe("code_already_used");
    expect(await exchange("garbage")).toBe("invalid_code");
  });

  it("need their redirect address, and are spent by a wrong one", async () => {
    const code = await start();
    expect(await exchange(code, { redirect_uri: `${SLACK_REDIRECT}/` })).toBe("bad_redirect_uri");
    expect(await exchange(code)).toBe("code_already_used");
  });

  it("need the client's id and secret, which do not spend them", async () => {
    const code = await start();
    expect(await exchange(code, { client_secret: "wrong" })).toBe("bad_client_secret");
    expect(await exchange(code, { client_id: "wrong" })).toBe("invalid_client_id");
    expect(await exchange(code, { grant_type: "password" })).toBe("invalid_grant_type");
    const basic = Buffer.from(`${slack.clientId}:${slack.clientSecret}`).toString("base64");
    const answer = await fetch(`${slack.url}/api/oauth.v2.access`, {
      method: "POST",
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ code, redirect_uri: SLACK_REDIRECT }),
    });
    expect(await answer.json()).toMatchObject({ ok: true });
  });

  it("expire", async () => {
    slack.setCodeSeconds(0.05);
    const code = await start();
    slack.setCodeSeconds(600);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await exchange(code)).toBe("invalid_code");
  });
});

describe("rotation", () => {
  let rotating: SandboxSlack;
  beforeAll(async () => {
    rotating = await startSandboxSlack({
      redirectUris: [SLACK_REDIRECT],
      rotation: true,
      team: { name: "Globex", domain: "globex" },
    });
  });
  afterAll(() => rotating.close());
  const refresh = (refresh_token: string) =>
    slackToken(rotating, { grant_type: "refresh_token", refresh_token });

  it("gives both tokens an end and a refresh token of their own", async () => {
    const issued = await slackSignIn(rotating, { bot: "chat:write", user: "search:read" });
    const shape = { expires_in: 43_200, refresh_token: expect.stringMatching(/^xoxe-1-/) };
    expect(issued).toMatchObject({ ...shape, access_token: expect.stringMatching(/^xoxe\.xoxb-1-/) });
    expect(issued.authed_user).toMatchObject({
      ...shape,
      access_token: expect.stringMatching(/^xoxe\.xoxp-1-/),
    });
    expect(issued.team.id).not.toBe(slack.teamId);
  });

  it("refreshes each by itself, at the top level, once", async () => {
    const issued = await slackSignIn(rotating, { bot: "chat:write", user: "search:read" });
    rotating.expireAllAccessTokens();
    await expectRefused(issued.access_token ?? "", "token_expired", rotating);
    const user = await refresh(issued.authed_user.refresh_token ?? "");
    expect(user).toMatchObject({ token_type: "user", scope: "search:read", expires_in: 43_200 });
    expect(user).not.toHaveProperty("authed_user");
    const bot = await refresh(issued.refresh_token ?? "");
    expect(bot).toMatchObject({ token_type: "bot", scope: "chat:write", bot_user_id: rotating.botUserId });
    expect(await call("auth.test", bot.access_token, {}, rotating)).toMatchObject({
      ok: true,
      bot_id: expect.any(String),
    });
    expect(await call("auth.test", user.access_token, {}, rotating)).toMatchObject({ user: "ada" });
    for (const spent of [
      issued.refresh_token ?? "",
      issued.authed_user.refresh_token ?? "",
      "xoxe-1-garbage",
    ])
      expect((await refresh(spent)).error).toBe("invalid_refresh_token");
    expect((await refresh(bot.refresh_token ?? "")).ok).toBe(true);
  });

  it("ends short-lived tokens on time", async () => {
    rotating.setAccessTokenSeconds(1);
    const { access_token = "", expires_in } = await slackSignIn(rotating, { bot: "chat:write" });
    rotating.setAccessTokenSeconds(43_200);
    expect(expires_in).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await errorOf("auth.test", access_token, {}, rotating)).toBe("token_expired");
  });

  it("ends the refresh token with its access token", async () => {
    const issued = await slackSignIn(rotating, { bot: "chat:write", user: "search:read" });
    await call("auth.revoke", issued.access_token, {}, rotating);
    expect((await refresh(issued.refresh_token ?? "")).error).toBe("invalid_refresh_token");
    expect((await refresh(issued.authed_user.refresh_token ?? "")).ok).toBe(true);
  });
});
