/** Characters of a token endpoint's answer; real ones stay below 20,000. */
const MAX_BODY = 1024 * 1024;
/** How deep the objects of an answer go. Slack's go 2 deep, Notion's 4. */
const MAX_DEPTH = 8;

/** The fields of an answer, own properties of a plain object. */
export type TokenBody = Record<string, unknown>;

export const isObject = (value: unknown): value is TokenBody =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/**
 * A JSON object, or a form (GitHub without `Accept: application/json`). Anything else (a page, a list, XML, nothing)
 * is no answer: undefined. Of a field that JSON names twice the last counts, for us and for whoever reads what we
 * pass on; a form that names one twice is refused (RFC 6749 section 3.2). `__proto__` and what is nested deeper than
 * `MAX_DEPTH` are left out.
 */
export function readTokenBody(body: string): TokenBody | undefined {
  if (body.length > MAX_BODY) return undefined;
  try {
    const json: unknown = JSON.parse(body);
    return isObject(json) ? (plain(json, 1) as TokenBody) : undefined;
  } catch {
    return readForm(body.trim());
  }
}

function readForm(body: string): TokenBody | undefined {
  if (!/^[\w.~-]+=[^<>\s]*$/.test(body)) return undefined;
  const form = [...new URLSearchParams(body)].filter(([name]) => name !== "__proto__");
  const names = new Set(form.map(([name]) => name));
  return names.size === form.length ? Object.fromEntries(form) : undefined;
}

/** A copy without what could harm whoever reads it, or the writing of it as JSON. */
function plain(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  const kept = Object.entries(value).filter(([name]) => name !== "__proto__");
  return Object.fromEntries(kept.map(([name, item]) => [name, plain(item, depth + 1)]));
}
