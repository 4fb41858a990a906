/**
 * The one place every string of an audit row passes: what a log reader, a terminal or a spreadsheet could take for
 * structure is removed, and size is bounded. Lone surrogates go too, since PostgreSQL refuses them in jsonb.
 */

export const limits = {
  /** UTF-16 units. */
  text: 300,
  items: 200,
  keys: 40,
  depth: 4,
  /** Characters of `data` as JSON. */
  data: 16_384,
} as const;

// C0, DEL and C1; line and paragraph separator; direction overrides; byte order mark.
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

export function cleanText(text: string, max: number = limits.text): string {
  const safe = text
    .slice(0, max * 2)
    .toWellFormed()
    .replace(unsafe, "");
  if (safe.length <= max && text.length <= max * 2) return safe;
  return `${safe.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON copy of `data` within the limits. What does not fit is named by its size, so that a cut is visible. */
export function cleanData(data: Readonly<Record<string, unknown>>): { [key: string]: Json } {
  const safe = cleanRecord(data, 1);
  const size = JSON.stringify(safe).length;
  return size <= limits.data ? safe : { oversized: size, keys: Object.keys(safe) };
}

function cleanRecord(record: object, depth: number): { [key: string]: Json } {
  const safe: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(record).slice(0, limits.keys)) {
    // `__proto__` as a key would set the prototype and vanish from the row.
    if (value !== undefined && key !== "__proto__") safe[cleanText(key, 64)] = cleanValue(value, depth);
  }
  return safe;
}

function cleanValue(value: unknown, depth: number): Json {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value !== "object" || depth >= limits.depth) return "[left out]";
  if (!Array.isArray(value)) return cleanRecord(value, depth + 1);
  const items = value.slice(0, limits.items).map((item) => cleanValue(item ?? null, depth + 1));
  if (value.length > items.length) items.push(`… ${value.length - items.length} more`);
  return items;
}
