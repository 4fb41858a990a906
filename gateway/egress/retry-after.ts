import type { EgressRequest, EgressResponse } from "./types.ts";

/** Sends in all, the first one included. */
const MAX_SENDS = 4;

const SAFE = new Set(["GET", "HEAD"]);
export const isSafe = (method: string) => SAFE.has(method);

/**
 * Milliseconds until the provider wants to be asked again (RFC 9110 section 10.2.3: seconds or an HTTP date);
 * undefined when it does not say or says it unreadably.
 */
function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Only the date forms begin with a weekday; `Date.parse` alone would take "-5" or "2e3" for a year.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** How long to wait before sending again; undefined: hand the answer out. `elapsed` is since the first send. */
export function retryDelay(
  request: EgressRequest,
  answer: Pick<EgressResponse, "status" | "headers">,
  sends: number,
  elapsed: number,
  now: number,
): number | undefined {
  const { retry } = request;
  if (!retry || sends >= MAX_SENDS || (answer.status !== 429 && answer.status !== 503)) return undefined;
  if (!isSafe(request.method) && !retry.anyMethod) return undefined;
  const wait = retryAfter(answer.headers["retry-after"], now);
  return wait !== undefined && elapsed + wait <= retry.withinMs ? wait : undefined;
}
