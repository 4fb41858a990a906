import { ToolError } from "../kit/index.ts";
import type { GoogleAttendee, GoogleEvent } from "./upstream.ts";

const ADDRESS = /^[^\s<>@,;"]+@[^\s<>@,;"]+$/;
const NAMED = /^([^<>]*)<([^<>]+)>$/;

/** `ada@acme.test` or `Ada Lindqvist <ada@acme.test>`. Throws `bad_argument` naming the field. */
export function attendeeOf(text: string, field: string): { email: string; displayName?: string } {
  const [, before, inside] = NAMED.exec(text.trim()) ?? [];
  const name = before?.replaceAll('"', "").trim();
  const email = (inside ?? text).trim();
  if (!ADDRESS.test(email))
    throw new ToolError("bad_argument", `\`${field}\` takes email addresses, such as ben@example.com.`);
  return name ? { email, displayName: name } : { email };
}

export function attendeesOf(
  texts: readonly string[],
  field: string,
): { email: string; displayName?: string }[] {
  const found = new Map<string, { email: string; displayName?: string }>();
  for (const text of texts) {
    const one = attendeeOf(text, field);
    if (!found.has(key(one.email))) found.set(key(one.email), one);
  }
  return [...found.values()];
}

const key = (email: string): string => email.toLowerCase();

export interface GuestChange {
  /** The whole new list: Google's patch replaces it. Undefined: it stays. */
  attendees?: (GoogleAttendee | { email: string; displayName?: string })[];
  warnings: string[];
}

/** A guest list with some added and some removed. Everybody else's entry stays as it is, answers included. */
export function changedGuests(
  event: GoogleEvent,
  add: readonly string[] = [],
  remove: readonly string[] = [],
): GuestChange {
  if (add.length + remove.length === 0) return { warnings: [] };
  if (event.attendeesOmitted === true) {
    throw new ToolError(
      "no_permission",
      "Google does not show this account the whole guest list, so changing it would lose people. Its organizer can.",
    );
  }
  const present = event.attendees ?? [];
  const isThere = new Set(present.map(({ email }) => key(email)));
  const gone = new Set(attendeesOf(remove, "attendees_remove").map(({ email }) => key(email)));
  const fresh = attendeesOf(add, "attendees_add").filter(({ email }) => !isThere.has(key(email)));
  const both = fresh.find(({ email }) => gone.has(key(email)));
  if (both) throw new ToolError("bad_argument", `${both.email} is to be added and removed at once.`);
  const absent = [...gone].filter((email) => !isThere.has(email));
  const warnings = absent.map((email) => `${email} was not invited, so nobody was removed for it.`);
  const kept = present.filter(({ email }) => !gone.has(key(email)));
  if (fresh.length === 0 && kept.length === present.length) return { warnings };
  return { attendees: [...kept, ...fresh], warnings };
}
