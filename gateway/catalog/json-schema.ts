import { z } from "zod";

export interface JsonObject {
  type: "object";
  properties?: Record<string, object>;
  required?: string[];
  [key: string]: unknown;
}
type Json = Readonly<Record<string, unknown>>;

/**
 * A tool's schema as agents read it (JSON Schema 2020-12). Every byte of it is paid for in every conversation, so what
 * tells an agent nothing is left out: limits that are those of every JavaScript integer and, where we answer, that
 * there are no further properties, the kind of what is listed, and whatever is said twice. Inputs stay as strict as
 * they are.
 */
export function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const { $schema: _, ...made } = z.toJSONSchema(schema, { io });
  const plain = without(made, io) as JsonObject;
  return io === "input" ? plain : saidOnce(plain);
}

/** Keys whose values are names of properties, not keywords. */
const NAMES = ["properties", "$defs"];

function without(value: unknown, io: "input" | "output"): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, io));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([keyword, one]) => !isIdle(keyword, one, value, io));
  return Object.fromEntries(
    kept.map(([keyword, one]) => {
      if (NAMES.includes(keyword) && isObject(one))
        return [keyword, mapped(one, (schema) => without(schema, io))];
      // What a default, an enum or a const holds is data.
      return [keyword, SCHEMAS.has(keyword) ? without(one, io) : one];
    }),
  );
}
const SCHEMAS = new Set(["items", "prefixItems", "anyOf", "oneOf", "allOf", "not", "additionalProperties", "propertyNames"]); // biome-ignore format: one line

function isIdle(keyword: string, value: unknown, schema: Json, io: "input" | "output"): boolean {
  if (keyword === "minimum") return value === Number.MIN_SAFE_INTEGER;
  if (keyword === "maximum") return value === Number.MAX_SAFE_INTEGER;
  if (io === "input") return false;
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
