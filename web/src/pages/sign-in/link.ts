import { page } from "../../paths.ts";

/** The token of the address bar, which forgets it at once: history and screenshots must not keep it. */
export function takeToken(): string | undefined {
  const token = window.location.hash.slice(1);
  if (!token) return undefined;
  window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
  return decodeURIComponent(token);
}

/** Accepts a whole link or the bare token; undefined when it can be neither. */
export function readToken(text: string): string | undefined {
  const token = text.trim().split("#").at(-1)?.trim() ?? "";
  return /^[\w.~-]{20,200}$/.test(token) ? token : undefined;
}

/** Only a path of this app: an absolute or protocol-relative address would lead elsewhere. */
export function safeNext(next: string | null): string {
  if (!next?.startsWith("/") || next.startsWith("//") || next.includes("\\")) return page.integrations();
  return next.startsWith("/sign-in") ? page.integrations() : next;
}
