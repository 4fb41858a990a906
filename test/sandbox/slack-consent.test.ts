import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { consent } from "./consent.ts";
import { type SandboxSlack, startSandboxSlack } from "./slack.ts";
import { SLACK_REDIRECT, slackAuthorization, slackSignIn } from "./slack-sign-in.ts";

let slack: SandboxSlack;
beforeAll(async () => {
  slack = await startSandboxSlack({ redirectUris: [SLACK_REDIRECT] });
});
afterEach(() => slack.uninstall());
afterAll(() => slack.close());

describe("consent", () => {
  it("gives a bot token, a user token or both", async () => {
    const both = await slackSignIn(slack, { bot: "chat:write", user: "search:read" });
    expect(both).toMatchObject({
      access_token: expect.stringMatching(/^xoxb-/),
      token_type: "bot",
      scope: "chat:write",
      bot_user_id: slack.botUserId,
      team: { id: slack.teamId, name: "Acme" },
      authed_user: {
        id: slack.userIdOf("ada@acme.test"),
        access_token: expect.stringMatching(/^xoxp-/),
        scope: "search:read",
        token_type: "user",
      },
    });
    for (const absent of ["expires_in", "refresh_token"]) expect(both).not.toHaveProperty(absent);
    const user = await slackSignIn(slack, { user: "search:read" }, { email: "ben@acme.test" });
    expect(user).not.toHaveProperty("access_token");
    expect(user).not.toHaveProperty("token_type");
    expect(user.authed_user.id).toBe(slack.userIdOf("ben@acme.test"));
    const bot = await slackSignIn(slack, { bot: "chat:write" });
    expect(bot.authed_user).toEqual({ id: slack.userIdOf("ada@acme.test") });
  });

  it("comes back with the state and no issuer, or with access_denied", async () => {
    const url = () => slackAuthorization(slack, { bot: "chat:write" });
    const back = await consent(url(), { email: "ada@acme.test" });
    expect([...back.searchParams.keys()].sort()).toEqual(["code", "state"]);
    const denied = await consent(url(), { email: "ada@acme.test", deny: true });
    expect(Object.fromEntries(denied.searchParams)).toEqual({ error: "access_denied", state: "state-1" });
  });

  it("shows a page that is marked as emulated and can be used once", async () => {
    const html = await (
      await fetch(slackAuthorization(slack, { bot: "chat:write", user: "search:read" }))
    ).text();
    for (const text of [
      "Sandbox Slack — emulated",
      "ada@acme.test",
      "ben@acme.test",
      "Post messages as the app",
    ])
      expect(html).toContain(text);
    const request = /name="request" value="([^"]+)"/.exec(html)?.[1] ?? "";
    const body = new URLSearchParams({ request, account: "ada@acme.test", decision: "allow" });
    const decide = () =>
      fetch(`${slack.url}/oauth/v2/authorize/decision`, { method: "POST", redirect: "manual", body });
    expect((await decide()).status).toBe(302);
    expect((await decide()).status).toBe(400);
  });

  it.each([
    ["redirect_uri", `${SLACK_REDIRECT}/`],
    ["redirect_uri", `${SLACK_REDIRECT}?x=1`],
    ["redirect_uri", "https://evil.test/"],
    ["client_id", "another"],
    ["scope", ""],
    ["scope", "search:read"],
    ["user_scope", "admin"],
    ["code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"],
  ])("shows an error and does not redirect when %s is %s", async (name, value) => {
    const page = await fetch(slackAuthorization(slack, { bot: "chat:write" }, { [name]: value }), {
      redirect: "manual",
    });
    expect([page.status, page.headers.get("location")]).toEqual([400, null]);
  });
});
