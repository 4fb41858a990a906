import { ID_TOKEN, type TokenShape } from "./shape.ts";

const GITHUB = "https://docs.github.com/en/apps";

/** GitHub (both kinds), GitLab, Bitbucket, Linear, Jira, Confluence, Trello. */
export const codeHosts: readonly TokenShape[] = [
  {
    provider: "github",
    page: `${GITHUB}/oauth-apps/building-oauth-apps/authorizing-oauth-apps`,
    code: [
      {
        body: { access_token: "gho_1", scope: "repo,gist", token_type: "bearer" },
        becomes: { raw_token_type: "bearer", scope: "repo gist" },
      },
      {
        what: "as a form, to who does not ask for JSON",
        body: "access_token=gho_2&scope=repo%2Cgist&token_type=bearer",
        becomes: { raw_token_type: "bearer", scope: "repo gist" },
      },
    ],
    refresh: [],
    errors: [
      {
        status: 200,
        body: {
          error: "bad_verification_code",
          error_description: "The code passed is incorrect or expired.",
          error_uri: "https://docs.github.com/apps/...",
        },
        becomes: "invalid_grant",
      },
      { status: 200, body: { error: "incorrect_client_credentials" }, becomes: "invalid_client" },
      {
        what: "as a form",
        status: 200,
        body: "error=redirect_uri_mismatch&error_description=The+redirect_uri+MUST+match",
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "github-app",
    page: `${GITHUB}/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens`,
    code: [
      {
        what: "with an empty scope: permissions are the app's",
        body: {
          access_token: "ghu_1",
          expires_in: 28800,
          refresh_token: "ghr_1",
          refresh_token_expires_in: 15897600,
          scope: "",
          token_type: "bearer",
        },
        becomes: { raw_token_type: "bearer", expires_in: 28800, refresh_token: "ghr_1" },
      },
    ],
    refresh: [
      {
        what: "as a form, with text for numbers",
        body:
          "access_token=ghu_2&expires_in=28800&refresh_token=ghr_2&refresh_token_expires_in=15811200&scope=" +
          "&token_type=bearer",
        becomes: { raw_token_type: "bearer", expires_in: 28800, refresh_token: "ghr_2" },
      },
    ],
    errors: [
      {
        status: 200,
        body: { error: "bad_refresh_token", error_description: "The refresh token is incorrect or expired." },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "gitlab",
    page: "https://docs.gitlab.com/api/oauth2/",
    code: [
      {
        body: {
          access_token: "de6780bc",
          token_type: "Bearer",
          expires_in: 7200,
          refresh_token: "8257e65c",
          scope: "openid read_user",
          created_at: 1607635748,
          id_token: ID_TOKEN,
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 7200,
          refresh_token: "8257e65c",
          scope: "openid read_user",
        },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "c97d1fe5",
          token_type: "bearer",
          expires_in: 7200,
          refresh_token: "803c1fd4",
          created_at: 1628711391,
        },
        becomes: { raw_token_type: "bearer", expires_in: 7200, refresh_token: "803c1fd4" },
      },
    ],
    errors: [
      {
        what: "in Doorkeeper's words",
        status: 400,
        body: {
          error: "invalid_grant",
          error_description: "The provided authorization grant is invalid, expired or revoked.",
        },
        becomes: "invalid_grant",
      },
      {
        status: 401,
        body: { error: "invalid_client", error_description: "Client authentication failed." },
        becomes: "invalid_client",
      },
    ],
  },
  {
    provider: "bitbucket",
    page: "https://developer.atlassian.com/cloud/bitbucket/oauth-2/",
    code: [
      {
        what: "whose scope is called scopes",
        body: {
          scopes: "account repository pullrequest",
          access_token: "bb-1",
          expires_in: 7200,
          token_type: "bearer",
          state: "authorization_code",
          refresh_token: "bbr-1",
        },
        becomes: {
          raw_token_type: "bearer",
          scope: "account repository pullrequest",
          expires_in: 7200,
          refresh_token: "bbr-1",
        },
      },
    ],
    refresh: [
      {
        body: {
          scopes: "account",
          access_token: "bb-2",
          expires_in: 7200,
          token_type: "bearer",
          state: "refresh_token",
          refresh_token: "bbr-1",
        },
        becomes: { raw_token_type: "bearer", scope: "account", expires_in: 7200, refresh_token: "bbr-1" },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error_description: "Invalid refresh_token", error: "invalid_grant" },
        becomes: "invalid_grant",
      },
      {
        what: "in the shape of Bitbucket's API",
        status: 401,
        body: { type: "error", error: { message: "Invalid OAuth client credentials", detail: "..." } },
        becomes: "invalid_client",
      },
    ],
  },
  {
    provider: "linear",
    page: "https://linear.app/developers/oauth-2-0-authentication",
    code: [
      {
        body: {
          access_token: "lin_oauth_1",
          token_type: "Bearer",
          expires_in: 86399,
          scope: "read write",
          refresh_token: "lin_refresh_1",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 86399,
          scope: "read write",
          refresh_token: "lin_refresh_1",
        },
      },
      {
        what: "of an older app: ten years, a list of scopes",
        body: {
          access_token: "lin_oauth_0",
          token_type: "Bearer",
          expires_in: 315705599,
          scope: ["read", "issues:create"],
        },
        becomes: { raw_token_type: "Bearer", expires_in: 315705599, scope: "read issues:create" },
      },
    ],
    refresh: [
      {
        what: "with commas",
        body: {
          access_token: "lin_oauth_2",
          token_type: "Bearer",
          expires_in: 86399,
          scope: "read,write",
          refresh_token: "lin_refresh_2",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 86399,
          scope: "read write",
          refresh_token: "lin_refresh_2",
        },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "Invalid refresh token" },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "jira",
    page: "https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/",
    code: [
      {
        body: {
          access_token: "eyJhdGw.1",
          expires_in: 3600,
          token_type: "Bearer",
          refresh_token: "eyJhdGw.r1",
          scope: "read:jira-work offline_access read:me",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 3600,
          refresh_token: "eyJhdGw.r1",
          scope: "read:jira-work offline_access read:me",
        },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "eyJhdGw.2",
          refresh_token: "eyJhdGw.r2",
          expires_in: 3600,
          scope: "read:jira-work",
          token_type: "Bearer",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 3600,
          refresh_token: "eyJhdGw.r2",
          scope: "read:jira-work",
        },
      },
    ],
    errors: [
      {
        what: "under 403, under a word that means something else",
        status: 403,
        body: { error: "unauthorized_client", error_description: "refresh_token is invalid" },
        becomes: "invalid_grant",
      },
      {
        what: "under 403",
        status: 403,
        body: { error: "invalid_grant", error_description: "Unknown or invalid refresh token." },
        becomes: "invalid_grant",
      },
      {
        status: 401,
        body: { error: "access_denied", error_description: "Unauthorized" },
        becomes: "invalid_client",
      },
    ],
  },
  {
    // The same authorization server as Jira's; its scopes have three parts.
    provider: "confluence",
    page: "https://developer.atlassian.com/cloud/confluence/oauth-2-3lo-apps/",
    code: [
      {
        what: "without offline_access",
        body: {
          access_token: "eyJjb25m.1",
          expires_in: 3600,
          token_type: "Bearer",
          scope: "read:page:confluence search:confluence",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 3600,
          scope: "read:page:confluence search:confluence",
        },
      },
    ],
    refresh: [
      {
        what: "with offline_access among the scopes",
        body: {
          access_token: "eyJjb25m.2",
          refresh_token: "eyJjb25m.r2",
          expires_in: 3600,
          scope: "offline_access read:page:confluence",
          token_type: "Bearer",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 3600,
          refresh_token: "eyJjb25m.r2",
          scope: "offline_access read:page:confluence",
        },
      },
    ],
    errors: [
      {
        what: "a client that may not use this grant",
        status: 403,
        body: { error: "unauthorized_client", error_description: "Grant type not allowed for the client." },
        becomes: "unauthorized_client",
      },
    ],
  },
  {
    // OAuth 1.0a: there is no token here that could be sent as Bearer, so nothing may come out.
    provider: "trello",
    page: "https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/",
    code: [],
    refresh: [],
    errors: [
      {
        what: "a token and its secret",
        status: 200,
        body: "oauth_token=ATTA1&oauth_token_secret=s1",
        becomes: "unavailable",
      },
      { status: 401, body: "oauth_problem=token_rejected", becomes: "invalid_client" },
    ],
  },
];
