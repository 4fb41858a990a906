import { isObject, isText, readTokenBody, type TokenBody } from "./token-body.ts";
import { refusalOf, saysError } from "./token-refusal.ts";

/** What a token endpoint answered, before anybody has looked at it. */
export interface RawTokenResponse {
  status: number;
  body: string;
}

export interface TokenResponseOptions {
  /** `userToken.field` of the provider: where its answers hold a second token. */
  userField?: string | undefined;
  /** When the answer came, in milliseconds since the epoch. Without it `expires_at` is not understood. */
  now?: number;
}

/** A token response as RFC 6749 section 5.1 wants it. Whatever else the provider sent is left as it is. */
export type TokenResponseFields = Record<string, unknown> & {
  access_token: string;
  token_type: "bearer";
  /** What the provider called it. */
  raw_token_type?: string;
  refresh_token?: string;
  /** Seconds, more than 0 and less than a century. Absent: not known, or never. */
  expires_in?: number;
  /** Separated by single spaces, never empty. */
  scope?: string;
  /** The tokens are the person's alone; they are under the user field too. */
  user_only?: true;
};

export type TokenResponse =
  | { kind: "tokens"; fields: TokenResponseFields }
  /** An error as section 5.2 wants it; `error` is the standard code where the provider's own is known. */
  | { kind: "error"; status: 400 | 401; error: string }
  /** Nothing to be had: 408, 429, 5xx, an error that passes, or no token response at all. */
  | { kind: "unavailable"; status: number };

/**
 * Makes every shape that real token endpoints send acceptable: no or odd `token_type`, null fields, scopes as a
 * list or with commas, 201, form-encoded bodies, errors under HTTP 200 or in shapes of their own, a second token in
 * the same answer. Never throws. What is left of an answer can always be written as JSON.
 */
export function normaliseTokenResponse(
  { status, body }: RawTokenResponse,
  options: TokenResponseOptions = {},
): TokenResponse {
  const good = status >= 200 && status < 300;
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
  const fields = good || refused ? readTokenBody(body) : undefined;
  if (!fields) return { kind: "unavailable", status };
  if (good && fields.ok !== false) {
    const tokens = tokensOf(fields, options);
    if (tokens) return { kind: "tokens", fields: tokens };
    if (!saysError(fields)) return { kind: "unavailable", status };
  }
  const refusal = refusalOf(fields, status);
  return refusal.kind === "error" ? refusal : { kind: "unavailable", status };
}

/** What only we say. */
const OURS = ["raw_token_type", "user_only"];

/** undefined when there is no token in it. */
function tokensOf(
  fields: TokenBody,
  { userField, now }: TokenResponseOptions,
): TokenResponseFields | undefined {
  const sent = Object.fromEntries(Object.entries(fields).filter(([name]) => !OURS.includes(name)));
  const second = userField !== undefined && Object.hasOwn(sent, userField) ? sent[userField] : undefined;
  const user = isObject(second) && "access_token" in second ? wholeOrBare(second, now) : undefined;
  if (user && userField !== undefined) sent[userField] = user;
  const first = tokenOf(sent, now);
  if (first || !user || !isToken(user.access_token)) return first;
  const { access_token, token_type, raw_token_type, refresh_token, expires_in, scope } =
    user as TokenResponseFields;
  const copied = { access_token, token_type, raw_token_type, refresh_token, expires_in, scope };
  const known = Object.entries(copied).filter(([, value]) => value !== undefined);
  return { ...withoutTokens(sent), ...Object.fromEntries(known), access_token, token_type, user_only: true };
}

/** One token and what belongs to it; undefined when `access_token` is none. */
function tokenOf(fields: TokenBody, now: number | undefined): TokenResponseFields | undefined {
  const { access_token, token_type, refresh_token, id_token } = fields;
  if (!isToken(access_token)) return undefined;
  const seconds = lifetimeOf(fields, now);
  const scope = scopeOf(fields.scope) ?? scopeOf(fields.scopes);
  return {
    ...withoutTokens(fields),
    access_token,
    token_type: "bearer",
    ...(isText(token_type) && token_type.length <= MAX_TYPE && { raw_token_type: token_type }),
    ...(isToken(refresh_token) && { refresh_token }),
    ...(isText(id_token) && { id_token }),
    ...(seconds !== undefined && { expires_in: seconds }),
    ...(scope !== undefined && { scope }),
  };
}

/** A second token that is not one must not be taken for one: only what says whose it is stays. */
const wholeOrBare = (second: TokenBody, now: number | undefined): TokenBody =>
  tokenOf(second, now) ?? withoutTokens(second);

const PARTS = new Set(["access_token", "token_type", "refresh_token", "id_token", "expires_in", "scope"]);
const withoutTokens = (fields: TokenBody): TokenBody =>
  Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !PARTS.has(name) && value !== null && value !== ""),
  );

/** Characters. The longest real ones are JWTs of a few thousand. */
const MAX_TOKEN = 65_536;
const MAX_TYPE = 64;
/** Visible ASCII and spaces (RFC 6749 appendix A.12): it goes out in a header. */
const isToken = (value: unknown): value is string =>
  isText(value) && value.length <= MAX_TOKEN && /^[\x20-\x7e]+$/.test(value);

/** Beyond it, no date can be trusted to hold the end, and none is needed. */
const CENTURY_S = 100 * 365.25 * 86_400;

/** 0 and -1 are ways to say "never". Front gives the end instead: `expires_at`, seconds since the epoch. */
function lifetimeOf({ expires_in, expires_at }: TokenBody, now: number | undefined): number | undefined {
  const end = now === undefined ? undefined : numberOf(expires_at);
  const seconds = numberOf(expires_in) ?? (end === undefined ? undefined : Math.floor(end - now! / 1000));
  return seconds !== undefined && seconds > 0 && seconds < CENTURY_S ? seconds : undefined;
}

function numberOf(value: unknown): number | undefined {
  if (isText(value)) return /^-?\d{1,15}(\.\d{1,9})?$/.test(value) ? Number(value) : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Text with spaces or commas, or a list. Bitbucket and HubSpot call it `scopes`. */
function scopeOf(scope: unknown): string | undefined {
  const parts = Array.isArray(scope) ? scope.filter(isText) : isText(scope) ? [scope] : [];
  return [...new Set(parts.flatMap((part) => part.split(/[\s,]+/)))].filter(Boolean).join(" ") || undefined;
}
