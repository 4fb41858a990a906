import { randomBytes } from "node:crypto";

type Prefix = "wsp" | "usr" | "ses" | "lnk" | "agt" | "tok" | "con" | "grt" | "pen" | "evt" | "call" | "req";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford: no i, l, o, u

/** `con_` and 100 random bits: unguessable, safe in URLs, recognisable. */
export function newId(prefix: Prefix): string {
  let id = `${prefix}_`;
  for (const byte of randomBytes(20)) id += ALPHABET[byte & 31];
  return id;
}
