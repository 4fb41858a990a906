/** What a token endpoint answered, before anybody has looked at it. */
export interface RawTokenResponse {
  status: number;
  body: string;
}

export type TokenResponse =
  /** A token response as RFC 6749 section 5.1 wants it. `raw_token_type`: what the provider called it. */
  | { kind: "tokens"; fields: Record<string, unknown> & { access_token: string; token_type: "bearer" } }
  /** An error as section 5.2 wants it; `error` is the standard code where the provider's own is known. */
  | { kind: "error"; status: 400 | 401; error: string }
  /** Nothing to be had: 429, 5xx, or no token response at all. */
  | { kind: "unavailable"; status: number };

/** Providers' own words for the codes of RFC 6749 section 5.2. */
const STANDARD: Readonly<Record<string, string>> = {
  // Slack, https://docs.slack.dev/reference/methods/oauth.v2.access
  invalid_code: "invalid_grant",
  code_already_used: "invalid_grant",
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
  // HubSpot, in capitals
  bad_auth_code: "invalid_grant",
  bad_client_id: "invalid_client",
  // Google, for a client that was deleted in its console
  deleted_client: "invalid_client",
};

/**
 * Makes every shape that real token endpoints send acceptable: no or odd `token_type`, null fields, scopes as a
 * list or with commas, 201, form-encoded bodies, errors under HTTP 200 or in shapes of their own.
 */
export function normaliseTokenResponse({ status, body }: RawTokenResponse): TokenResponse {
  const fields = parse(body);
  if (status === 429 || status >= 500 || !fields) return { kind: "unavailable", status };
  const failed = status >= 400 || fields.ok === false || (hasError(fields) && !isText(fields.access_token));
  if (failed) return refusal(fields, status);
  const { access_token } = fields;
  if (!isText(access_token)) return { kind: "unavailable", status };
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== "");
  const { token_type, expires_in, scope, ...rest } = Object.fromEntries(kept);
  const seconds = Number(expires_in);
  const scopes = scopeList(scope);
  return {
    kind: "tokens",
    fields: {
      ...rest,
      access_token,
      token_type: "bearer",
      ...(isText(token_type) && { raw_token_type: token_type }),
      // 0 and -1 are ways to say "never".
      ...(seconds > 0 && Number.isFinite(seconds) && { expires_in: seconds }),
      ...(scopes && { scope: scopes.join(" ") }),
    },
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const hasError = (fields: Record<string, unknown>) => isText(fields.error) || isObject(fields.error);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(body);
    return isObject(json) ? json : undefined;
  } catch {
    // GitHub without `Accept: application/json`; anything else that is not JSON is somebody's error page.
    return /^[\w.~-]+=[^<>\s]*$/.test(body) ? Object.fromEntries(new URLSearchParams(body)) : undefined;
  }
}

function scopeList(scope: unknown): string[] | undefined {
  if (Array.isArray(scope)) return scope.filter(isText);
  return isText(scope) ? scope.split(/[\s,]+/).filter(Boolean) : undefined;
}

function refusal(fields: Record<string, unknown>, status: number): TokenResponse {
  const first = Array.isArray(fields.errors) ? fields.errors[0] : undefined;
  const nested = isObject(fields.error) ? fields.error : isObject(first) ? first : {};
  const own = [
    fields.error,
    nested.code,
    nested.errorType,
    nested.type,
    nested.status,
    fields.code,
    fields.status,
  ];
  const word = own.find(isText)?.toLowerCase() ?? "invalid_request";
  const error = Object.hasOwn(STANDARD, word) ? STANDARD[word]! : word;
  return { kind: "error", status: status === 401 || error === "invalid_client" ? 401 : 400, error };
}
