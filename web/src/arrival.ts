/**
 * What a provider, a sign-in link or an invitation put into the address bar. Taken out before anything else runs, so
 * that neither the router, nor the history, nor a screenshot ever holds a code or a token. Answers and sign-in tokens
 * are handed out once; an invitation stays until it is accepted.
 */
import type { z } from "zod";
import type { callback } from "./api/contract.ts";

export type Answer = z.infer<typeof callback>;

let token: string | undefined;
let invited: string | undefined;
let answer: Answer | undefined;

const known = [
  "code",
  "state",
  "iss",
  "error",
  "error_description",
  "installation_id",
  "setup_action",
] as const;

function readAnswer(query: URLSearchParams): Answer {
  const read: Answer = {};
  const extra: Record<string, string> = {};
  for (const [name, value] of query) {
    const key = known.find((each) => each === name);
    if (key) read[key] = value;
    else extra[name] = value;
  }
  return Object.keys(extra).length > 0 ? { ...read, extra } : read;
}

/** Also called on `hashchange`: a link opened over its own page loads no new document. */
export function capture(): void {
  const { pathname, search, hash } = window.location;
  const returned = search && /^\/integrations\/[^/]+\/callback\/?$/.test(pathname);
  const linked = hash.length > 1 && pathname === "/sign-in";
  if (returned) answer = readAnswer(new URLSearchParams(search));
  const invitation = hash.length > 1 && pathname === "/invite";
  if (linked) token = hash.slice(1);
  if (invitation) invited = hash.slice(1);
  if (returned) window.history.replaceState(null, "", pathname);
  else if (linked || invitation) window.history.replaceState(null, "", pathname + search);
}
capture();

export function takeToken(): string | undefined {
  const taken = token;
  token = undefined;
  return taken;
}

export const invitation = (): string | undefined => invited;
export const dropInvitation = (): void => {
  invited = undefined;
};

export function takeAnswer(): Answer {
  const taken = answer ?? {};
  answer = undefined;
  return taken;
}
