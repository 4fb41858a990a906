import type { RequestHandler } from "express";

declare global {
  namespace Express {
    interface Locals {
      /** The origin of another product's page that asks. Nothing that a browser sends by itself counts then. */
      embedOrigin?: string;
    }
  }
}

/** What pages of other origins may ask for: `missing`, and nothing else. */
const PATH = /^\/api\/workspaces\/[A-Za-z0-9_-]{1,64}\/missing$/;
const PREFLIGHT_S = 600;

/**
 * CORS (Fetch standard, section 3.2) for pages of the origins that the operator names, on one route, for requests that
 * bring a token of their own: never with credentials, so that no cookie of anybody's opens anything. Every other
 * origin meets the guard that follows.
 */
export function embedOrigins(origins: readonly string[]): RequestHandler {
  const allowed = new Set(origins);
  return (req, res, next) => {
    const { origin } = req.headers;
    if (origin === undefined || !PATH.test(req.path) || !allowed.has(origin)) return next();
    res.vary("origin");
    res.setHeader("access-control-allow-origin", origin);
    if (req.method === "OPTIONS") {
      res.setHeader("access-control-allow-methods", "GET");
      res.setHeader("access-control-allow-headers", "authorization, if-none-match");
      res.setHeader("access-control-max-age", String(PREFLIGHT_S));
      res.status(204).end();
      return;
    }
    if (req.method === "GET") {
      res.setHeader("access-control-expose-headers", "etag, retry-after");
      res.locals.embedOrigin = origin;
    }
    next();
  };
}
