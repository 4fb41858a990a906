import type { Response } from "express";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { GatewayError } from "../errors.ts";

const WINDOW_S = 60;

/** As many sessions' worth of requests one person has, however many they sign in. */
const SESSIONS_A_PERSON = 4;

/** Counts a request of a credential, and of whose it is. Throws `too_many_requests`. */
export type ApiLimits = (who: { credential: string; person: string }, res: Response) => Promise<void>;

function refusal(res: Response, who: string, limit: number, seconds: number): GatewayError {
  res.setHeader("retry-after", String(seconds));
  return new GatewayError("too_many_requests", {
    detail: `${who} sent ${limit} requests within a minute.`,
    data: { retry_after_seconds: seconds },
  });
}

/**
 * Requests a minute of one session to the API, counted from the first of them, on one replica and in memory: N replicas
 * let N times as many through. Those of all sessions of a person are counted besides, as signing in again is cheap. Every answer says how many are left (`RateLimit`, `RateLimit-Policy` of
 * draft-ietf-httpapi-ratelimit-headers-10); one too many is 429 with `Retry-After` in seconds.
 */
export function openApiLimits(perMinute: number): ApiLimits {
  const limiter = new RateLimiterMemory({ keyPrefix: "api", points: perMinute, duration: WINDOW_S });
  const secondsOf = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1_000));
  const perPerson = perMinute * SESSIONS_A_PERSON;
  const people = new RateLimiterMemory({ keyPrefix: "api_person", points: perPerson, duration: WINDOW_S });
  const consumed = (of: RateLimiterMemory, key: string) =>
    of.consume(key).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    });
  return async ({ credential, person }, res) => {
    const used = await consumed(limiter, credential);
    const seconds = secondsOf(used);
    res.setHeader("ratelimit-policy", `"session";q=${perMinute};w=${WINDOW_S}`);
    res.setHeader("ratelimit", `"session";r=${Math.max(0, used.remainingPoints)};t=${seconds}`);
    if (used.consumedPoints > perMinute) throw refusal(res, "This session has", perMinute, seconds);
    const all = await consumed(people, person);
    if (all.consumedPoints > perPerson)
      throw refusal(res, "The sessions of this person have", perPerson, secondsOf(all));
  };
}
