import { ID_TOKEN, type TokenShape } from "./shape.ts";

/** HubSpot, Salesforce, Pipedrive, Attio, Zoho, Zendesk, Intercom, Front, Mailchimp, ServiceNow. */
export const sales: readonly TokenShape[] = [
  {
    provider: "hubspot",
    page: "https://developers.hubspot.com/changelog/additional-details-returned-when-generating-oauth-access-tokens",
    code: [
      {
        what: "with a list called scopes",
        body: {
          token_type: "bearer",
          refresh_token: "na1-ab12",
          hub_id: 62515,
          scopes: ["oauth", "crm.objects.contacts.read"],
          token_use: "access_token",
          access_token: "CKDZpunP-1",
          expires_in: 1800,
        },
        becomes: {
          raw_token_type: "bearer",
          refresh_token: "na1-ab12",
          scope: "oauth crm.objects.contacts.read",
          expires_in: 1800,
        },
      },
    ],
    refresh: [
      {
        what: "of the first version, without scopes; the refresh token is the same",
        body: {
          token_type: "bearer",
          refresh_token: "na1-ab12",
          access_token: "CKDZpunP-2",
          expires_in: 1800,
        },
        becomes: { raw_token_type: "bearer", refresh_token: "na1-ab12", expires_in: 1800 },
      },
    ],
    errors: [
      {
        status: 400,
        body: {
          status: "BAD_REFRESH_TOKEN",
          message: "missing or unknown refresh token",
          correlationId: "aeb5f871",
        },
        becomes: "invalid_grant",
      },
      {
        status: 400,
        body: { status: "BAD_AUTH_CODE", message: "missing or unknown auth code" },
        becomes: "invalid_grant",
      },
      {
        status: 400,
        body: { status: "BAD_CLIENT_ID", message: "missing client id" },
        becomes: "invalid_client",
      },
      {
        what: "without a word",
        status: 400,
        body: { status: "error", message: "Invalid input", category: "VALIDATION_ERROR" },
        becomes: "invalid_request",
      },
    ],
  },
  {
    provider: "salesforce",
    page: "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm",
    code: [
      {
        what: "without an end",
        body: {
          access_token: "00Dx!AQ1",
          signature: "0CmxinZir53Yex7nE0TD",
          scope: "refresh_token api openid",
          id_token: ID_TOKEN,
          instance_url: "https://acme.my.salesforce.com",
          id: "https://login.salesforce.com/id/00Dx/005x",
          sfdc_community_url: "https://acme.my.site.com",
          token_type: "Bearer",
          issued_at: "1278448101416",
          refresh_token: "5Aep8614iLM",
        },
        becomes: {
          raw_token_type: "Bearer",
          refresh_token: "5Aep8614iLM",
          scope: "refresh_token api openid",
        },
      },
    ],
    refresh: [
      {
        what: "without a refresh token, at another host",
        body: {
          access_token: "00Dx!AQ2",
          signature: "CMJ4l+CCaPQiKjoOEwEi",
          scope: "refresh_token api",
          instance_url: "https://acme2.my.salesforce.com",
          id: "https://login.salesforce.com/id/00Dx/005x",
          token_type: "Bearer",
          issued_at: "1278448384422",
        },
        becomes: { raw_token_type: "Bearer", scope: "refresh_token api" },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "expired access/refresh token" },
        becomes: "invalid_grant",
      },
      {
        status: 400,
        body: { error: "invalid_client_id", error_description: "client identifier invalid" },
        becomes: "invalid_client",
      },
      {
        status: 400,
        body: { error: "inactive_user", error_description: "user is inactive" },
        becomes: "invalid_grant",
      },
      {
        status: 400,
        body: { error: "rate_limit_exceeded", error_description: "login rate exceeded" },
        becomes: "unavailable",
      },
    ],
  },
  {
    provider: "pipedrive",
    page: "https://pipedrive.readme.io/docs/marketplace-oauth-authorization",
    code: [
      {
        what: "with commas in the scope",
        body: {
          access_token: "v1u:1",
          token_type: "Bearer",
          refresh_token: "1:r1",
          scope: "base,deals:read",
          expires_in: 3599,
          api_domain: "https://acme.pipedrive.com",
        },
        becomes: {
          raw_token_type: "Bearer",
          refresh_token: "1:r1",
          scope: "base deals:read",
          expires_in: 3599,
        },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "v1u:2",
          token_type: "Bearer",
          refresh_token: "1:r1",
          scope: "base",
          expires_in: 3599,
          api_domain: "https://acme.pipedrive.com",
        },
        becomes: { raw_token_type: "Bearer", refresh_token: "1:r1", scope: "base", expires_in: 3599 },
      },
    ],
    errors: [
      {
        status: 400,
        body: { success: false, message: "Invalid grant: refresh token is invalid", error: "invalid_grant" },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "attio",
    page: "https://docs.attio.com/rest-api/tutorials/connect-an-app-through-oauth",
    code: [
      {
        what: "of two fields",
        body: { access_token: "attio-1", token_type: "Bearer" },
        becomes: { raw_token_type: "Bearer" },
      },
    ],
    refresh: [],
    errors: [
      {
        what: "in the shape of Attio's API",
        status: 400,
        body: {
          status_code: 400,
          type: "invalid_request_error",
          code: "invalid_grant",
          message: "Bad code.",
        },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "zoho",
    page: "https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token.html",
    code: [
      {
        what: "with the API's host",
        body: {
          access_token: "1000.z1",
          refresh_token: "1000.zr1",
          scope: "ZohoCRM.modules.ALL AaaServer.profile.READ",
          api_domain: "https://www.zohoapis.eu",
          token_type: "Bearer",
          expires_in: 3600,
        },
        becomes: {
          raw_token_type: "Bearer",
          refresh_token: "1000.zr1",
          scope: "ZohoCRM.modules.ALL AaaServer.profile.READ",
          expires_in: 3600,
        },
      },
    ],
    refresh: [
      {
        what: "with commas, without a refresh token",
        body: {
          access_token: "1000.z2",
          scope: "ZohoCRM.modules.ALL,AaaServer.profile.READ",
          api_domain: "https://www.zohoapis.eu",
          token_type: "Bearer",
          expires_in: 3600,
        },
        becomes: {
          raw_token_type: "Bearer",
          scope: "ZohoCRM.modules.ALL AaaServer.profile.READ",
          expires_in: 3600,
        },
      },
    ],
    errors: [
      {
        what: "a revoked refresh token, under 200",
        status: 200,
        body: { error: "invalid_code" },
        becomes: "invalid_grant",
      },
      { status: 200, body: { error: "invalid_client_secret" }, becomes: "invalid_client" },
      {
        what: "too many requests, under 400",
        status: 400,
        body: { error_description: "Too many requests.", error: "Access Denied", status: "failure" },
        becomes: "unavailable",
      },
    ],
  },
  {
    provider: "zendesk",
    page: "https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/",
    code: [
      {
        what: "with ends for both tokens",
        body: {
          access_token: "gErypPlm4d",
          refresh_token: "31048ba4",
          token_type: "bearer",
          scope: "read write",
          expires_in: 1800,
          refresh_token_expires_in: 2592000,
        },
        becomes: {
          raw_token_type: "bearer",
          refresh_token: "31048ba4",
          scope: "read write",
          expires_in: 1800,
        },
      },
      {
        what: "of an older client: no end, nothing to refresh",
        body: {
          access_token: "gErypPlm3c",
          refresh_token: null,
          token_type: "bearer",
          scope: "read",
          expires_in: null,
          refresh_token_expires_in: null,
        },
        becomes: { raw_token_type: "bearer", scope: "read" },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "gErypPlm5e",
          refresh_token: "31048ba5",
          token_type: "bearer",
          scope: "read write",
          expires_in: 172800,
          refresh_token_expires_in: 7776000,
        },
        becomes: {
          raw_token_type: "bearer",
          refresh_token: "31048ba5",
          scope: "read write",
          expires_in: 172800,
        },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "The provided authorization grant is invalid." },
        becomes: "invalid_grant",
      },
      {
        what: "an unknown subdomain",
        status: 404,
        body: { error: { title: "No help desk at acme.zendesk.com", message: "There is no help desk here" } },
        becomes: "invalid_request",
      },
    ],
  },
  {
    provider: "intercom",
    page: "https://developers.intercom.com/docs/build-an-integration/learn-more/authentication/setting-up-oauth",
    code: [
      {
        what: "which holds the token twice",
        body: { token_type: "Bearer", token: "dG9rOjE=", access_token: "dG9rOjE=" },
        becomes: { raw_token_type: "Bearer" },
      },
    ],
    refresh: [],
    errors: [
      {
        what: "as a list",
        status: 401,
        body: {
          type: "error.list",
          request_id: "b2",
          errors: [{ code: "token_unauthorized", message: "Unauthorized" }],
        },
        becomes: "invalid_client",
      },
      {
        status: 400,
        body: { type: "error.list", errors: [{ code: "token_expired", message: "The code was used." }] },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "front",
    page: "https://dev.frontapp.com/docs/oauth",
    code: [
      {
        what: "with a time instead of a length",
        body: {
          access_token: "eyJmcm9u.1",
          refresh_token: "eyJmcm9u.r1",
          expires_at: 1795258800,
          token_type: "Bearer",
        },
        becomes: { raw_token_type: "Bearer", refresh_token: "eyJmcm9u.r1", expires_in: 3600 },
      },
    ],
    refresh: [
      {
        what: "shortly before that time",
        body: {
          access_token: "eyJmcm9u.2",
          refresh_token: "eyJmcm9u.r1",
          expires_at: "1795255230",
          token_type: "Bearer",
        },
        becomes: { raw_token_type: "Bearer", refresh_token: "eyJmcm9u.r1", expires_in: 30 },
      },
    ],
    errors: [
      {
        what: "under _error",
        status: 401,
        body: { _error: { status: 401, title: "Unauthenticated", message: "Invalid credentials" } },
        becomes: "invalid_client",
      },
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "The authorization code is invalid" },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "mailchimp",
    page: "https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/",
    code: [
      {
        what: "which never ends: 0",
        body: { access_token: "mc-1", expires_in: 0, token_type: "bearer", scope: null },
        becomes: { raw_token_type: "bearer" },
      },
    ],
    refresh: [],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "Invalid grant: authorization code is invalid" },
        becomes: "invalid_grant",
      },
      {
        what: "as problem details",
        status: 403,
        body: { type: "https://mailchimp.com/errors", title: "Forbidden", status: 403, detail: "No." },
        becomes: "invalid_request",
      },
    ],
  },
  {
    provider: "servicenow",
    page: "https://www.servicenow.com/docs/r/zurich/platform-security/authentication/r_OAuthAPIRequestParameters.html",
    code: [
      {
        body: {
          access_token: "2YotnFZF",
          refresh_token: "w599voG8",
          scope: "useraccount",
          token_type: "Bearer",
          expires_in: 1799,
        },
        becomes: {
          raw_token_type: "Bearer",
          refresh_token: "w599voG8",
          scope: "useraccount",
          expires_in: 1799,
        },
      },
    ],
    refresh: [
      {
        what: "which gives the running token once more, with what is left of it",
        body: {
          access_token: "2YotnFZF",
          refresh_token: "w599voG8",
          scope: "useraccount",
          token_type: "Bearer",
          expires_in: 417,
        },
        becomes: {
          raw_token_type: "Bearer",
          refresh_token: "w599voG8",
          scope: "useraccount",
          expires_in: 417,
        },
      },
    ],
    errors: [
      {
        what: "called a fault of the server",
        status: 401,
        body: { error_description: "access_denied", error: "server_error" },
        becomes: "invalid_grant",
      },
      {
        what: "a real fault of the server",
        status: 400,
        body: { error_description: "unexpected", error: "server_error" },
        becomes: "unavailable",
      },
    ],
  },
];
