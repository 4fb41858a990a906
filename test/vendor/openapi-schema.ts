/** As much of a Schema Object as GitHub's description uses: https://spec.openapis.org/oas/v3.0.3#schema-object */
export interface Schema {
  $ref?: string;
  type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
  nullable?: boolean;
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
}

export type Resolve = (schema: Schema) => Schema;

/** What a value breaks, as `<place> <what>`. A property that no schema names counts, unless the schema says it may be there. */
export function breaches(value: unknown, schema: Schema, at: string, resolve: Resolve): string[] {
  const one = flat(schema, resolve);
  if (value === null) return one.nullable || one.type === undefined ? [] : [`${at} is null`];
  const variants = one.oneOf ?? one.anyOf;
  if (variants) {
    const { oneOf: _, anyOf: __, ...base } = one;
    return best(
      variants.map((variant) => breaches(value, flat({ allOf: [base, variant] }, resolve), at, resolve)),
    );
  }
  if (one.enum && !one.enum.includes(value)) return [`${at} is not one of ${one.enum.join(", ")}`];
  const kind = kindOf(one);
  if (kind !== undefined && !isOf(value, kind)) return [`${at} is no ${kind}`];
  if (Array.isArray(value)) return arrayBreaches(value, one, at, resolve);
  if (typeof value === "object") return objectBreaches(value as Record<string, unknown>, one, at, resolve);
  return scalarBreaches(value, one, at);
}

/** The same schema without references and `allOf`. */
function flat(schema: Schema, resolve: Resolve): Schema {
  const { allOf = [], ...own } = resolve(schema);
  return allOf.map((part) => flat(part, resolve)).reduce(both, own);
}

function both(one: Schema, other: Schema): Schema {
  const merged = Object.assign({}, one, other);
  if (one.properties && other.properties) merged.properties = { ...one.properties, ...other.properties };
  if (one.required && other.required) merged.required = [...one.required, ...other.required];
  return merged;
}

const best = (all: string[][]): string[] => all.toSorted((a, b) => a.length - b.length)[0] ?? [];

const kindOf = ({ type, properties }: Schema) => type ?? (properties ? "object" : undefined);

function isOf(value: unknown, type: NonNullable<Schema["type"]>): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && !Array.isArray(value);
  return typeof value === type;
}

function arrayBreaches(value: unknown[], schema: Schema, at: string, resolve: Resolve): string[] {
  const { items, minItems = 0, maxItems = Infinity } = schema;
  return [
    ...(value.length < minItems ? [`${at} has fewer than ${minItems} items`] : []),
    ...(value.length > maxItems ? [`${at} has more than ${maxItems} items`] : []),
    ...(items ? value.flatMap((item, n) => breaches(item, items, `${at}[${n}]`, resolve)) : []),
  ];
}

function objectBreaches(
  value: Record<string, unknown>,
  { properties, required = [], additionalProperties }: Schema,
  at: string,
  resolve: Resolve,
): string[] {
  const missing = required
    .filter((name) => value[name] === undefined)
    .map((name) => `${at}.${name} is missing`);
  // `{type: object}` alone may hold anything.
  const open = additionalProperties ?? properties === undefined;
  const wrong = Object.entries(value).flatMap(([name, item]) => {
    if (item === undefined) return [];
    const own = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (own) return breaches(item, own, `${at}.${name}`, resolve);
    if (open === false) return [`${at}.${name} is not known`];
    return open === true ? [] : breaches(item, open, `${at}.${name}`, resolve);
  });
  return [...missing, ...wrong];
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i;

function scalarBreaches(value: unknown, schema: Schema, at: string): string[] {
  if (typeof value === "number") {
    const { minimum = -Infinity, maximum = Infinity } = schema;
    return value < minimum || value > maximum ? [`${at} is out of bounds`] : [];
  }
  if (typeof value !== "string") return [];
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema;
  if (value.length < minLength || value.length > maxLength) return [`${at} is too short or too long`];
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value))
    return [`${at} does not match ${pattern}`];
  if (format === "date-time" && !DATE_TIME.test(value)) return [`${at} is no date-time`];
  return [];
}

/** A parameter of a query or a path as the value its schema means; text that means none stays text. */
export function fromText(texts: readonly string[], schema: Schema, resolve: Resolve): unknown {
  const { type, items, oneOf, anyOf } = flat(schema, resolve);
  if (type === "array")
    return texts.flatMap((text) => text.split(",")).map((text) => fromText([text], items ?? {}, resolve));
  if (texts.length > 1) return texts;
  const [text = ""] = texts;
  const variants = oneOf ?? anyOf;
  if (variants) {
    const fitting = variants.find(
      (one) => breaches(fromText(texts, one, resolve), one, "", resolve).length === 0,
    );
    return fitting ? fromText(texts, fitting, resolve) : text;
  }
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (type === "integer" || type === "number") return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  return text;
}
