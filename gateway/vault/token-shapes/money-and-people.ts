import { ID_TOKEN, type TokenShape } from "./shape.ts";

/** Stripe, DocuSign, QuickBooks, Xero, Shopify, Discord, X, LinkedIn, Spotify, Reddit, OpenID Connect. */
export const moneyAndPeople: readonly TokenShape[] = [
  {
    provider: "stripe",
    page: "https://docs.stripe.com/connect/oauth-reference",
    code: [
      {
        what: "which is a secret key",
        body: {
          access_token: "sk_test_1",
          livemode: false,
          refresh_token: "rt_1",
          token_type: "bearer",
          stripe_publishable_key: "pk_test_1",
          stripe_user_id: "acct_1",
          scope: "read_write",
        },
        becomes: { raw_token_type: "bearer", refresh_token: "rt_1", scope: "read_write" },
      },
    ],
    refresh: [
      {
        what: "with less",
        body: {
          access_token: "sk_test_2",
          livemode: false,
          refresh_token: "rt_1",
          token_type: "bearer",
          stripe_publishable_key: "pk_test_2",
          stripe_user_id: "acct_1",
          scope: "read_only",
        },
        becomes: { raw_token_type: "bearer", refresh_token: "rt_1", scope: "read_only" },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "This authorization code has already been used." },
        becomes: "invalid_grant",
      },
      {
        what: "in the shape of Stripe's API",
        status: 401,
        body: {
          error: { message: "Invalid API Key provided: sk_test_****1", type: "invalid_request_error" },
        },
        becomes: "invalid_client",
      },
    ],
  },
  {
    provider: "docusign",
    page: "https://developers.docusign.com/platform/auth/reference/obtain-access-token/",
    code: [
      {
        body: {
          access_token: "eyJkb2N1.1",
          token_type: "Bearer",
          refresh_token: "eyJkb2N1.r1",
          expires_in: 28800,
          scope: "signature extended",
        },
        becomes: {
          raw_token_type: "Bearer",
          refresh_token: "eyJkb2N1.r1",
          expires_in: 28800,
          scope: "signature extended",
        },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "eyJkb2N1.2",
          token_type: "Bearer",
          refresh_token: "eyJkb2N1.r2",
          expires_in: 28800,
        },
        becomes: { raw_token_type: "Bearer", refresh_token: "eyJkb2N1.r2", expires_in: 28800 },
      },
    ],
    errors: [
      {
        what: "whose description is another code",
        status: 400,
        body: { error: "invalid_grant", error_description: "expired_client_token" },
        becomes: "invalid_grant",
      },
    ],
  },
  {
    provider: "quickbooks",
    page: "https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0",
    code: [
      {
        what: "without a scope",
        body: {
          token_type: "bearer",
          expires_in: 3600,
          refresh_token: "AB11",
          x_refresh_token_expires_in: 8726400,
          access_token: "eJlbmMi.1",
          id_token: ID_TOKEN,
        },
        becomes: { raw_token_type: "bearer", expires_in: 3600, refresh_token: "AB11" },
      },
    ],
    refresh: [
      {
        body: {
          x_refresh_token_expires_in: 8640000,
          x_refresh_token_hard_expires_in: 157680000,
          refresh_token: "AB12",
          access_token: "eJlbmMi.2",
          token_type: "bearer",
          expires_in: 3600,
        },
        becomes: { raw_token_type: "bearer", expires_in: 3600, refresh_token: "AB12" },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error_description: "Incorrect or invalid refresh token", error: "invalid_grant" },
        becomes: "invalid_grant",
      },
      {
        what: "XML, to who does not ask for JSON",
        status: 400,
        body: '<?xml version="1.0"?><IntuitResponse><Fault type="AUTHENTICATION"/></IntuitResponse>',
        becomes: "unavailable",
      },
    ],
  },
  {
    provider: "xero",
    page: "https://developer.xero.com/documentation/guides/oauth2/auth-flow/",
    code: [
      {
        body: {
          access_token: "eyJ4ZXJv.1",
          expires_in: 1800,
          token_type: "Bearer",
          refresh_token: "xr-1",
          id_token: ID_TOKEN,
          scope: "openid profile email accounting.transactions offline_access",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 1800,
          refresh_token: "xr-1",
          scope: "openid profile email accounting.transactions offline_access",
        },
      },
    ],
    refresh: [
      {
        body: {
          id_token: ID_TOKEN,
          access_token: "eyJ4ZXJv.2",
          expires_in: 1800,
          token_type: "Bearer",
          refresh_token: "xr-2",
          scope: "openid offline_access",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 1800,
          refresh_token: "xr-2",
          scope: "openid offline_access",
        },
      },
    ],
    errors: [
      { what: "of one field", status: 400, body: { error: "invalid_grant" }, becomes: "invalid_grant" },
      {
        what: "of one field, under 400",
        status: 400,
        body: { error: "invalid_client" },
        becomes: "invalid_client",
      },
    ],
  },
  {
    provider: "shopify",
    page: "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant",
    code: [
      {
        what: "for a shop: without type and end",
        body: { access_token: "shpua_1", scope: "write_orders,read_customers" },
        becomes: { scope: "write_orders read_customers" },
      },
      {
        what: "for a person",
        body: {
          access_token: "shpua_2",
          scope: "write_orders,read_customers",
          expires_in: 86399,
          associated_user_scope: "write_orders",
          associated_user: { id: 902541635, first_name: "Ada", email: "ada@acme.test", account_owner: true },
        },
        becomes: { scope: "write_orders read_customers", expires_in: 86399 },
      },
    ],
    refresh: [
      {
        what: "of a token of a shop that ends",
        body: {
          access_token: "shpat_3",
          expires_in: 3600,
          refresh_token: "shprt_3",
          refresh_token_expires_in: 7776000,
          scope: "read_products",
        },
        becomes: { expires_in: 3600, refresh_token: "shprt_3", scope: "read_products" },
      },
    ],
    errors: [
      {
        status: 400,
        body: {
          error: "invalid_request",
          error_description: "The authorization code was not found or was already used",
        },
        becomes: "invalid_request",
      },
      {
        what: "a page",
        status: 400,
        body: "<!DOCTYPE html><html><body>Oauth error invalid_client: Could not find Shopify API application</body></html>",
        becomes: "unavailable",
      },
    ],
  },
  {
    provider: "discord",
    page: "https://docs.discord.com/developers/topics/oauth2",
    code: [
      {
        what: "of a week, with the guild a bot was added to",
        body: {
          token_type: "Bearer",
          access_token: "6qrZcUqj",
          expires_in: 604800,
          refresh_token: "D43f5y0a",
          scope: "identify bot webhook.incoming",
          guild: {
            id: "290926798626357999",
            name: "Acme",
            icon: null,
            roles: [{ id: "1", name: "@everyone" }],
          },
          webhook: { id: "347114750880120863", url: "https://discord.com/api/webhooks/1/x", avatar: null },
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 604800,
          refresh_token: "D43f5y0a",
          scope: "identify bot webhook.incoming",
        },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "6qrZcUqk",
          token_type: "Bearer",
          expires_in: 604800,
          refresh_token: "D43f5y0b",
          scope: "identify",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 604800,
          refresh_token: "D43f5y0b",
          scope: "identify",
        },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: 'Invalid "code" in request.' },
        becomes: "invalid_grant",
      },
      {
        what: "a body that is not a form: every field at fault",
        status: 400,
        body: { client_id: ["This field is required"], grant_type: ["This field is required"] },
        becomes: "invalid_request",
      },
      {
        what: "a limit, with a number for a code",
        status: 429,
        body: { message: "You are being rate limited.", retry_after: 64.57, global: false, code: 0 },
        becomes: "unavailable",
      },
    ],
  },
  {
    provider: "x",
    page: "https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code",
    code: [
      {
        what: "of two hours, without offline.access",
        body: {
          token_type: "bearer",
          expires_in: 7200,
          access_token: "QWxsIG9m",
          scope: "tweet.read users.read",
        },
        becomes: { raw_token_type: "bearer", expires_in: 7200, scope: "tweet.read users.read" },
      },
    ],
    refresh: [
      {
        body: {
          token_type: "bearer",
          expires_in: 7200,
          access_token: "QWxsIG9n",
          refresh_token: "bWRWa3gz",
          scope: "users.read tweet.read offline.access",
        },
        becomes: {
          raw_token_type: "bearer",
          expires_in: 7200,
          refresh_token: "bWRWa3gz",
          scope: "users.read tweet.read offline.access",
        },
      },
    ],
    errors: [
      {
        what: "a used refresh token, under a word that means something else",
        status: 400,
        body: { error: "invalid_request", error_description: "Value passed for the token was invalid." },
        becomes: "invalid_grant",
      },
      {
        status: 400,
        body: { error: "invalid_request", error_description: "Missing required parameter [code_verifier]." },
        becomes: "invalid_request",
      },
      {
        status: 401,
        body: { error: "unauthorized_client", error_description: "Missing valid authorization header" },
        becomes: "unauthorized_client",
      },
    ],
  },
  {
    provider: "linkedin",
    page: "https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow",
    code: [
      {
        what: "of two months, with commas, without a type",
        body: { access_token: "AQUvlL_1", expires_in: 5184000, scope: "email,openid,profile" },
        becomes: { expires_in: 5184000, scope: "email openid profile" },
      },
    ],
    refresh: [
      {
        what: "of a partner",
        body: {
          access_token: "BBBB2kXI",
          expires_in: 86400,
          refresh_token: "AQWAft_W",
          refresh_token_expires_in: 439200,
          scope: "r_basicprofile",
          token_type: "Bearer",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 86400,
          refresh_token: "AQWAft_W",
          scope: "r_basicprofile",
        },
      },
    ],
    errors: [
      {
        status: 400,
        body: {
          error: "invalid_grant",
          error_description: "The provided refresh token is invalid, expired or revoked.",
        },
        becomes: "invalid_grant",
      },
      {
        what: "in the shape of LinkedIn's API",
        status: 401,
        body: { serviceErrorCode: 65600, message: "Invalid access token", status: 401 },
        becomes: "invalid_client",
      },
    ],
  },
  {
    provider: "spotify",
    page: "https://developer.spotify.com/documentation/web-api/tutorials/code-flow",
    code: [
      {
        body: {
          access_token: "NgCXRK1",
          token_type: "Bearer",
          scope: "user-read-private user-read-email",
          expires_in: 3600,
          refresh_token: "NgAagA1",
        },
        becomes: {
          raw_token_type: "Bearer",
          scope: "user-read-private user-read-email",
          expires_in: 3600,
          refresh_token: "NgAagA1",
        },
      },
    ],
    refresh: [
      {
        what: "with no scope left",
        body: { access_token: "NgCXRK2", token_type: "Bearer", expires_in: 3600, scope: "" },
        becomes: { raw_token_type: "Bearer", expires_in: 3600 },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "Refresh token revoked" },
        becomes: "invalid_grant",
      },
      {
        what: "under 400",
        status: 400,
        body: { error: "invalid_client", error_description: "Invalid client secret" },
        becomes: "invalid_client",
      },
    ],
  },
  {
    provider: "reddit",
    page: "https://github.com/reddit-archive/reddit/wiki/OAuth2",
    code: [
      {
        what: "of a day, temporary",
        body: { access_token: "rd-1", token_type: "bearer", expires_in: 86400, scope: "identity read" },
        becomes: { raw_token_type: "bearer", expires_in: 86400, scope: "identity read" },
      },
      {
        what: "permanent, with everything",
        body: {
          access_token: "rd-2",
          token_type: "bearer",
          device_id: "None",
          expires_in: 86400,
          refresh_token: "rdr-2",
          scope: "*",
        },
        becomes: { raw_token_type: "bearer", expires_in: 86400, refresh_token: "rdr-2", scope: "*" },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "rd-3",
          token_type: "bearer",
          expires_in: 86400,
          refresh_token: "rdr-2",
          scope: "identity",
        },
        becomes: { raw_token_type: "bearer", expires_in: 86400, refresh_token: "rdr-2", scope: "identity" },
      },
    ],
    errors: [
      { what: "under 200", status: 200, body: { error: "invalid_grant" }, becomes: "invalid_grant" },
      {
        what: "where the error is a number",
        status: 401,
        body: { message: "Unauthorized", error: 401 },
        becomes: "invalid_client",
      },
    ],
  },
  {
    provider: "oidc-generic",
    page: "https://openid.net/specs/openid-connect-core-1_0.html#TokenResponse",
    code: [
      {
        what: "without a scope: what was asked for",
        body: {
          access_token: "SlAV32hkKG",
          token_type: "Bearer",
          refresh_token: "8xLOxBtZp8",
          expires_in: 3600,
          id_token: ID_TOKEN,
        },
        becomes: { raw_token_type: "Bearer", refresh_token: "8xLOxBtZp8", expires_in: 3600 },
      },
      {
        what: "of Keycloak",
        body: {
          access_token: "eyJrYy4x",
          expires_in: 300,
          refresh_expires_in: 1800,
          refresh_token: "eyJrYy5y",
          token_type: "Bearer",
          id_token: ID_TOKEN,
          "not-before-policy": 0,
          session_state: "9a7b",
          scope: "openid email profile",
        },
        becomes: {
          raw_token_type: "Bearer",
          expires_in: 300,
          refresh_token: "eyJrYy5y",
          scope: "openid email profile",
        },
      },
    ],
    refresh: [
      {
        body: {
          access_token: "TlBN45jURg",
          token_type: "Bearer",
          refresh_token: "9yNOxJtZa5",
          expires_in: 3600,
          scope: "openid offline_access",
        },
        becomes: {
          raw_token_type: "Bearer",
          refresh_token: "9yNOxJtZa5",
          expires_in: 3600,
          scope: "openid offline_access",
        },
      },
    ],
    errors: [
      {
        status: 400,
        body: { error: "invalid_grant", error_description: "grant request is invalid" },
        becomes: "invalid_grant",
      },
      {
        status: 401,
        body: { error: "invalid_client", error_description: "client authentication failed" },
        becomes: "invalid_client",
      },
      {
        status: 400,
        body: { error: "login_required", error_description: "the session has ended" },
        becomes: "invalid_grant",
      },
    ],
  },
];
