import { ID_TOKEN, type TokenShape } from "./shape.ts";

const G = "https://www.googleapis.com/auth";

/** Google, Microsoft, Slack, Zoom, Notion, Dropbox, Box. */
export const suites: readonly TokenShape[] = [
  {
    provider: "google",
    page: "https://developers.google.com/identity/protocols/oauth2/web-server",
    code: [
      {
        what: "of an app in test mode, whose refresh token ends after a week",
        body: {
          access_token: "ya29.a0",
          expires_in: 3599,
          refresh_token: "1//0g",
          scope: `${G}/gmail.readonly ${G}/userinfo.email openid`,
          token_type: "Bearer",
          id_token: ID_TOKEN,
          refresh_token_expires_in: 604799,
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 3599,
          refresh_token: "1//0g",
          scope: `${G}/gmail.readonly ${G}/userinfo.email openid`,
        },
      },
    ],
    refresh: [
      {
        what: "without a refresh token: the old one goes on",
        body: {
          access_token: "ya29.a1",
          expires_in: 3599,
          scope: `${G}/gmail.readonly`,
          token_type: "Bearer",
          id_token: ID_TOKEN,
        },
        becomes: { raw_token_type: "Bearer", expires_in: 3599, scope: `${G}/gmail.readonly` },
      },
    ],
    errors: [
      {
        what: "a session that Workspace ended",
        status: 400,
        body: {
          error: "invalid_grant",
          error_description: "reauth related error (invalid_rapt)",
          error_subtype: "invalid_rapt",
        },
        becomes: "invalid_grant",
      },
      {
        status: 401,
        body: { error: "deleted_client", error_description: "The OAuth client was deleted." },
        becomes: "invalid_client",
      },
      {
        status: 400,
        body: { error: "redirect_uri_mismatch", error_description: "Bad Request" },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "microsoft",
    page: "https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow",
    code: [
      {
        body: {
          token_type: "Bearer",
          scope: "https://graph.microsoft.com/Mail.Read https://graph.microsoft.com/User.Read",
          expires_in: 4274,
          ext_expires_in: 4274,
          access_token: "eyJ0eXAi.ms.1",
          refresh_token: "0.AXEA",
          id_token: ID_TOKEN,
        },
        becomes: {
          raw_token_type: "Bearer",
          scope: "https://graph.microsoft.com/Mail.Read https://graph.microsoft.com/User.Read",
          expires_in: 4274,
          refresh_token: "0.AXEA",
        },
      },
    ],
    refresh: [
      {
        what: "of the first version, whose numbers are text and whose times are absolute too",
        body: {
          token_type: "Bearer",
          expires_in: "3599",
          ext_expires_in: "3599",
          expires_on: "1795258799",
          not_before: "1795254900",
          resource: "https://graph.microsoft.com",
          scope: "Mail.Read User.Read",
          access_token: "eyJ0eXAi.ms.2",
          refresh_token: "0.AXEB",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 3599,
          scope: "Mail.Read User.Read",
          refresh_token: "0.AXEB",
        },
      },
    ],
    errors: [
      {
        what: "with a list of numbers and a trace",
        status: 400,
        body: {
          error: "invalid_grant",
          error_description: "AADSTS700082: The refresh token has expired due to inactivity.",
          error_codes: [700082],
          timestamp: "2026-11-21 10:00:00Z",
          trace_id: "255d1aef",
          correlation_id: "fb3d2015",
        },
        becomes: "invalid_grant",
      },
      {
        status: 400,
        body: {
          error: "interaction_required",
          error_description: "AADSTS50076: ...",
          error_codes: [50076],
          suberror: "basic_action",
          claims: '{"access_token":{"capolids":{"essential":true}}}',
        },
        becomes: "invalid_grant",
      },
      {
        status: 401,
        body: { error: "invalid_client", error_description: "AADSTS7000215: ...", error_codes: [7000215] },
        becomes: "invalid_client",
      },
      {
        status: 400,
        body: {
          error: "temporarily_unavailable",
          error_description: "AADSTS90033: ...",
          error_codes: [90033],
        },
        becomes: "unavailable",
      },
    ],
  },
  {
    provider: "zoom",
    page: "https://developers.zoom.us/docs/integrations/oauth/",
    code: [
      {
        body: {
          access_token: "eyJ6b29t.1",
          token_type: "bearer",
          refresh_token: "eyJ6b29t.r1",
          expires_in: 3599,
          scope: "user:read:user meeting:write:meeting",
          api_url: "https://api.zoom.us",
        },
        becomes: {
          raw_token_type: "bearer",
          refresh_token: "eyJ6b29t.r1",
          expires_in: 3599,
          scope: "user:read:user meeting:write:meeting",
        },
      },
    ],
    refresh: [
      {
        what: "with a new refresh token each time",
        body: {
          access_token: "eyJ6b29t.2",
          token_type: "bearer",
          refresh_token: "eyJ6b29t.r2",
          expires_in: 3599,
          scope: "user:read:user",
          api_url: "https://api-us.zoom.us",
        },
        becomes: {
          raw_token_type: "bearer",
          refresh_token: "eyJ6b29t.r2",
          expires_in: 3599,
          scope: "user:read:user",
        },
      },
    ],
    errors: [
      {
        what: "under a word that means something else",
        status: 400,
        body: { reason: "Invalid Token!", error: "invalid_request" },
        becomes: "invalid_grant",
      },
      {
        what: "with the reason alone",
        status: 401,
        body: { reason: "Invalid Token!" },
        becomes: "invalid_grant",
      },
      {
        status: 400,
        body: { reason: "Invalid authorization code abc", error: "invalid_request" },
        becomes: "invalid_grant",
      },
      {
        status: 400,
        body: { reason: "Missing grant type", error: "invalid_request" },
        becomes: "invalid_request",
      },
      {
        status: 400,
        body: { reason: "Invalid client_id or client_secret", error: "invalid_client" },
        becomes: "invalid_client",
      },
    ],
  },
  {
    provider: "notion",
    page: "https://developers.notion.com/reference/create-a-token",
    code: [
      {
        what: "of an older connection, without refresh token, scope and end",
        body: {
          access_token: "ntn_1",
          token_type: "bearer",
          bot_id: "b3414d65",
          workspace_id: "j565j4d7",
          workspace_name: "Acme",
          workspace_icon: null,
          owner: { type: "user", user: { object: "user", id: "u1", person: { email: "ada@acme.test" } } },
          duplicated_template_id: null,
          request_id: "f6d36be3",
          refresh_token: null,
        },
        becomes: { raw_token_type: "bearer" },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "ntn_2",
          token_type: "bearer",
          refresh_token: "nrt_2",
          bot_id: "b3414d65",
          workspace_id: "j565j4d7",
          workspace_name: null,
          owner: { type: "workspace", workspace: true },
        },
        becomes: { raw_token_type: "bearer", refresh_token: "nrt_2" },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "Invalid code.", request_id: "f6d36be3" },
        becomes: "invalid_grant",
      },
      {
        what: "in the shape of Notion's API",
        status: 401,
        body: { object: "error", status: 401, code: "unauthorized", message: "API token is invalid." },
        becomes: "invalid_client",
      },
      {
        status: 400,
        body: { object: "error", status: 400, code: "rate_limited", message: "Slow down." },
        becomes: "unavailable",
      },
    ],
  },
  {
    provider: "dropbox",
    page: "https://www.dropbox.com/developers/documentation/http/documentation#oauth2-token",
    code: [
      {
        what: "of a team, which has no account of its own",
        body: {
          access_token: "sl.1",
          token_type: "bearer",
          expires_in: 14400,
          refresh_token: "nBiM85CZALsAAAAA",
          scope: "account_info.read files.metadata.read",
          uid: "12345",
          account_id: "",
          team_id: "dbtid:AAFd",
        },
        becomes: {
          raw_token_type: "bearer",
          expires_in: 14400,
          refresh_token: "nBiM85CZALsAAAAA",
          scope: "account_info.read files.metadata.read",
        },
      },
    ],
    refresh: [
      {
        what: "of three fields",
        body: { access_token: "sl.2", token_type: "bearer", expires_in: 14399 },
        becomes: { raw_token_type: "bearer", expires_in: 14399 },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error_description: "refresh token is invalid or revoked", error: "invalid_grant" },
        becomes: "invalid_grant",
      },
      {
        what: "a page of text",
        status: 400,
        body: 'Error in call to API function "oauth2/token": unknown parameter',
        becomes: "unavailable",
      },
    ],
  },
  {
    provider: "box",
    page: "https://developer.box.com/reference/post-oauth2-token/",
    code: [
      {
        what: "with the folders it is restricted to",
        body: {
          access_token: "c3FIOG9v",
          expires_in: 4169,
          restricted_to: [{ scope: "item_download", object: { id: "0", type: "folder" } }],
          refresh_token: "J7rxTiWO",
          token_type: "bearer",
        },
        becomes: { raw_token_type: "bearer", expires_in: 4169, refresh_token: "J7rxTiWO" },
      },
    ],
    refresh: [
      {
        what: "of a narrower token",
        body: {
          access_token: "c3FIOG9w",
          expires_in: 3600,
          restricted_to: [],
          refresh_token: "J7rxTiWP",
          token_type: "bearer",
          issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
        },
        becomes: { raw_token_type: "bearer", expires_in: 3600, refresh_token: "J7rxTiWP" },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "Refresh token has expired" },
        becomes: "invalid_grant",
      },
      {
        status: 400,
        body: { error: "unauthorized_client", error_description: "The client is not allowed this grant" },
        becomes: "unauthorized_client",
      },
    ],
  },
];
