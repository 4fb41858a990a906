import { timingSafeEqual } from "node:crypto";
import { parseCookie } from "cookie";
import type { Request, Response } from "express";
import { GatewayError } from "../errors.ts";
import { type Identity, PROGRAM_TOKEN, type SignedIn } from "../identity/index.ts";

export const CSRF_HEADER = "x-valetkey-csrf";
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** `__Host-` ties the cookie to this host over https; plain only on http://localhost, where browsers refuse `__Host-`. */
export const cookieName = (publicUrl: string): string =>
  publicUrl.startsWith("https:") ? "__Host-valetkey" : "valetkey";

/** The cookie of an attempt at the company's sign-in. */
export const attemptName = (publicUrl: string): string => `${cookieName(publicUrl)}-sign-in`;

export const cookieOf = (req: Request, name: string): string | undefined =>
  parseCookie(req.headers.cookie ?? "", { decode: String })[name];

export const cookieOptions = (publicUrl: string) =>
  ({ httpOnly: true, secure: publicUrl.startsWith("https:"), sameSite: "lax", path: "/" }) as const;

export function setSession(res: Response, publicUrl: string, cookie: string, expires: Date): void {
  res.cookie(cookieName(publicUrl), cookie, { ...cookieOptions(publicUrl), expires, encode: String });
}
export function clearSession(res: Response, publicUrl: string): void {
  res.clearCookie(cookieName(publicUrl), cookieOptions(publicUrl));
}

const equal = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
};

const BEARER = /^bearer +([\x21-\x7e]+)$/i;

/** The bearer token of a request, whatever it is. */
export const bearerOf = (req: Request): string | undefined =>
  BEARER.exec(req.headers.authorization ?? "")?.[1];

/**
 * Who is signed in, at a browser or as a program. A program's token counts alone: no browser sends one by itself, so such
 * a request needs no CSRF value. Any other `Authorization` is of something in front of the gateway. Throws
 * `not_signed_in`, `csrf`.
 */
export async function readCaller(req: Request, identity: Identity, publicUrl: string): Promise<SignedIn> {
  const token = bearerOf(req);
  if (!token?.startsWith(PROGRAM_TOKEN)) return readSession(req, identity, publicUrl);
  const signedIn = await identity.sessions.readToken(token);
  if (!signedIn) throw new GatewayError("not_signed_in");
  return signedIn;
}

/** Who is signed in at a browser. Unsafe methods must bring the session's CSRF value. Throws `not_signed_in`, `csrf`. */
export async function readSession(req: Request, identity: Identity, publicUrl: string): Promise<SignedIn> {
  const sealed = cookieOf(req, cookieName(publicUrl));
  const signedIn = sealed ? await identity.sessions.read(sealed) : undefined;
  if (!signedIn) throw new GatewayError("not_signed_in");
  if (!SAFE.has(req.method)) {
    const given = req.headers[CSRF_HEADER];
    const fetchSite = req.headers["sec-fetch-site"];
    if (typeof given !== "string" || !equal(given, signedIn.csrf) || fetchSite === "cross-site") {
      throw new GatewayError("csrf");
    }
  }
  return signedIn;
}
