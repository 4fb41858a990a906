import { defineProvider } from "../kit/index.ts";

/** Errors that the methods document, e.g. https://docs.slack.dev/reference/methods/conversations.history#errors */
const faults = {
  channel_not_found: "not_found",
  user_not_found: "not_found",
  users_not_found: "not_found",
  users_list_not_supplied: "not_found",
  message_not_found: "not_found",
  thread_not_found: "not_found",
  missing_scope: "no_permission",
  not_in_channel: "no_permission",
  access_denied: "no_permission",
  no_permission: "no_permission",
  not_allowed_token_type: "no_permission",
  restricted_action: "no_permission",
  restricted_action_read_only_channel: "no_permission",
  restricted_action_thread_only_channel: "no_permission",
  restricted_action_non_threadable_channel: "no_permission",
  restricted_action_thread_locked: "no_permission",
  team_access_not_granted: "no_permission",
  org_login_required: "no_permission",
  ekm_access_denied: "no_permission",
  two_factor_setup_required: "no_permission",
  enterprise_is_restricted: "no_permission",
  is_archived: "conflict",
  already_reacted: "conflict",
  ratelimited: "rate_limited",
  rate_limited: "rate_limited",
  message_limit_exceeded: "rate_limited",
  msg_too_long: "too_large",
  msg_blocks_too_long: "too_large",
  too_many_reactions: "too_large",
  too_many_emoji: "too_large",
  internal_error: "provider_down",
  fatal_error: "provider_down",
  service_unavailable: "provider_down",
  request_timeout: "provider_down",
  team_added_to_org: "provider_down",
} as const;

/**
 * https://docs.slack.dev/authentication/installing-with-oauth and /reference/scopes. One grant may hold a bot token and
 * a user token; scopes of the user token carry `user:` in this build.
 */
export const slack = defineProvider({
  id: "slack",
  title: "Slack",
  description: "Channels, messages and people of a Slack workspace.",
  issuer: "https://slack.com",
  authorizationEndpoint: "https://slack.com/oauth/v2/authorize",
  tokenEndpoint: "https://slack.com/api/oauth.v2.access",
  authorizationParams: {},
  // Turning PKCE on makes a Slack app a public client for good; a confidential one must not send a challenge.
  pkce: "none",
  clientIdPattern: /^\d+\.\d+$/,
  clientAuthentication: "client_secret_post",
  scopeSeparator: ",",
  userToken: { scopePrefix: "user:", authorizationParam: "user_scope", field: "authed_user" },
  identityScopes: [],
  scopeAliases: {},
  scopes: {
    "channels:read": { title: "See public channels", sensitivity: "basic" },
    "groups:read": { title: "See private channels the app was added to", sensitivity: "sensitive" },
    "im:read": { title: "See which direct messages the app has", sensitivity: "basic" },
    "mpim:read": { title: "See which group messages the app was added to", sensitivity: "basic" },
    "channels:history": {
      title: "Read messages in public channels the app was added to",
      sensitivity: "sensitive",
    },
    "groups:history": {
      title: "Read messages in private channels the app was added to",
      sensitivity: "restricted",
    },
    "im:history": { title: "Read direct messages between people and the app", sensitivity: "restricted" },
    "mpim:history": { title: "Read group messages the app was added to", sensitivity: "restricted" },
    "users:read": { title: "See who is in the workspace", sensitivity: "basic" },
    // Slack gives it only together with users:read.
    "users:read.email": { title: "See people's e-mail addresses", sensitivity: "sensitive" },
    "chat:write": { title: "Post messages as the app", sensitivity: "sensitive" },
    "im:write": { title: "Start direct messages as the app", sensitivity: "sensitive" },
    "reactions:write": { title: "Add and remove reactions as the app", sensitivity: "basic" },
    "user:search:read": {
      title: "Search everything the person who authorizes can see, private conversations included",
      sensitivity: "restricted",
    },
  },
  // Only apps with token rotation get one.
  refreshTokenExpected: false,
  identity: {
    method: "POST",
    endpoint: "https://slack.com/api/auth.test",
    id: ["team_id", "user_id"],
    label: ["user", "team"],
  },
  // Each token by itself: https://docs.slack.dev/reference/methods/auth.revoke. Without rotation the same app and
  // account get the same token again, so that ending it ends every connector on it.
  revocation: {
    method: "POST",
    endpoint: "https://slack.com/api/auth.revoke",
    authentication: "token",
    body: "none",
    accepts: "access",
    endsWholeGrant: true,
    alreadyDead: [],
  },
  bodyErrors: {
    unauthorized: ["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"],
    alreadyDead: ["invalid_auth", "token_revoked", "token_expired", "account_inactive"],
    faults,
  },
  probe: { method: "POST", url: "https://slack.com/api/auth.test", label: "auth.test" },
  apiHosts: ["slack.com"],
  // By method: https://docs.slack.dev/apis/web-api/rate-limits
  limitsByPath: true,
});
