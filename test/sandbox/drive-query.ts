import { DriveError, fileNotFound } from "./drive-errors.ts";
import type { DriveItem } from "./drive-types.ts";

/**
 * The query language of files.list (ours): the terms that are listed in
 * https://developers.google.com/workspace/drive/api/guides/ref-search-terms, with their operators and no others.
 */
export interface Facts {
  words(item: DriveItem): string;
  isTrashed(item: DriveItem): boolean;
  properties(item: DriveItem): Readonly<Record<string, string>>;
  isStarred(item: DriveItem): boolean;
  /** The id behind `root`; undefined for a folder that the caller may not see. */
  folder(id: string): string | undefined;
  me: string;
}
type Matches = (item: DriveItem) => boolean;

export interface Parsed {
  matches: Matches;
  usesFullText: boolean;
}

const TOKEN = /\s*(?:('(?:[^'\\]|\\.)*')|([A-Za-z]+)|(!=|<=|>=|[=<>(){}]))/sy;

function tokens(q: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (q.slice(at).trim() !== "") {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(q);
    if (!match) throw invalidQuery();
    found.push(match[1] ?? match[2] ?? match[3] ?? "");
    at = TOKEN.lastIndex;
  }
  return found;
}

const invalidQuery = () => new DriveError(400, "invalid", "Invalid Value", "q");
/** Only an apostrophe and a backslash are escaped. */
function stringOf(token: string | undefined): string {
  if (!token?.startsWith("'")) throw invalidQuery();
  return token.slice(1, -1).replace(/\\(.)/gs, (_, sign: string) => {
    if (sign !== "'" && sign !== "\\") throw invalidQuery();
    return sign;
  });
}

export function parseQuery(q: string, facts: Facts): Parsed {
  const list = tokens(q);
  let at = 0;
  let usesFullText = false;
  const next = () => list[at++];
  const peek = () => list[at];
  const expect = (token: string) => {
    if (next() !== token) throw invalidQuery();
  };
  const either = (): Matches => {
    const parts = [both()];
    while (peek() === "or") {
      at += 1;
      parts.push(both());
    }
    return (item) => parts.some((one) => one(item));
  };
  const both = (): Matches => {
    const parts = [one()];
    while (peek() === "and") {
      at += 1;
      parts.push(one());
    }
    return (item) => parts.every((matches) => matches(item));
  };
  const one = (): Matches => {
    if (peek() === "not") {
      at += 1;
      const inner = one();
      return (item) => !inner(item);
    }
    if (peek() === "(") {
      at += 1;
      const inner = either();
      expect(")");
      return inner;
    }
    if (peek()?.startsWith("'")) return inCollection();
    return term();
  };
  const inCollection = (): Matches => {
    const value = stringOf(next());
    expect("in");
    const name = next();
    if (name === "parents") {
      const folder = facts.folder(value);
      if (folder === undefined) throw fileNotFound("");
      return (item) => item.parent === folder;
    }
    const email = (value === "me" ? facts.me : value).toLowerCase();
    const has = (item: DriveItem, rank: readonly string[]) =>
      item.permissions.some((p) => p.emailAddress?.toLowerCase() === email && rank.includes(p.role));
    if (name === "owners") return (item) => item.owner?.toLowerCase() === email;
    if (name === "writers") return (item) => has(item, ["writer", "owner"]);
    if (name === "readers") return (item) => has(item, ["reader", "commenter", "writer", "owner"]);
    throw invalidQuery();
  };
  const term = (): Matches => {
    const name = next() ?? "";
    const operator = next() ?? "";
    if (name === "appProperties" && operator === "has") return property();
    const value = next();
    if (name === "fullText") usesFullText = true;
    return comparison(facts, name, operator, value);
  };
  const property = (): Matches => {
    expect("{");
    expect("key");
    expect("=");
    const key = stringOf(next());
    expect("and");
    expect("value");
    expect("=");
    const value = stringOf(next());
    expect("}");
    return (item) => facts.properties(item)[key] === value;
  };
  const matches = either();
  if (at !== list.length) throw invalidQuery();
  return { matches, usesFullText };
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function comparison(facts: Facts, name: string, operator: string, token: string | undefined): Matches {
  const is = (one: boolean) => (operator === "=" ? one : !one);
  const only = (...operators: string[]) => {
    if (!operators.includes(operator)) throw invalidQuery();
  };
  if (name === "trashed" || name === "starred") {
    only("=", "!=");
    if (token !== "true" && token !== "false") throw invalidQuery();
    const has = name === "trashed" ? facts.isTrashed : facts.isStarred;
    return (item) => is(has(item) === (token === "true"));
  }
  const value = stringOf(token);
  if (name === "name") {
    only("contains", "=", "!=");
    if (operator !== "contains") return (item) => is(item.name.toLowerCase() === value.toLowerCase());
    // Prefixes of words only.
    const wanted = wordsOf(value);
    return (item) => wanted.every((word) => wordsOf(item.name).some((own) => own.startsWith(word)));
  }
  if (name === "fullText") {
    only("contains");
    return (item) => holds(wordsOf(`${item.name} ${item.description ?? ""} ${facts.words(item)}`), value);
  }
  if (name === "mimeType") {
    only("contains", "=", "!=");
    if (operator === "contains") return (item) => item.mimeType.startsWith(value);
    return (item) => is(item.mimeType === value);
  }
  if (name === "modifiedTime" || name === "createdTime") {
    only("<=", "<", "=", "!=", ">", ">=");
    const at = Date.parse(
      /Z|[+-]\d\d:\d\d$/.test(value) ? value : `${value}${value.includes("T") ? "Z" : ""}`,
    );
    if (Number.isNaN(at)) throw invalidQuery();
    const order = (item: DriveItem) => (name === "modifiedTime" ? item.modified : item.created) - at;
    return (item) => compare(order(item), operator);
  }
  throw invalidQuery();
}

function compare(order: number, operator: string): boolean {
  if (operator === "=") return order === 0;
  if (operator === "!=") return order !== 0;
  if (operator.startsWith("<")) return order < 0 || (operator === "<=" && order === 0);
  return order > 0 || (operator === ">=" && order === 0);
}

/** Whole words; in double quotes, one after the other. */
function holds(words: readonly string[], value: string): boolean {
  const phrase = /^\s*"(.*)"\s*$/s.exec(value)?.[1];
  if (phrase === undefined) return wordsOf(value).every((word) => words.includes(word));
  return ` ${words.join(" ")} `.includes(` ${wordsOf(phrase).join(" ")} `);
}
