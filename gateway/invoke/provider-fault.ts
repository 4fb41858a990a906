import { type Provider, type ProviderFault, ToolError } from "../../mcp-servers/kit/index.ts";
import type { EgressResponse } from "../egress/index.ts";

const LIMIT_REASONS = new Set([
  "rateLimitExceeded",
  "userRateLimitExceeded",
  "quotaExceeded",
  "dailyLimitExceeded",
  "RESOURCE_EXHAUSTED",
]);
/**
 * Machine-readable reasons are passed on; sentences of a provider are not: they may hold anything. Words in one of the
 * usual spellings and nothing else, as random text has digits or letters in no such order: what an answer says back of a
 * token is not said on.
 */
const WORDS =
  "(?:[a-z]{1,20}(?:_[a-z]{1,20}){0,7}|[A-Z]{2,20}(?:_[A-Z]{1,20}){0,7}|[a-z]{2,20}(?:[A-Z][a-z]{1,20}){1,6})";
const REASON = new RegExp(`^(?=.{2,60}$)${WORDS}(?:\\.${WORDS})?$`);
/** Scope names, joined by commas where there are several. */
const SCOPE = "[a-z]{1,20}(?:[:._][a-z]{1,20}){0,5}";
const SCOPES = new RegExp(`^${SCOPE}(?:,${SCOPE}){0,19}$`);
/** GitHub asks for a minute where it says nothing; Google's quotas are by the minute. */
const DEFAULT_WAIT = 60;

/** Google: `error` is an object. Slack and OAuth: a code. GitHub: `errors` and a link to its documentation. */
interface ErrorBody {
  error?: { status?: unknown; errors?: { reason?: unknown }[]; details?: { reason?: unknown }[] } | string;
  errors?: { field?: unknown; code?: unknown }[];
  documentation_url?: unknown;
}

function errorBody(body: Uint8Array): ErrorBody {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body.subarray(0, 20_000)));
    return typeof json === "object" && json !== null ? (json as ErrorBody) : {};
  } catch {
    return {};
  }
}

function reasonOf({ error, errors }: ErrorBody): string | undefined {
  const first = Array.isArray(errors) ? errors[0] : undefined;
  const candidates = [
    ...(typeof error === "string"
      ? [error]
      : [error?.details?.[0]?.reason, error?.errors?.[0]?.reason, error?.status]),
    typeof first?.field === "string" && typeof first.code === "string"
      ? `${first.field}.${first.code}`
      : first?.code,
  ];
  return candidates.find((c): c is string => typeof c === "string" && REASON.test(c));
}

/**
 * Seconds until the provider wants to be asked again, where it says: `Retry-After`, or GitHub's primary limit
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit).
 */
export function waitOf(headers: EgressResponse["headers"], now: number): number | undefined {
  const seconds = Number(headers["retry-after"]);
  if (Number.isFinite(seconds) && seconds > 0) return Math.ceil(seconds);
  if (headers["x-ratelimit-remaining"] !== "0") return undefined;
  const left = Number(headers["x-ratelimit-reset"]) - now / 1000;
  return Number.isFinite(left) ? Math.max(1, Math.ceil(left)) : undefined;
}

/** A 403 that is a limit: Google says so in its reason, GitHub in its headers or by the page it links to. */
function isLimit(body: ErrorBody, reason: string | undefined, wait: number | undefined): boolean {
  if (reason !== undefined && LIMIT_REASONS.has(reason)) return true;
  const { documentation_url: page } = body;
  return wait !== undefined || (typeof page === "string" && /rate-limit/.test(page));
}

function classify(status: number, limit: boolean): Fault {
  if (status === 429 || (status === 403 && limit)) return "rate_limited";
  if (status === 401 || status === 403) return "no_permission";
  if (status === 404 || status === 410) return "not_found";
  if (status === 409 || status === 412) return "conflict";
  if (status === 413) return "too_large";
  return status >= 500 ? "provider_down" : "bad_argument";
}

type Fault = Exclude<ProviderFault, "upload_needed">;

const sentences: Record<Fault, string> = {
  bad_argument: "did not accept the arguments",
  not_found: "has no such thing, or this account may not see it",
  no_permission: "does not allow this for the connected account",
  rate_limited: "asks to slow down",
  conflict: "says it was changed meanwhile",
  too_large: "says it is too large",
  provider_down: "is not answering properly right now",
  connector_invalid: "does not accept the connection",
};

/** A provider's refusal in words an agent can act on. Never the raw body. */
export function faultOf(provider: string, { status, headers, body }: EgressResponse, now: number): ToolError {
  const error = errorBody(body);
  const reason = reasonOf(error);
  const wait = waitOf(headers, now);
  const fault = classify(status, isLimit(error, reason, wait));
  return inWords(provider, fault, `${status}${reason ? ` ${reason}` : ""}`, { status, wait, reason });
}

/** The refusal in an answer of HTTP 200, for providers that send them so: `{ok: false, error, needed}`. */
export function bodyFaultOf(
  { title, bodyErrors }: Provider,
  answer: unknown,
  { status, headers }: EgressResponse,
  now: number,
): ToolError | undefined {
  if (!bodyErrors || typeof answer !== "object" || answer === null) return undefined;
  const { ok, error, needed } = answer as { ok?: unknown; error?: unknown; needed?: unknown };
  if (ok !== false) return undefined;
  const reason = typeof error === "string" && REASON.test(error) ? error : undefined;
  const known = reason !== undefined && Object.hasOwn(bodyErrors.faults, reason);
  const fault = (known && bodyErrors.faults[reason]) || "bad_argument";
  const scopes = typeof needed === "string" && SCOPES.test(needed) ? `, needs ${needed}` : "";
  const wait = waitOf(headers, now);
  return inWords(title, fault, `${reason ?? "no reason given"}${scopes}`, { status, wait, reason });
}

function inWords(
  provider: string,
  fault: Fault,
  cause: string,
  {
    status,
    wait = DEFAULT_WAIT,
    reason,
  }: { status: number; wait: number | undefined; reason: string | undefined },
): ToolError {
  const limited = fault === "rate_limited";
  const again = limited ? ` Try again in ${wait} seconds.` : "";
  return new ToolError(fault, `${provider} ${sentences[fault]} (${cause}).${again}`, {
    status,
    ...(reason !== undefined && { reason }),
    ...(limited && { retryAfter: wait }),
  });
}
