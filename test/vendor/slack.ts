import ts from "typescript";
import { type Asked, type Finding, once, readRequest, type VendorRequest } from "./request.ts";
import { slackDescription } from "./slack-description.ts";

/**
 * What in these requests the argument types of Slack's client do not know: methods, arguments, kinds of values, what is
 * missing. Files and signed upload addresses are no methods and are left out. Empty: everything is as described.
 */
export function checkSlack(requests: readonly VendorRequest[]): Finding[] {
  return once(
    requests
      .map(readRequest)
      .filter(({ path }) => path.startsWith("/api/"))
      .flatMap(checkOne),
  );
}

function checkOne(asked: Asked): Finding[] {
  const method = asked.path.slice("/api/".length);
  const named = `${asked.method} ${asked.path}`;
  if (asked.method !== "GET" && asked.method !== "POST") return [`${named}: this method is not known`];
  const { checker, argumentsOf } = slackDescription();
  const type = argumentsOf(method);
  if (!type) return [`${named}: ${method} is not known`];
  if (asked.bytes) return [`${named}: bytes are not known here`];
  const twice = [...asked.query]
    .filter(([, texts]) => texts.length > 1)
    .map(([name]) => `${name} is given twice`);
  const query = Object.fromEntries([...asked.query].map(([name, [text]]) => [name, text]));
  const isText = asked.contentType === "application/x-www-form-urlencoded";
  const body = (asked.body ?? {}) as Record<string, unknown>;
  // What comes as text (an address, a form) stands for what it reads as; JSON stands for itself.
  const texts = { ...query, ...(isText && body) };
  const whole = isText ? {} : body;
  const breaches = new Breaches(checker);
  const wrong = breaches.of({ ...texts, ...whole }, type, "", new Set(Object.keys(texts)));
  return [...twice, ...wrong].map((what) => `${named}: ${what}`);
}

const place = (at: string, name: string) => (at === "" ? name : `${at}.${name}`);

class Breaches {
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** `texts`: the arguments that came as text. */
  of(value: unknown, type: ts.Type, at: string, texts: ReadonlySet<string> = new Set()): string[] {
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
    if (type.isUnion()) return this.#union(value, type.types, at, texts);
    const scalar = scalarOf(type);
    if (scalar !== undefined)
      return fits(value, type, scalar) ? [] : [`${at} is no ${wordFor(type, scalar)}`];
    if (this.#checker.isArrayType(type) || this.#checker.isTupleType(type))
      return this.#array(value, type, at);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no object`];
    return this.#object(value as Record<string, unknown>, type, at, texts);
  }

  /** What is wrong with the member that fits best. `undefined` only says that an argument may be left out. */
  #union(value: unknown, types: readonly ts.Type[], at: string, texts: ReadonlySet<string>): string[] {
    const members = types.filter((one) => !(one.flags & ts.TypeFlags.Undefined));
    let fewest: string[] | undefined;
    for (const member of this.#ofKind(value, members)) {
      const found = this.of(value, member, at, texts);
      if (found.length === 0) return found;
      if (fewest === undefined || found.length < fewest.length) fewest = found;
    }
    const scalars = members.map((one) => [one, scalarOf(one)] as const);
    if (fewest === undefined || scalars.some(([, scalar]) => scalar === undefined)) return fewest ?? [];
    return [`${at} is no ${scalars.map(([one, scalar]) => wordFor(one, scalar ?? "never")).join(" or ")}`];
  }

  /** Blocks say by their `type` which of some sixty they are: the others are not looked through. */
  #ofKind(value: unknown, members: readonly ts.Type[]): readonly ts.Type[] {
    const kind = typeof value === "object" && value !== null ? (value as { type?: unknown }).type : undefined;
    if (typeof kind !== "string") return members;
    const same = members.filter((member) => {
      const symbol = this.#checker.getPropertyOfType(member, "type");
      const type = symbol && this.#checker.getTypeOfSymbol(symbol);
      return type?.isStringLiteral() === true && type.value === kind;
    });
    return same.length > 0 ? same : members;
  }

  #array(value: unknown, type: ts.Type, at: string): string[] {
    if (!Array.isArray(value)) return [`${at} is no array`];
    const item = this.#checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    return item ? value.flatMap((one, n) => this.of(one, item, `${at}[${n}]`)) : [];
  }

  #object(value: Record<string, unknown>, type: ts.Type, at: string, texts: ReadonlySet<string>): string[] {
    const properties = new Map(this.#checker.getPropertiesOfType(type).map((one) => [one.name, one]));
    const index = this.#checker.getIndexTypeOfType(type, ts.IndexKind.String);
    const missing = [...properties.values()]
      .filter(({ name, flags }) => !(flags & ts.SymbolFlags.Optional) && value[name] === undefined)
      .map(({ name }) => `${place(at, name)} is missing`);
    const wrong = Object.entries(value).flatMap(([name, item]) => {
      const symbol = properties.get(name);
      const known = symbol ? this.#checker.getTypeOfSymbol(symbol) : index;
      if (!known) return [`${place(at, name)} is not known`];
      const read = texts.has(name) ? readings(item) : [item];
      return read
        .map((one) => this.of(one, known, place(at, name)))
        .toSorted((one, other) => one.length - other.length)[0] as string[];
    });
    return [...missing, ...wrong];
  }
}

/** What a text may stand for: itself, or a number, a boolean or an object written as JSON. */
function readings(text: unknown): unknown[] {
  if (typeof text !== "string") return [text];
  const readable: unknown[] = [text];
  try {
    readable.push(JSON.parse(text));
  } catch {
    // It is a plain text.
  }
  return readable;
}

type Scalar = "string" | "number" | "boolean" | "never" | "null";
const SCALARS: readonly (readonly [ts.TypeFlags, Scalar])[] = [
  [ts.TypeFlags.StringLike | ts.TypeFlags.TemplateLiteral, "string"],
  [ts.TypeFlags.NumberLike, "number"],
  [ts.TypeFlags.BooleanLike, "boolean"],
  [ts.TypeFlags.Never | ts.TypeFlags.Undefined, "never"],
  [ts.TypeFlags.Null, "null"],
];
const scalarOf = (type: ts.Type): Scalar | undefined => SCALARS.find(([flag]) => type.flags & flag)?.[1];

function fits(value: unknown, type: ts.Type, scalar: Scalar): boolean {
  if (scalar === "never") return false;
  if (scalar === "null") return value === null;
  if (typeof value !== scalar) return false;
  if (type.isStringLiteral() || type.isNumberLiteral()) return value === type.value;
  if (type.flags & ts.TypeFlags.BooleanLiteral) return String(value) === intrinsicName(type);
  return true;
}

/** `true` and `false` are types of their own, with no public name but the printed one. */
const intrinsicName = (type: ts.Type): string => (type as ts.Type & { intrinsicName: string }).intrinsicName;

const wordFor = (type: ts.Type, scalar: Scalar): string =>
  type.isStringLiteral() || type.isNumberLiteral() ? JSON.stringify(type.value) : scalar;
