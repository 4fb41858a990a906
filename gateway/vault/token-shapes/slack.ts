import type { TokenShape } from "./shape.ts";

const install = {
  ok: true,
  app_id: "A0KRD7HC3",
  team: { id: "T9TK3CUKW", name: "Acme" },
  enterprise: null,
  is_enterprise_install: false,
};

/** One app's answers differ by what was asked for, and by whether its tokens rotate. */
export const slack: TokenShape = {
  provider: "slack",
  page: "https://docs.slack.dev/reference/methods/oauth.v2.access",
  userField: "authed_user",
  code: [
    {
      what: "a bot alone: the person is named without a token",
      body: {
        ...install,
        access_token: "xoxb-1",
        token_type: "bot",
        scope: "commands,channels:read",
        bot_user_id: "U0KRQLJ9H",
        authed_user: { id: "U1234" },
      },
      becomes: { raw_token_type: "bot", scope: "commands channels:read" },
    },
    {
      what: "a bot and a person",
      body: {
        ...install,
        access_token: "xoxb-2",
        token_type: "bot",
        scope: "channels:read",
        bot_user_id: "U0KRQLJ9H",
        incoming_webhook: { channel: "#general", url: "https://hooks.slack.com/services/T/B/x" },
        authed_user: {
          id: "U1234",
          scope: "search:read,chat:write",
          access_token: "xoxp-2",
          token_type: "user",
        },
      },
      becomes: { raw_token_type: "bot", scope: "channels:read" },
    },
    {
      what: "a bot and a person, rotating",
      body: {
        ...install,
        access_token: "xoxe.xoxb-1",
        token_type: "bot",
        scope: "channels:read",
        refresh_token: "xoxe-1-b",
        expires_in: 43200,
        authed_user: {
          id: "U1234",
          scope: "search:read",
          access_token: "xoxe.xoxp-1",
          refresh_token: "xoxe-1-p",
          expires_in: 43200,
          token_type: "user",
        },
      },
      becomes: {
        raw_token_type: "bot",
        scope: "channels:read",
        refresh_token: "xoxe-1-b",
        expires_in: 43200,
      },
    },
    {
      what: "a person alone",
      body: {
        ...install,
        authed_user: {
          id: "U1234",
          scope: "search:read,users:read",
          access_token: "xoxp-3",
          token_type: "user",
        },
      },
      becomes: { raw_token_type: "user", scope: "search:read users:read", user_only: true },
    },
    {
      what: "a person alone, rotating, on a whole enterprise: there is no team",
      body: {
        ...install,
        team: null,
        enterprise: { id: "E12345678", name: "Acme Group" },
        is_enterprise_install: true,
        authed_user: {
          id: "U1234",
          scope: "search:read",
          access_token: "xoxe.xoxp-4",
          refresh_token: "xoxe-1-q",
          expires_in: 43199,
          token_type: "user",
        },
      },
      becomes: {
        raw_token_type: "user",
        scope: "search:read",
        refresh_token: "xoxe-1-q",
        expires_in: 43199,
        user_only: true,
      },
    },
  ],
  refresh: [
    {
      what: "of the bot's token",
      body: {
        ...install,
        access_token: "xoxe.xoxb-5",
        token_type: "bot",
        scope: "channels:read",
        bot_user_id: "U0KRQLJ9H",
        expires_in: 43200,
        refresh_token: "xoxe-1-c",
      },
      becomes: {
        raw_token_type: "bot",
        scope: "channels:read",
        expires_in: 43200,
        refresh_token: "xoxe-1-c",
      },
    },
    {
      what: "of the person's token, which is now at the top",
      body: {
        ...install,
        access_token: "xoxe.xoxp-5",
        token_type: "user",
        scope: "search:read",
        expires_in: 43200,
        refresh_token: "xoxe-1-d",
      },
      becomes: {
        raw_token_type: "user",
        scope: "search:read",
        expires_in: 43200,
        refresh_token: "xoxe-1-d",
      },
    },
  ],
  errors: [
    { status: 200, body: { ok: false, error: "invalid_code" }, becomes: "invalid_grant" },
    { status: 200, body: { ok: false, error: "invalid_refresh_token" }, becomes: "invalid_grant" },
    { status: 200, body: { ok: false, error: "bad_client_secret" }, becomes: "invalid_client" },
    {
      status: 200,
      body: { ok: false, error: "internal_error", response_metadata: { messages: ["[ERROR] later"] } },
      becomes: "unavailable",
    },
    { status: 429, body: { ok: false, error: "ratelimited" }, becomes: "unavailable" },
  ],
};
