import { randomBytes } from "node:crypto";

type Prefix =
  | "wsp"
  | "usr"
  | "ses"
  | "lnk"
  | "inv"
  | "agt"
  | "tok"
  | "con"
  | "grt"
  | "pen"
  | "app"
  | "reh"
  | "run"
  | "evt"
  | "chk"
  | "call"
  | "req"
  | "upl"
  | "cns"
  | "cli"
  | "isr"
  | "pol"
  | "pts"
  | "sta"
  | "apr"
  | "lim"
  | "dev";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford: no i, l, o, u

const LENGTH = 20;
/** Random bytes are drawn many at a time: a system call for each id would cost more than the id. */
let pool = randomBytes(200 * LENGTH);
let used = 0;

/** `con_` and 100 random bits: unguessable, safe in URLs, recognisable. */
export function newId(prefix: Prefix): string {
  let id = `${prefix}_`;
  if (used + LENGTH > pool.length) {
    pool = randomBytes(pool.length);
    used = 0;
  }
  for (const end = used + LENGTH; used < end; used++) id += ALPHABET[(pool[used] ?? 0) & 31];
  return id;
}
