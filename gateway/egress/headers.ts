import { GatewayError } from "../errors.ts";

/** Fields that belong to one connection (RFC 9110 section 7.6.1) or that the sender computes itself. */
const OURS = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible ASCII, space and tab: no CR, LF or NUL, and nothing that would be cut to a byte. */
const VALUE = /^[\t\x20-\x7e]*$/;

/** The header fields that go out. Throws `egress_refused` for a name or value that could change the framing. */
export function outgoingHeaders(given: Readonly<Record<string, string>> | undefined): Record<string, string> {
  // Some providers compress only for a user agent that names gzip (Google does).
  const headers: Record<string, string> = { "user-agent": "valetkey (gzip)", "accept-encoding": "gzip, br" };
  for (const name in given) {
    const lower = name.toLowerCase();
    const value = given[name]!;
    if (!NAME.test(name) || OURS.has(lower)) throw refuse(`The header "${printable(name)}" may not be set.`);
    if (!VALUE.test(value)) throw refuse(`The header "${lower}" has a value that may not be sent.`);
    headers[lower] = value;
  }
  return headers;
}

const printable = (name: string) => name.replace(/[^\x20-\x7e]/g, "?").slice(0, 60);
const refuse = (detail: string) => new GatewayError("egress_refused", { detail });
