import { type ProviderFault, ToolError } from "../../mcp-servers/kit/index.ts";
import type { EgressResponse } from "../egress/index.ts";

const LIMIT_REASONS = new Set([
  "rateLimitExceeded",
  "userRateLimitExceeded",
  "quotaExceeded",
  "dailyLimitExceeded",
  "RESOURCE_EXHAUSTED",
]);
/** Machine-readable reasons are passed on; sentences of a provider are not: they may hold anything. */
const REASON = /^[A-Za-z][A-Za-z0-9_.-]{1,60}$/;

interface GoogleStyle {
  error?: { status?: unknown; errors?: { reason?: unknown }[]; details?: { reason?: unknown }[] } | string;
}

function reasonOf(body: Uint8Array): string | undefined {
  try {
    const { error } = JSON.parse(new TextDecoder().decode(body.subarray(0, 20_000))) as GoogleStyle;
    const candidates =
      typeof error === "string"
        ? [error]
        : [error?.details?.[0]?.reason, error?.errors?.[0]?.reason, error?.status];
    return candidates.find((c): c is string => typeof c === "string" && REASON.test(c));
  } catch {
    return undefined;
  }
}

function classify(status: number, reason: string | undefined): ProviderFault {
  if (status === 429 || (status === 403 && reason !== undefined && LIMIT_REASONS.has(reason)))
    return "rate_limited";
  if (status === 401 || status === 403) return "no_permission";
  if (status === 404 || status === 410) return "not_found";
  if (status === 409 || status === 412) return "conflict";
  if (status === 413) return "too_large";
  return status >= 500 ? "provider_down" : "bad_argument";
}

const sentences: Record<ProviderFault, string> = {
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
export function faultOf(provider: string, { status, headers, body }: EgressResponse): ToolError {
  const reason = reasonOf(body);
  const fault = classify(status, reason);
  const seconds = Number(headers["retry-after"]);
  const retryAfter = Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined;
  const wait = fault === "rate_limited" ? ` Try again in ${retryAfter ?? 60} seconds.` : "";
  return new ToolError(
    fault,
    `${provider} ${sentences[fault]} (${status}${reason ? ` ${reason}` : ""}).${wait}`,
    {
      status,
      ...(fault === "rate_limited" && { retryAfter: retryAfter ?? 60 }),
    },
  );
}
