import type { NextFunction, Request, RequestHandler, Response } from "express";
import { GatewayError } from "../errors.ts";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

export interface GuardOptions {
  publicUrl: string;
  allowedHosts: readonly string[];
}

const hostnameOf = (host: string | undefined): string =>
  host ? (URL.parse(`http://${host}`)?.hostname ?? "") : "";

/** Host names served here: that of PUBLIC_URL, ALLOWED_HOSTS, and the loopback names when PUBLIC_URL is one of them. */
function hostsOf({ publicUrl, allowedHosts }: GuardOptions): ReadonlySet<string> {
  const own = new URL(publicUrl).hostname;
  return new Set([own, ...allowedHosts, ...(LOOPBACK.includes(own) ? LOOPBACK : [])]);
}

/** DNS rebinding: a browser that was led here under another name is refused. */
export function hostGuard(options: GuardOptions): RequestHandler {
  const hosts = hostsOf(options);
  return (req: Request, _res: Response, next: NextFunction) => {
    next(hosts.has(hostnameOf(req.headers.host)) ? undefined : new GatewayError("host_refused"));
  };
}

/** Programs send no Origin; a browser's must be the gateway's own. */
export function originGuard(options: GuardOptions): RequestHandler {
  const own = new URL(options.publicUrl);
  const names = hostsOf(options);
  const allowed = (origin: string): boolean => {
    const url = URL.parse(origin);
    // As browsers write one (RFC 6454 section 6.2): nothing before the host, nothing after the port.
    if (url === null || url.origin !== origin) return false;
    return url.protocol === own.protocol && url.port === own.port && names.has(url.hostname);
  };
  return (req: Request, res: Response, next: NextFunction) => {
    const { origin } = req.headers;
    if (res.locals.embedOrigin !== undefined) return next();
    next(origin === undefined || allowed(origin) ? undefined : new GatewayError("origin_refused"));
  };
}

/** Bytes. Up to here a body that is too large is read to its end, so that its sender sees why it is refused. */
const PATIENCE = 16 * 1024 * 1024;

/**
 * The parser reads whatever comes before it refuses it: beyond its patience the answer goes out at once and the
 * connection ends, whether the size was announced or not.
 */
export function bodyGuard(req: Request, res: Response, next: NextFunction): void {
  const refuse = () => {
    res.setHeader("connection", "close");
    next(new GatewayError("payload_too_large"));
  };
  if (Number(req.headers["content-length"]) > PATIENCE) {
    refuse();
    return;
  }
  if (req.headers["transfer-encoding"] !== undefined) {
    let seen = 0;
    const count = (chunk: Buffer) => {
      seen += chunk.byteLength;
      if (seen <= PATIENCE || res.headersSent) return;
      req.off("data", count);
      refuse();
    };
    req.on("data", count);
  }
  next();
}
