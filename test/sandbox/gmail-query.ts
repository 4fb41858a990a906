import type { GoogleLabel, GoogleMessage } from "./emulator-internals.ts";

/** Whether a message answers a query. */
export type Matcher = (message: GoogleMessage) => boolean;

export interface SearchIn {
  labels: readonly GoogleLabel[];
  /** Names of the files in a message. */
  files(message: GoogleMessage): readonly string[];
  /** Milliseconds since the epoch, for `newer_than` and `older_than`. */
  now: number;
}

const TOKEN = /-?(?:[a-z0-9_]+:)?(?:"[^"]*"|\([^()]*\)|\{[^{}]*\}|[^\s(){}"]+)/gi;

/**
 * Gmail's search operators as far as mail programs use them (ours; the stock emulator knows no `OR`, no negation and
 * never finds an `rfc822msgid`). https://support.google.com/mail/answer/7190
 */
export function matcherOf(query: string, where: SearchIn): Matcher {
  const all: Matcher[] = [];
  let or = false;
  for (const token of query.match(TOKEN) ?? []) {
    if (token === "OR" || token === "|") {
      or = true;
      continue;
    }
    if (token === "AND") continue;
    const next = termOf(token, where);
    const before = or ? all.pop() : undefined;
    all.push(before ? (message) => before(message) || next(message) : next);
    or = false;
  }
  return (message) => all.every((one) => one(message));
}

function termOf(token: string, where: SearchIn): Matcher {
  if (token.startsWith("-") && token.length > 1) {
    const wanted = termOf(token.slice(1), where);
    return (message) => !wanted(message);
  }
  if (token.startsWith("{")) {
    const any = (token.slice(1, -1).match(TOKEN) ?? []).map((one) => termOf(one, where));
    return (message) => any.some((one) => one(message));
  }
  if (token.startsWith("(")) return matcherOf(token.slice(1, -1), where);
  const colon = token.startsWith('"') ? -1 : token.indexOf(":");
  if (colon < 1) return wordMatcher(plain(token));
  return (
    operator(token.slice(0, colon).toLowerCase(), token.slice(colon + 1), where) ?? wordMatcher(plain(token))
  );
}

function operator(name: string, raw: string, where: SearchIn): Matcher | undefined {
  if (/^[({]/.test(raw)) {
    const any = (raw.slice(1, -1).match(TOKEN) ?? []).flatMap((one) => operator(name, one, where) ?? []);
    return raw.startsWith("{")
      ? (one) => any.some((match) => match(one))
      : (one) => any.every((match) => match(one));
  }
  const value = plain(raw);
  const contains = (text: string | null) => (text ?? "").toLowerCase().includes(value);
  switch (name) {
    case "from":
      return (one) => contains(one.from);
    case "to":
      return (one) => contains(one.to) || contains(one.cc) || contains(one.bcc);
    case "cc":
      return (one) => contains(one.cc);
    case "bcc":
      return (one) => contains(one.bcc);
    case "subject":
      return (one) => contains(one.subject);
    case "rfc822msgid":
      return (one) => one.message_id.replace(/[<>]/g, "").toLowerCase() === value.replace(/[<>]/g, "");
    case "filename":
      return (one) => where.files(one).some(contains);
    case "has":
      return value === "attachment" ? (one) => where.files(one).length > 0 : undefined;
    case "in":
    case "is":
    case "label":
    case "category":
      return labelled(name, value, where.labels);
    default:
      return dated(name, value, where.now);
  }
}

function labelled(name: string, value: string, labels: readonly GoogleLabel[]): Matcher {
  if (value === "anywhere") return () => true;
  if (value === "read") return (one) => !one.label_ids.includes("UNREAD");
  const system = { drafts: "DRAFT", chats: "CHAT" }[value] ?? value.toUpperCase();
  const asWritten = (text: string) => text.toLowerCase().replace(/[\s/&]+/g, "-");
  const found = labels.find((one) => asWritten(one.name) === asWritten(value))?.gmail_id;
  const wanted = found ?? (name === "category" ? `CATEGORY_${system}` : system);
  return (one) => one.label_ids.includes(wanted);
}

function dated(name: string, value: string, now: number): Matcher | undefined {
  const at = (one: GoogleMessage) => Number(one.internal_date);
  const age = /^(\d+)([dmy])$/.exec(value);
  if ((name === "newer_than" || name === "older_than") && age) {
    const days = Number(age[1]) * ({ d: 1, m: 30, y: 365 }[age[2] ?? "d"] ?? 1);
    const limit = now - days * 86_400_000;
    return name === "newer_than" ? (one) => at(one) >= limit : (one) => at(one) < limit;
  }
  const limit = /^\d{9,}$/.test(value)
    ? Number(value) * 1000
    : Date.parse(`${value.replaceAll("/", "-")}T00:00:00Z`);
  if (Number.isNaN(limit)) return undefined;
  if (name === "after" || name === "newer") return (one) => at(one) >= limit;
  return name === "before" || name === "older" ? (one) => at(one) < limit : undefined;
}

function wordMatcher(word: string): Matcher {
  return (one) =>
    [one.subject, one.from, one.to, one.cc, one.body_text, one.body_html].some((text) =>
      (text ?? "").toLowerCase().includes(word),
    );
}

function plain(text: string): string {
  return text.replace(/^"([^"]*)"$/, "$1").toLowerCase();
}
