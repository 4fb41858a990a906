import type { NextFunction, Request, RequestHandler, Response } from "express";
import ipaddr from "ipaddr.js";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { GatewayError } from "../errors.ts";

/** Requests a minute from one address, on one replica. */
export interface DoorLimits {
  /** Trading links, invitations, company sign-ins and people's words to programs for sessions. A company may sit behind one address. */
  signIn: number;
  /** New OAuth clients: each is a row that stays. */
  registration: number;
  /** Codes, refresh tokens and assertions for tokens: a gateway of agents may sit behind one address. */
  token: number;
  /** The rest of the authorization server. */
  oauth: number;
  /** Words about approvals. */
  decisions: number;
}
export const DOOR_LIMITS: DoorLimits = {
  signIn: 300,
  registration: 120,
  token: 1_200,
  oauth: 600,
  decisions: 300,
};

const MINUTE_S = 60;

type Door = keyof DoorLimits;
const doors: readonly { door: Door; unsafeOnly?: true; path: RegExp }[] = [
  { door: "signIn", unsafeOnly: true, path: /^\/api\/(session|sign-in|invitations|cli)(\/|$)/ },
  { door: "signIn", path: /^\/(api\/)?sign-in\/company(\/|$)/ },
  { door: "registration", unsafeOnly: true, path: /^\/oauth\/register(\/|$)/ },
  { door: "token", path: /^\/oauth\/token(\/|$)/ },
  { door: "oauth", path: /^\/oauth(\/|$)/ },
  { door: "decisions", unsafeOnly: true, path: /^\/api\/workspaces\/[^/]+\/approvals\// },
];

/** Whose window: an IPv4 address, or the /64 that one subscriber of IPv6 has (RFC 6177). */
export function addressKey(ip: string | undefined): string {
  if (!ip || !ipaddr.isValid(ip)) return "unknown";
  const address = ipaddr.process(ip); // ::ffff:192.0.2.1 is 192.0.2.1
  if (address.kind() === "ipv4") return address.toString();
  return address.toByteArray().slice(0, 8).join(".");
}

/** As the router reads it: without regard to case, and to slashes at the end. */
function doorOf({ method, path }: Pick<Request, "method" | "path">): Door | undefined {
  const isSafe = method === "GET" || method === "HEAD" || method === "OPTIONS";
  const asRouted = path.toLowerCase();
  return doors.find((one) => !(one.unsafeOnly && isSafe) && one.path.test(asRouted))?.door;
}

/**
 * Fixed windows of a minute by address (`req.ip`, which follows TRUST_PROXY), in memory: whoever hammers a door must not
 * make the database work for it. N replicas let N times as many through. Answers 429 `too_many_requests` with
 * `Retry-After` in seconds.
 */
export function frontDoors(limits: DoorLimits = DOOR_LIMITS): RequestHandler {
  const limiters = new Map(
    Object.entries(limits).map(([door, points]) => [
      door,
      new RateLimiterMemory({ keyPrefix: door, points, duration: MINUTE_S }),
    ]),
  );
  return async (req: Request, res: Response, next: NextFunction) => {
    const limiter = limiters.get(doorOf(req) ?? "");
    if (!limiter) return next();
    try {
      await limiter.consume(addressKey(req.ip));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
      res.setHeader("retry-after", String(seconds));
      return next(new GatewayError("too_many_requests", { data: { retry_after_seconds: seconds } }));
    }
    next();
  };
}
