import type { TokenShape } from "./shape.ts";

/** Asana, monday, ClickUp, Basecamp, Airtable, Miro, Calendly, PagerDuty, Typeform, Webflow, Figma, Canva. */
export const teams: readonly TokenShape[] = [
  {
    provider: "asana",
    page: "https://developers.asana.com/docs/oauth",
    code: [
      {
        what: "with the person in data",
        body: {
          access_token: "f6ds7fdsa69",
          token_type: "bearer",
          expires_in: 3600,
          data: { id: "4673218951", gid: "4673218951", name: "Ada", email: "ada@acme.test" },
          refresh_token: "hjkl325hjkl",
          scope: "default",
        },
        becomes: {
          raw_token_type: "bearer",
          expires_in: 3600,
          refresh_token: "hjkl325hjkl",
          scope: "default",
        },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "f6ds7fdsa70",
          token_type: "bearer",
          expires_in: 3600,
          data: { gid: "4673218951", name: "Ada", email: "ada@acme.test" },
        },
        becomes: { raw_token_type: "bearer", expires_in: 3600 },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "The code you provided was invalid." },
        becomes: "invalid_grant",
      },
      {
        what: "in the shape of Asana's API",
        status: 401,
        body: { errors: [{ message: "Not Authorized", help: "..." }] },
        becomes: "invalid_client",
      },
    ],
  },
  {
    provider: "monday",
    page: "https://developer.monday.com/apps/docs/oauth",
    code: [
      {
        what: "without an end",
        body: { access_token: "eyJtb24.1", token_type: "Bearer", scope: "me:read boards:read" },
        becomes: { raw_token_type: "Bearer", scope: "me:read boards:read" },
      },
    ],
    refresh: [],
    errors: [
      {
        status: 400,
        body: { error: "invalid_request", error_description: "Authorization code is required" },
        becomes: "invalid_request",
      },
    ],
  },
  {
    provider: "clickup",
    page: "https://developer.clickup.com/docs/authentication",
    code: [
      {
        what: "which is a token and nothing else",
        body: { access_token: "301234_cu1" },
        becomes: {},
      },
    ],
    refresh: [],
    errors: [
      {
        what: "under names of its own",
        status: 400,
        body: { err: "Code already used", ECODE: "OAUTH_014" },
        becomes: "invalid_grant",
      },
      { status: 401, body: { err: "Client not found", ECODE: "OAUTH_010" }, becomes: "invalid_client" },
    ],
  },
  {
    provider: "basecamp",
    page: "https://github.com/basecamp/api/blob/master/sections/authentication.md",
    code: [
      {
        what: "without type and scope",
        body: { access_token: "BAhbB0k1", expires_in: 1209600, refresh_token: "BAhbB0kr" },
        becomes: { expires_in: 1209600, refresh_token: "BAhbB0kr" },
      },
    ],
    refresh: [
      {
        what: "of two fields",
        body: { access_token: "BAhbB0k2", expires_in: 1209600 },
        becomes: { expires_in: 1209600 },
      },
    ],
    errors: [
      {
        what: "under 401",
        status: 401,
        body: { error: "invalid_grant", error_description: "refresh token is expired" },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "airtable",
    page: "https://airtable.com/developers/web/api/oauth-reference",
    code: [
      {
        what: "with the end of the refresh token",
        body: {
          access_token: "oaa1.v1",
          token_type: "Bearer",
          scope: "data.records:read schema.bases:read",
          expires_in: 3600,
          refresh_expires_in: 5184000,
          refresh_token: "oar1.v1",
        },
        becomes: {
          raw_token_type: "Bearer",
          scope: "data.records:read schema.bases:read",
          expires_in: 3600,
          refresh_token: "oar1.v1",
        },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "oaa1.v2",
          token_type: "Bearer",
          scope: "data.records:read",
          expires_in: 3600,
          refresh_expires_in: 5183999,
          refresh_token: "oar1.v2",
        },
        becomes: {
          raw_token_type: "Bearer",
          scope: "data.records:read",
          expires_in: 3600,
          refresh_token: "oar1.v2",
        },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "Refresh token was already used" },
        becomes: "invalid_grant",
      },
      {
        what: "in the shape of Airtable's API",
        status: 401,
        body: { error: { type: "AUTHENTICATION_REQUIRED", message: "Authentication required" } },
        becomes: "invalid_client",
      },
    ],
  },
  {
    provider: "miro",
    page: "https://developers.miro.com/reference/get-new-access-token-using-refresh-token",
    code: [
      {
        what: "of an app whose tokens do not end",
        body: {
          user_id: "3074457357389618",
          team_id: "3074457358607431",
          access_token: "eyJtaXJv.1",
          scope: "boards:read boards:write",
          token_type: "bearer",
        },
        becomes: { raw_token_type: "bearer", scope: "boards:read boards:write" },
      },
    ],
    refresh: [
      {
        what: "whose ids are numbers",
        body: {
          token_type: "bearer",
          team_id: 307445735860743,
          user_id: 307445735738961,
          access_token: "eyJtaXJv.2",
          refresh_token: "eyJtaXJv.r2",
          scope: "boards:read",
          expires_in: 3599,
        },
        becomes: {
          raw_token_type: "bearer",
          refresh_token: "eyJtaXJv.r2",
          scope: "boards:read",
          expires_in: 3599,
        },
      },
    ],
    errors: [
      {
        what: "in the shape of Miro's API",
        status: 400,
        body: { status: 400, code: "invalid_grant", message: "Refresh token is not valid", type: "error" },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "calendly",
    page: "https://developer.calendly.com/api-docs/a34eb2e5c3b1d-get-access-token",
    code: [
      {
        what: "with owner and organization as addresses",
        body: {
          token_type: "Bearer",
          access_token: "eyJjYWwu.1",
          refresh_token: "b77a76ff",
          scope: "default",
          created_at: 1548689183,
          expires_in: 7200,
          owner: "https://api.calendly.com/users/EBHAAFHDCAEQTSEZ",
          organization: "https://api.calendly.com/organizations/EBHAAFHDCAEQTSEZ",
        },
        becomes: {
          raw_token_type: "Bearer",
          refresh_token: "b77a76ff",
          scope: "default",
          expires_in: 7200,
        },
      },
    ],
    refresh: [
      {
        what: "without a scope",
        body: {
          token_type: "Bearer",
          access_token: "eyJjYWwu.2",
          refresh_token: "b77a7700",
          created_at: 1548696383,
          expires_in: 7200,
          owner: "https://api.calendly.com/users/EBHAAFHDCAEQTSEZ",
          organization: "https://api.calendly.com/organizations/EBHAAFHDCAEQTSEZ",
          scope: null,
        },
        becomes: { raw_token_type: "Bearer", refresh_token: "b77a7700", expires_in: 7200 },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "The provided grant is invalid." },
        becomes: "invalid_grant",
      },
      {
        status: 401,
        body: { error: "invalid_client", error_description: "Client authentication failed" },
        becomes: "invalid_client",
      },
    ],
  },
  {
    provider: "pagerduty",
    page: "https://developer.pagerduty.com/docs/oauth-functionality",
    code: [
      {
        what: "of a year, with the client's own description",
        body: {
          client_info: "prefix_legacy_app",
          id_token: null,
          token_type: "bearer",
          access_token: "pdus+1",
          refresh_token: "pdus+r1",
          scope: "read write",
          expires_in: 31536000,
        },
        becomes: {
          raw_token_type: "bearer",
          refresh_token: "pdus+r1",
          scope: "read write",
          expires_in: 31536000,
        },
      },
    ],
    refresh: [
      {
        body: {
          client_info: "prefix_legacy_app",
          token_type: "bearer",
          access_token: "pdus+2",
          refresh_token: "pdus+r2",
          scope: "read",
          expires_in: 864000,
        },
        becomes: {
          raw_token_type: "bearer",
          refresh_token: "pdus+r2",
          scope: "read",
          expires_in: 864000,
        },
      },
    ],
    errors: [
      {
        what: "in the shape of PagerDuty's API",
        status: 401,
        body: { error: { message: "Authentication failed", code: 2006 } },
        becomes: "invalid_client",
      },
      { status: 400, body: { error: "invalid_grant" }, becomes: "invalid_grant" },
    ],
  },
  {
    provider: "typeform",
    page: "https://www.typeform.com/developers/get-started/applications/",
    code: [
      {
        what: "of an app without the scope offline",
        body: {
          access_token: "tfp_1",
          expires_in: 604800,
          token_type: "bearer",
          scope: "accounts:read forms:read",
        },
        becomes: { raw_token_type: "bearer", expires_in: 604800, scope: "accounts:read forms:read" },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "tfp_2",
          expires_in: 604800,
          token_type: "bearer",
          refresh_token: "tfr_2",
          scope: "offline accounts:read",
        },
        becomes: {
          raw_token_type: "bearer",
          expires_in: 604800,
          refresh_token: "tfr_2",
          scope: "offline accounts:read",
        },
      },
    ],
    errors: [
      {
        what: "with a code and a description",
        status: 400,
        body: { code: "invalid_grant", description: "authorization code is not valid" },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "webflow",
    page: "https://developers.webflow.com/data/reference/oauth-app",
    code: [
      {
        what: "without an end, in another spelling",
        body: { token_type: "bearer", access_token: "wf-1", scope: "sites:read authorized_user:read" },
        becomes: { raw_token_type: "bearer", scope: "sites:read authorized_user:read" },
      },
    ],
    refresh: [],
    errors: [
      {
        what: "in the shape of Webflow's API",
        status: 401,
        body: {
          message: "Request not authorized",
          code: "not_authorized",
          externalReference: null,
          details: [],
        },
        becomes: "invalid_client",
      },
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "Invalid authorization code" },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "figma",
    page: "https://developers.figma.com/docs/rest-api/authentication/",
    code: [
      {
        what: "of ninety days, without a type",
        body: {
          user_id: 947110412,
          user_id_string: "947110412",
          access_token: "figu_1",
          refresh_token: "figur_1",
          expires_in: 7776000,
        },
        becomes: { refresh_token: "figur_1", expires_in: 7776000 },
      },
    ],
    refresh: [
      {
        what: "from an address of its own, in another spelling",
        body: { access_token: "figu_2", token_type: "bearer", expires_in: 7776000 },
        becomes: { raw_token_type: "bearer", expires_in: 7776000 },
      },
    ],
    errors: [
      {
        what: "where the error is true",
        status: 400,
        body: { error: true, status: 400, message: "Parameter client_id is required", i18n: null },
        becomes: "invalid_request",
      },
    ],
  },
  {
    provider: "canva",
    page: "https://www.canva.dev/docs/connect/api-reference/authentication/generate-access-token/",
    code: [
      {
        what: "of four hours, as long as a page",
        body: {
          access_token: `JagALLazU0i2ld9WW4zTO4kaG0lkvP8Y5sSO206ZwxNF4E1y3xKJKF7TzN17BXTfaNOeY0P88AeRCE6cRF7SJzvf3Sx97rA80sGHtFplFo.${"x".repeat(4000)}`,
          refresh_token:
            "JABix5nolsk9k8n2r0f8nq1gw4zjo40ht6sb4i573wgdzmkwdmiy6muh897hp0bxyab276wtgqkvtob2mg9aidt5d6rcltcbcgs101",
          token_type: "Bearer",
          expires_in: 14400,
          scope: "asset:read design:meta:read",
        },
        becomes: {
          raw_token_type: "Bearer",
          refresh_token:
            "JABix5nolsk9k8n2r0f8nq1gw4zjo40ht6sb4i573wgdzmkwdmiy6muh897hp0bxyab276wtgqkvtob2mg9aidt5d6rcltcbcgs101",
          expires_in: 14400,
          scope: "asset:read design:meta:read",
        },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "JagA.2",
          refresh_token: "JABi.2",
          token_type: "Bearer",
          expires_in: 14400,
          scope: "asset:read",
        },
        becomes: {
          raw_token_type: "Bearer",
          refresh_token: "JABi.2",
          expires_in: 14400,
          scope: "asset:read",
        },
      },
    ],
    errors: [
      {
        what: "a refresh token that was used before",
        status: 400,
        body: { error: "invalid_grant", error_description: "Refresh token lineage has been revoked" },
        becomes: "invalid_grant",
      },
      {
        what: "in the shape of Canva's API",
        status: 401,
        body: { code: "invalid_client", message: "Bad client credentials" },
        becomes: "invalid_client",
      },
    ],
  },
];
