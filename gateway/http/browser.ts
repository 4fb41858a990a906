import { createHash, randomBytes } from "node:crypto";
import type { Request, Response } from "express";
import { cookieName, cookieOf, cookieOptions } from "./session.ts";

const browserCookie = (publicUrl: string): string => `${cookieName(publicUrl)}-browser`;
const digest = (value: string): string => createHash("sha256").update(value).digest("base64url");

/** Which browser this is, for authorizations that were begun in it; undefined: it never began one. */
export function browserOf(req: Request, publicUrl: string): string | undefined {
  const value = cookieOf(req, browserCookie(publicUrl));
  return value === undefined ? undefined : digest(value);
}

/** The same, and from now on if it is new here: a request that is begun in one browser is answered in no other. */
export function markBrowser(req: Request, res: Response, publicUrl: string): string {
  const known = cookieOf(req, browserCookie(publicUrl));
  const value = known && /^[\w-]{43}$/.test(known) ? known : randomBytes(32).toString("base64url");
  if (value !== known)
    res.cookie(browserCookie(publicUrl), value, { ...cookieOptions(publicUrl), encode: String });
  return digest(value);
}
