import type { Response } from "express";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { GatewayError } from "../errors.ts";

const WINDOW_S = 60;

/** Counts a request of a credential. Throws `too_many_requests`. */
export type ApiLimits = (credential: string, res: Response) => Promise<void>;

/**
 * Requests a minute of one session to the API, counted from the first of them, on one replica and in memory: N replicas
 * let N times as many through. Every answer says how many are left (`RateLimit`, `RateLimit-Policy` of
 * draft-ietf-httpapi-ratelimit-headers-10); one too many is 429 with `Retry-After` in seconds.
 */
export function openApiLimits(perMinute: number): ApiLimits {
  const limiter = new RateLimiterMemory({ keyPrefix: "api", points: perMinute, duration: WINDOW_S });
  const secondsOf = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1_000));
  return async (credential, res) => {
    const used = await limiter.consume(credential).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    });
    const seconds = secondsOf(used);
    res.setHeader("ratelimit-policy", `"session";q=${perMinute};w=${WINDOW_S}`);
    res.setHeader("ratelimit", `"session";r=${Math.max(0, used.remainingPoints)};t=${seconds}`);
    if (used.consumedPoints <= perMinute) return;
    res.setHeader("retry-after", String(seconds));
    throw new GatewayError("too_many_requests", {
      detail: `This session has sent ${perMinute} requests within a minute.`,
      data: { retry_after_seconds: seconds },
    });
  };
}
