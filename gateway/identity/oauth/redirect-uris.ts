/** Where a client may have its answers sent, and what kind of client that makes it (RFC 8252). */
export type RedirectVerdict = { ok: true; applicationType: "web" | "native" } | { ok: false; reason: string };

const MOST = 10;
const LONGEST = 500;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** Schemes that run, read or show something instead of handing the answer to a program. */
const FORBIDDEN = new Set(
  "about blob chrome chrome-extension content data file filesystem ftp gopher intent jar javascript mailto moz-extension res sms tel vbscript view-source ws wss x-javascript".split(
    " ",
  ),
);

const printable = /^[\x21-\x7e]+$/;

/** What is wrong with one address; undefined: nothing. */
function problemOf(uri: string, ownOrigin: string): string | undefined {
  if (uri.length > LONGEST) return "is too long";
  if (!printable.test(uri) || uri.includes("\\") || uri.includes("*"))
    return "has characters that are not allowed";
  const url = URL.parse(uri);
  if (!url) return "is not an absolute address";
  if (uri.includes("#")) return "has a fragment";
  if (url.username || url.password) return "has a user name or password";
  if (url.origin === ownOrigin) return "is an address of this gateway";
  const scheme = url.protocol.slice(0, -1);
  if (scheme === "https") return undefined;
  if (scheme === "http") {
    return LOOPBACK.has(url.hostname) ? undefined : "is http and not on the person's own machine";
  }
  if (FORBIDDEN.has(scheme)) return "has a scheme that is not allowed";
  return /^[a-z][a-z0-9+.-]*:\//.test(uri) ? undefined : "has no path";
}

/**
 * Holds redirect addresses against RFC 8252 and RFC 9700 section 4.1: https anywhere, http on loopback only, private
 * schemes but none that a browser would act on. Pure. `stated`: what the client says it is; a client that says nothing
 * and has an address on loopback or a private scheme is native, so that its port may differ (RFC 8252 section 7.3).
 */
export function judgeRedirectUris(
  uris: readonly string[],
  ownOrigin: string,
  stated?: "web" | "native",
): RedirectVerdict {
  if (uris.length > MOST) return { ok: false, reason: `there are more than ${MOST} redirect_uris` };
  for (const [at, uri] of uris.entries()) {
    const problem = problemOf(uri, ownOrigin);
    if (problem) return { ok: false, reason: `redirect_uris[${at}] ${problem}` };
  }
  const isOnMachine = uris.some((uri) => !uri.startsWith("https:"));
  return { ok: true, applicationType: isOnMachine ? "native" : (stated ?? "web") };
}

/** How people are told where the answer goes: the host, `cursor:` for a private scheme. Loopback is without its port. */
export function redirectHostOf(uri: string): string {
  const url = URL.parse(uri);
  if (!url) return "";
  if (url.protocol !== "https:" && url.protocol !== "http:") return url.protocol;
  return LOOPBACK.has(url.hostname) ? url.hostname : url.host;
}

/** A program on the person's own machine takes the answer, and nobody can say which. */
export const isOnOwnMachine = (uri: string): boolean => {
  const url = URL.parse(uri);
  return url !== null && (url.protocol !== "https:" || LOOPBACK.has(url.hostname));
};
