import { defineProvider } from "../kit/index.ts";

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
  clientAuthentication: "client_secret_post",
  scopeSeparator: ",",
  userToken: { scopePrefix: "user:", authorizationParam: "user_scope", field: "authed_user" },
  identityScopes: [],
  scopeAliases: {},
  scopes: {
    "channels:read": { title: "See public channels", sensitivity: "basic" },
    "groups:read": { title: "See private channels the app was added to", sensitivity: "sensitive" },
    "channels:history": { title: "Read messages in public channels", sensitivity: "sensitive" },
    "groups:history": {
      title: "Read messages in private channels the app was added to",
      sensitivity: "restricted",
    },
    "users:read": { title: "See who is in the workspace", sensitivity: "basic" },
    "users:read.email": { title: "See people's e-mail addresses", sensitivity: "sensitive" },
    "chat:write": { title: "Post messages as the app", sensitivity: "sensitive" },
    "reactions:write": { title: "Add and remove reactions as the app", sensitivity: "basic" },
    "user:search:read": { title: "Search everything you can see", sensitivity: "restricted" },
  },
  // Only apps with token rotation get one.
  refreshTokenExpected: false,
  identity: {
    method: "POST",
    endpoint: "https://slack.com/api/auth.test",
    id: ["team_id", "user_id"],
    label: ["user", "team"],
  },
  // Each token ends by itself: https://docs.slack.dev/reference/methods/auth.revoke
  revocation: {
    method: "POST",
    endpoint: "https://slack.com/api/auth.revoke",
    authentication: "token",
    body: "none",
    accepts: "access",
    endsWholeGrant: false,
    alreadyDead: [],
  },
  bodyErrors: {
    unauthorized: ["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"],
    alreadyDead: ["invalid_auth", "token_revoked", "token_expired", "account_inactive"],
  },
  probe: { method: "POST", url: "https://slack.com/api/auth.test", label: "auth.test" },
  apiHosts: ["slack.com"],
});
