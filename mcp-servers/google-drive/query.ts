import { ToolError } from "../kit/index.ts";
import { typesMeant } from "./mime.ts";

/** A string of the query language. https://developers.google.com/workspace/drive/api/guides/search-files */
export function literal(text: string): string {
  return `'${text.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
}

export interface Search {
  query?: string | undefined;
  name_contains?: string | undefined;
  types?: readonly string[] | undefined;
  in_folder?: string | undefined;
  owner?: string | undefined;
  modified_after?: string | undefined;
  raw_q?: string | undefined;
}

/** The query that asks for all of it at once. Everything that came from outside is inside a literal, or in parentheses. */
export function searchQuery(asked: Search, options: { fullText: boolean }): string {
  const { types = [], in_folder, modified_after, raw_q } = asked;
  const [query, name_contains, owner] = [asked.query, asked.name_contains, asked.owner].map(unlessBlank);
  const terms = [
    ...(query === undefined ? [] : [`${options.fullText ? "fullText" : "name"} contains ${literal(query)}`]),
    ...(name_contains === undefined ? [] : [`name contains ${literal(name_contains)}`]),
    ...(types.length === 0 ? [] : [anyOf(types.flatMap(typesMeant).map(ofType))]),
    ...(in_folder === undefined ? [] : [`${literal(in_folder)} in parents`]),
    ...(owner === undefined ? [] : [`${literal(owner)} in owners`]),
    ...(modified_after === undefined ? [] : [`modifiedTime > ${literal(instant(modified_after))}`]),
    ...(raw_q !== undefined && asksFor(raw_q, "trashed") ? [] : ["trashed = false"]),
    ...(raw_q === undefined ? [] : [group(raw_q)]),
  ];
  return terms.join(" and ");
}

/** Google refuses to look for nothing. */
const unlessBlank = (text: string | undefined) => (text?.trim() ? text : undefined);

const anyOf = (terms: readonly string[]): string =>
  terms.length === 1 ? String(terms[0]) : `(${[...new Set(terms)].join(" or ")})`;
const ofType = (type: string): string => `mimeType ${type.endsWith("/") ? "contains" : "="} ${literal(type)}`;

/** RFC 3339 in UTC, without fractions, as the query language takes it. */
function instant(text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(text.trim())
    ? new Date(
        /T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text) || !text.includes("T") ? text.trim() : `${text.trim()}Z`,
      )
    : undefined;
  if (!at || Number.isNaN(at.getTime())) {
    throw new ToolError(
      "bad_argument",
      "`modified_after` is not a date such as 2026-03-01 or 2026-03-01T09:00:00Z.",
    );
  }
  return at.toISOString().slice(0, 19);
}

const LITERALS = /'(?:[^'\\]|\\.)*'/gs;
/** What is left of a query without its strings. */
const bare = (query: string): string => query.replace(LITERALS, "''");

/** Whether a query of Google's language uses a term outside its strings. */
export const asksFor = (query: string, term: string): boolean =>
  new RegExp(`(?<![\\w])${term}(?![\\w])`).test(bare(query));

/** Somebody's query as one operand. Refused where it would close the parentheses around it, or leave a string open. */
function group(query: string): string {
  let depth = 0;
  const rest = bare(query).replaceAll("''", "");
  for (const sign of rest) {
    if (sign === "(") depth += 1;
    if (sign === ")") depth -= 1;
    if (sign === "'" || depth < 0) break;
  }
  if (depth !== 0 || rest.includes("'") || query.trim() === "") {
    throw new ToolError(
      "bad_argument",
      "`raw_q` has a string or a parenthesis without its end. Write it as Drive's query language: name contains 'plan' and starred = true.",
    );
  }
  return `(${query})`;
}
