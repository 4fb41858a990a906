import { z } from "zod";

export interface JsonObject {
  type: "object";
  properties?: Record<string, object>;
  required?: string[];
  [key: string]: unknown;
}
type Json = Readonly<Record<string, unknown>>;

/** How closely a schema is kept: all of what is taken, only names and kinds of what is answered. */
type Keep = "all" | "shape";

/**
 * A tool's schema as agents read it (JSON Schema 2020-12). Every byte of it is paid for in every conversation, so what
 * helps no agent is left out: of what a tool takes, the limits that every JavaScript integer has, nothing else; of what
 * it answers, which fields are always there, that there are no others, the kind of what is listed, what is said twice,
 * and the fields that all answers have in common, which `ENVELOPE` says once for a whole server.
 */
export function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const { $schema: _, ...made } = z.toJSONSchema(schema, { io });
  if (io === "input") return without(made, "all") as JsonObject;
  const { properties, ...plain } = without(made, "shape") as JsonObject;
  const own = Object.entries(properties ?? {}).filter(
    ([name, one]) => name !== "warnings" || !isSentences(one),
  );
  return saidOnce({ ...plain, properties: Object.fromEntries(own) });
}

/** What the answers of all tools have in common, in words: the schemas of single tools leave it out. */
export const ENVELOPE =
  "In results, `next_cursor` is the `cursor` of the next call with the same arguments; `truncated` {returned, total, next_cursor} says that a text was cut; `warnings` are sentences about what is missing.";

const isSentences = (schema: object): boolean =>
  JSON.stringify(schema) === '{"type":"array","items":{"type":"string"}}';

/** Keys whose values are names of properties, not keywords. */
const NAMES = ["properties", "$defs"];
const SCHEMAS = ["items", "prefixItems", "additionalProperties", "propertyNames"];
/** Schemas of which one or all must fit: they are told apart by all that is in them. */
const CHOICES = ["anyOf", "oneOf", "allOf", "not"];

function without(value: unknown, keep: Keep): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, keep));
  if (!isObject(value)) return value;
  if (keep === "shape" && isCut(value)) return { type: "object" };
  const kept = Object.entries(value).filter(([keyword, one]) => !isIdle(keyword, one, value, keep));
  return Object.fromEntries(
    kept.map(([keyword, one]) => {
      if (NAMES.includes(keyword) && isObject(one))
        return [keyword, mapped(one, (schema) => without(schema, keep))];
      if (CHOICES.includes(keyword)) return [keyword, without(one, "all")];
      // What a default, an enum or a const holds is data.
      return [keyword, SCHEMAS.includes(keyword) ? without(one, keep) : one];
    }),
  );
}

/** `truncated`, by its fields. */
const isCut = ({ properties }: Json): boolean =>
  isObject(properties) && Object.keys(properties).sort().join() === "next_cursor,returned,total";

function isIdle(keyword: string, value: unknown, schema: Json, keep: Keep): boolean {
  if (keyword === "minimum") return value === Number.MIN_SAFE_INTEGER;
  if (keyword === "maximum") return value === Number.MAX_SAFE_INTEGER;
  // Every name is a string.
  if (keyword === "propertyNames") return JSON.stringify(value) === '{"type":"string"}';
  if (keep === "all") return false;
  if (keyword === "required") return true;
  if (keyword === "additionalProperties") return value === false;
  return keyword === "type" && ("enum" in schema || "const" in schema);
}

interface Repeated {
  text: string;
  name: string;
  count: number;
}

/** Moves objects that are there more than once to `$defs`, what saves most first, while that is shorter. */
function saidOnce(schema: JsonObject): JsonObject {
  const $defs: Record<string, Json> = {};
  let properties: Json = schema.properties ?? {};
  for (;;) {
    const all = repeated([properties, ...Object.values($defs).map((one) => one.properties as Json)]);
    const [most] = all.toSorted((one, other) => savingOf(other) - savingOf(one));
    if (!most || savingOf(most) <= 0) break;
    const { text } = most;
    const name = Object.hasOwn($defs, most.name) ? `${most.name}_${Object.keys($defs).length}` : most.name;
    const refer = (value: unknown): unknown => {
      if (!isObject(value)) return Array.isArray(value) ? value.map(refer) : value;
      return JSON.stringify(value) === text ? { $ref: `#/$defs/${name}` } : mapped(value, refer);
    };
    properties = mapped(properties, refer);
    for (const [other, one] of Object.entries($defs)) $defs[other] = mapped(one, refer);
    $defs[name] = JSON.parse(text) as Json;
  }
  if (Object.keys($defs).length === 0) return schema;
  return { ...schema, properties: properties as Record<string, object>, $defs };
}

/** Bytes: all but one of it go, references and a definition come. */
const savingOf = ({ text, name, count }: Repeated): number =>
  text.length * (count - 1) - count * (name.length + 18) - (name.length + 14);

/** Every object schema below, with a name after the property that holds it. */
function repeated(places: readonly Json[]): Repeated[] {
  const found = new Map<string, Repeated>();
  const look = (properties: Json): void => {
    for (const [name, value] of Object.entries(properties)) {
      if (!isObject(value)) continue;
      const schema = isObject(value.items) ? value.items : value;
      if (!isObject(schema.properties)) continue;
      const text = JSON.stringify(schema);
      const known = found.get(text);
      found.set(text, { text, name: known?.name ?? name, count: (known?.count ?? 0) + 1 });
      look(schema.properties);
    }
  };
  for (const properties of places) look(properties);
  return [...found.values()];
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const mapped = (object: Json, change: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
