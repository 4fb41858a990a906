import { ToolError } from "../kit/index.ts";
import { isInherited } from "./permissions.ts";
import type { Permission } from "./upstream.ts";

export interface ShareAsked {
  type: "user" | "group" | "domain" | "anyone";
  principal?: string | undefined;
  role: "reader" | "commenter" | "writer";
  notify: boolean;
  message?: string | undefined;
  expires?: string | undefined;
}

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i;
const YEAR = 366 * 86_400_000;

/** What can be refused without asking Google; the instant of `expires`. `now` in milliseconds. Pure. */
export function checkShare(asked: ShareAsked, now: number): { expirationTime: string | undefined } {
  const { type, principal } = asked;
  const person = type === "user" || type === "group";
  if (type === "anyone" && principal !== undefined) {
    throw new ToolError(
      "bad_argument",
      "type anyone opens the file to everybody who has the link, so it takes no `principal`. Leave it out, or use type user.",
    );
  }
  if (person && !ADDRESS.test(principal ?? ""))
    throw new ToolError("bad_argument", `type ${type} needs an e-mail address in \`principal\`.`);
  if (type === "domain" && !DOMAIN.test(principal ?? ""))
    throw new ToolError("bad_argument", "type domain needs a domain such as example.com in `principal`.");
  if (asked.message !== undefined && !(person && asked.notify)) {
    throw new ToolError(
      "bad_argument",
      "`message` goes into the e-mail that Google sends to a user or group with notify true. Leave it out.",
    );
  }
  if (asked.expires !== undefined && !person) {
    throw new ToolError("bad_argument", "Google lets only users and groups expire. Leave `expires` out.");
  }
  return { expirationTime: asked.expires === undefined ? undefined : instant(asked.expires, now) };
}

/** A date alone lasts to its end, in UTC. */
function instant(text: string, now: number): string {
  const dated = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  const at = dated || zoned ? Date.parse(dated ? `${text}T23:59:59Z` : text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new ToolError(
      "bad_argument",
      "`expires` is a date (2026-12-31) or an instant (2026-12-31T18:00:00Z).",
    );
  }
  if (at <= now || at > now + YEAR)
    throw new ToolError("bad_argument", "`expires` has to be in the future and at most a year away.");
  return new Date(at).toISOString();
}

export type SharePlan =
  | { do: "create"; warnings: string[] }
  | { do: "update"; permission: Permission; removeExpiration: boolean; warnings: string[] }
  | { do: "nothing"; permission: Permission; warnings: string[] };

const RANK: Readonly<Record<string, number>> = {
  reader: 1,
  commenter: 2,
  writer: 3,
  fileOrganizer: 4,
  organizer: 5,
  owner: 6,
};
const rank = (role: string): number => RANK[role] ?? 0;

/** What has to be done, given the access there is. Throws for what Google would not do. Pure. */
export function planShare(
  asked: ShareAsked,
  expirationTime: string | undefined,
  present: readonly Permission[],
): SharePlan {
  const found = present.find((one) => isSame(asked, one));
  if (!found) return { do: "create", warnings: [] };
  if (found.role === "owner") {
    throw new ToolError("bad_argument", `${asked.principal} owns this file. Ownership is not changed here.`);
  }
  if (isInherited(found)) {
    if (rank(found.role) < rank(asked.role)) return { do: "create", warnings: [] };
    const said = `The role ${found.role} comes from a folder or shared drive above; a lower one here changes nothing.`;
    return { do: "nothing", permission: found, warnings: rank(found.role) > rank(asked.role) ? [said] : [] };
  }
  const sameEnd = Date.parse(found.expirationTime ?? "") === Date.parse(expirationTime ?? "");
  const bothOpen = found.expirationTime === undefined && expirationTime === undefined;
  if (found.role === asked.role && (sameEnd || bothOpen)) {
    return { do: "nothing", permission: found, warnings: [] };
  }
  const silent = asked.notify && (asked.type === "user" || asked.type === "group");
  return {
    do: "update",
    permission: found,
    removeExpiration: found.expirationTime !== undefined && expirationTime === undefined,
    warnings: silent ? ["Google sends no e-mail when access that is there is changed."] : [],
  };
}

function isSame({ type, principal = "" }: ShareAsked, there: Permission): boolean {
  if (there.type !== type || there.deleted) return false;
  if (type === "anyone") return true;
  return (type === "domain" ? there.domain : there.emailAddress)?.toLowerCase() === principal.toLowerCase();
}
