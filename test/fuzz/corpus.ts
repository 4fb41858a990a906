import { existsSync, readFileSync } from "node:fs";

/** What the journeys called and what the emulated providers answered; `record.ts` writes it. */
export interface RecordedAnswer {
  /** Path and query it answered. */
  at: string;
  status: number;
  type: string;
  /** Of JSON, cut to a few items; else base64. */
  json?: unknown;
  bytes?: string;
}
export interface Corpus {
  /** Arguments by tool. */
  inputs: Record<string, Record<string, unknown>[]>;
  /** By `keyOf`. */
  answers: Record<string, RecordedAnswer[]>;
}

const FILE = new URL("./recorded.json", import.meta.url);

export function loadCorpus(): Corpus {
  if (!existsSync(FILE)) return { inputs: {}, answers: {} };
  return JSON.parse(readFileSync(FILE, "utf8")) as Corpus;
}

/** A segment that is a name of the API stays; ids, names of things and numbers become one star. */
const FIXED = /^(?:[a-z][a-zA-Z_.]{1,40}|v\d)$/;
/** What follows these is a name of somebody's own, with slashes in it or not. */
const FREE =
  /\/(contents|git\/refs?|git\/trees|commits|threads|messages|drafts|files|calendars|labels|workflows|branches|calendarList|download)\/[^?]*?(?=$|\/(?:modify|trash|untrash|attachments|events|permissions|revisions|copy|export|runs|send|acl)\b)/;

/** A request without what differs from call to call: `GET /repos/:/:/issues/:`, GraphQL by its question. */
export function keyOf(method: string, url: URL, question?: string): string {
  const path = url.pathname
    .replace(/^\/repos\/[^/]+\/[^/]+/, "/repos/:/:")
    .replace(FREE, "/$1/:")
    .split("/")
    .map((segment) => (FIXED.test(segment) || segment === "" || segment === ":" ? segment : ":"));
  const alt = url.searchParams.get("alt");
  return `${method} ${path.join("/")}${alt ? `?alt=${alt}` : ""}${question ? `#${question}` : ""}`;
}

export const questionIn = (body: string): string | undefined => /(?:query|mutation) (\w+)/.exec(body)?.[1];
