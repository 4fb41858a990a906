import { page } from "../../paths.ts";

/** Accepts a whole link or the bare token; undefined when it can be neither. */
export function readToken(text: string): string | undefined {
  const token = text.trim().split("#").at(-1)?.trim() ?? "";
  return /^[\w.~-]{20,200}$/.test(token) ? token : undefined;
}

/** Only a path of this app: an absolute or protocol-relative address would lead elsewhere. */
export function safeNext(next: string | null): string {
  if (!next?.startsWith("/") || next.startsWith("//") || next.includes("\\")) return page.home;
  return next.startsWith("/sign-in") ? page.home : next;
}
