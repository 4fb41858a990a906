import { isObject, isText, type TokenBody } from "./token-body.ts";

/** An error as RFC 6749 section 5.2 wants it, or that asking later may help. */
export type Refusal = { kind: "error"; status: 400 | 401; error: string } | { kind: "unavailable" };

/** Section 5.2. */
const STANDARD = new Set([
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
]);

/** Providers' own words for them, in lower case. */
const MEANS: Readonly<Record<string, string>> = {
  // Slack, https://docs.slack.dev/reference/methods/oauth.v2.access; `invalid_code` is Zoho's too, also on refresh
  invalid_code: "invalid_grant",
  code_already_used: "invalid_grant",
  code_expired: "invalid_grant",
  invalid_refresh_token: "invalid_grant",
  token_expired: "invalid_grant",
  token_revoked: "invalid_grant",
  bad_redirect_uri: "invalid_grant",
  invalid_client_id: "invalid_client",
  bad_client_secret: "invalid_client",
  // GitHub, https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
  bad_verification_code: "invalid_grant",
  bad_refresh_token: "invalid_grant",
  redirect_uri_mismatch: "invalid_grant",
  incorrect_client_credentials: "invalid_client",
  // HubSpot, in capitals: https://developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide
  bad_auth_code: "invalid_grant",
  bad_client_id: "invalid_client",
  // Microsoft, and OpenID Connect Core section 3.1.2.6: a person must sign in or consent again
  interaction_required: "invalid_grant",
  login_required: "invalid_grant",
  consent_required: "invalid_grant",
  // Salesforce, https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
  inactive_user: "invalid_grant",
  inactive_org: "invalid_grant",
  invalid_client_credentials: "invalid_client",
  // Zoho, https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token.html
  invalid_client_secret: "invalid_client",
  // Google, for a client that was deleted in its console
  deleted_client: "invalid_client",
  // ClickUp, https://developer.clickup.com/docs/common_errors
  oauth_014: "invalid_grant",
};

/** Where a dead code or refresh token has a word that means something else, and only the text beside it tells. */
const DEAD_GRANT: readonly { word: string; text: RegExp }[] = [
  // X: invalid_request
  { word: "invalid_request", text: /^value passed for the (token|authorization code) was invalid/ },
  // Zoom: {reason, error: invalid_request}; some answers hold the reason alone
  { word: "invalid_request", text: /^invalid (token!|authorization code)/ },
  // Atlassian: 403 unauthorized_client
  { word: "unauthorized_client", text: /^(refresh_token is invalid|unknown or invalid refresh token)/ },
  // ServiceNow: 401 server_error, for a refresh token that has run out
  { word: "server_error", text: /^access_denied$/ },
];

/** Nobody's fault: too busy, or out of order. */
const LATER = new Set([
  "temporarily_unavailable",
  "server_error",
  "slow_down",
  // Slack
  "ratelimited",
  "rate_limited",
  "service_unavailable",
  "internal_error",
  "fatal_error",
  "request_timeout",
  // Salesforce
  "rate_limit_exceeded",
  // Zoho: ten token requests in ten minutes, under 200 or 400
  "access denied",
]);

/** Whether an answer without a token says that something went wrong. */
export const saysError = (fields: TokenBody): boolean =>
  isText(fields.error) ||
  isObject(fields.error) ||
  isObject(fields._error) ||
  Array.isArray(fields.errors) ||
  typeof fields.error === "number" || // Reddit: {message, error: 401}
  fields.error === true || // Figma: {error: true, status, message}
  fields.success === false || // Pipedrive
  isText(fields.ECODE); // ClickUp: {err, ECODE}

export function refusalOf(fields: TokenBody, status: number): Refusal {
  const words = wordsOf(fields);
  const texts = textsOf(fields);
  const dead = DEAD_GRANT.some(
    ({ word, text }) => (words.length === 0 || words.includes(word)) && texts.some((t) => text.test(t)),
  );
  if (dead) return refused("invalid_grant");
  if (words.some((word) => LATER.has(word))) return { kind: "unavailable" };
  const meant = words.map((word) => (Object.hasOwn(MEANS, word) ? MEANS[word]! : word));
  const known = meant.find((word) => STANDARD.has(word));
  // Section 5.2: 401 is for the client's own authentication, which is all that a token request authenticates.
  return refused(known ?? (status === 401 ? "invalid_client" : (meant[0] ?? "invalid_request")), status);
}

const refused = (error: string, status = 400): Refusal => ({
  kind: "error",
  error,
  status: error === "invalid_client" || status === 401 ? 401 : 400,
});

/** Says that there was an error, and nothing about it. */
const EMPTY_WORDS = new Set(["error", "failure", "failed", "fail"]);

/** What may be an error code, the likeliest first, in lower case. */
function wordsOf(fields: TokenBody): string[] {
  const { error, code, status, ECODE } = fields;
  return [error, ...nestedIn(fields).flatMap(codesOf), code, status, ECODE]
    .filter(isText)
    .map((word) => word.toLowerCase())
    .filter((word) => /^[\w.:-][\w .:-]{0,63}$/.test(word) && !EMPTY_WORDS.has(word));
}

/** Objects that hold an error: `error`, Front's `_error`, the first of Fitbit's and Intercom's `errors`. */
function nestedIn(fields: TokenBody): TokenBody[] {
  const first: unknown = Array.isArray(fields.errors) ? fields.errors[0] : undefined;
  return [fields.error, fields._error, first].filter(isObject);
}
const codesOf = ({ code, errorType, type, status, error }: TokenBody) => [
  code,
  errorType,
  type,
  status,
  error,
];

function textsOf(fields: TokenBody): string[] {
  const own = [fields.error_description, fields.reason, fields.message];
  return own.filter(isText).map((text) => text.slice(0, 200).toLowerCase());
}
