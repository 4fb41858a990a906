import ts from "typescript";
import {
  type GoogleApi,
  type GoogleDescription,
  type GoogleMethod,
  googleDescription,
  type Properties,
  propertiesOf,
} from "./google-description.ts";
import { type Asked, type Finding, once, readRequest, type VendorRequest } from "./request.ts";

/** Where each API begins; https://www.googleapis.com holds two of them. */
const PLACES: Readonly<Record<GoogleApi, RegExp>> = {
  gmail: /^(?:\/(?:resumable\/)?upload)?\/gmail\//,
  calendar: /^\/calendar\//,
  drive: /^(?:\/(?:resumable\/)?upload)?\/drive\//,
  docs: /^\/v1\/documents\b/,
  sheets: /^\/v4\/spreadsheets\b/,
  slides: /^\/v1\/presentations\b/,
};
/** Of the upload protocols, not of one method: https://developers.google.com/workspace/drive/api/guides/manage-uploads */
const UPLOAD_PARAMETERS = ["uploadType", "upload_id"];

/**
 * What in these requests Google's types of one API do not know: paths, methods, parameters, fields, kinds of values,
 * what is missing. Requests to Google's other APIs are left to their own call. Empty: everything is as described.
 */
export function checkGoogle(api: GoogleApi, requests: readonly VendorRequest[]): Finding[] {
  const mine = requests.map(readRequest).filter(({ path }) => PLACES[api].test(path));
  return once(mine.flatMap((asked) => checkOne(googleDescription(api), asked)));
}

function checkOne(description: GoogleDescription, asked: Asked): Finding[] {
  const fitting = description.methods.filter(({ template }) => template.pattern.test(asked.path));
  // The rest of a resumable upload is a PUT to the address that its first request began at.
  const isRest = asked.method === "PUT" && asked.query.has("upload_id");
  const method = fitting.find((one) => one.httpMethod === asked.method || (isRest && one.upload));
  if (!method) {
    const place = fitting[0]?.template.path ?? asked.path;
    return [`${asked.method} ${place}: ${fitting.length > 0 ? "this method" : "this path"} is not known`];
  }
  const wrong = [
    ...queryBreaches(description, method, asked),
    ...(isRest ? [] : bodyBreaches(description, method, asked)),
  ];
  return wrong.map((what) => `${asked.method} ${method.template.path}: ${what}`);
}

function queryBreaches({ standard }: GoogleDescription, method: GoogleMethod, { query }: Asked): string[] {
  const { template, upload, parameters, requiredParameters } = method;
  const inPath = [...template.path.matchAll(/\{\+?([^}]+)\}/g)].map(([, name]) => name);
  const missing = requiredParameters.filter((name) => !inPath.includes(name) && !query.has(name));
  const wrong = [...query].flatMap(([name, texts]) => {
    if (UPLOAD_PARAMETERS.includes(name)) return upload ? [] : [`query ${name} is not known here`];
    const notHere = ["requestBody", "media", "resource", "auth"].includes(name) || inPath.includes(name);
    const property = notHere ? undefined : (parameters.get(name) ?? standard.get(name));
    return property ? textBreaches(texts, property.type, `query ${name}`) : [`query ${name} is not known`];
  });
  return [...missing.map((name) => `query ${name} is missing`), ...wrong];
}

function textBreaches(texts: readonly string[], type: ts.TypeNode, at: string): string[] {
  if (ts.isArrayTypeNode(type)) return texts.flatMap((text) => textBreaches([text], type.elementType, at));
  if (ts.isUnionTypeNode(type)) {
    const all = type.types.map((one) => textBreaches(texts, one, at));
    return all.find((one) => one.length === 0) ?? all[0] ?? [];
  }
  if (texts.length > 1) return [`${at} is given twice`];
  const [text = ""] = texts;
  if (type.kind === ts.SyntaxKind.BooleanKeyword)
    return text === "true" || text === "false" ? [] : [`${at} is no boolean`];
  if (type.kind === ts.SyntaxKind.NumberKeyword)
    return /^-?\d+(\.\d+)?$/.test(text) ? [] : [`${at} is no number`];
  return [];
}

function bodyBreaches(
  description: GoogleDescription,
  method: GoogleMethod,
  { body, bytes }: Asked,
): string[] {
  if (bytes && !method.upload) return ["bytes are not known here"];
  if (body === undefined) return [];
  const type = method.parameters.get("requestBody")?.type;
  if (!type) return ["a body is not known"];
  return breaches(body, type, "body", {
    interfaces: description.interfaces,
    clears: method.httpMethod === "PATCH",
  });
}

interface Reading {
  interfaces: ReadonlyMap<string, Properties>;
  /** A patch clears any field by null: https://developers.google.com/workspace/calendar/api/guides/performance#patch */
  clears: boolean;
}

function breaches(value: unknown, type: ts.TypeNode, at: string, reading: Reading): string[] {
  const next = (item: unknown, of: ts.TypeNode, place: string) => breaches(item, of, place, reading);
  if (ts.isUnionTypeNode(type)) {
    const all = type.types.map((one) => next(value, one, at));
    return all.toSorted((one, other) => one.length - other.length)[0] ?? [];
  }
  if (ts.isParenthesizedTypeNode(type)) return next(value, type.type, at);
  if (type.kind === ts.SyntaxKind.AnyKeyword) return [];
  const kind = SCALARS.get(type.kind);
  if (kind !== undefined) return typeof value === kind ? [] : [`${at} is no ${kind}`];
  if (ts.isLiteralTypeNode(type)) return value === null ? [] : [`${at} is not null`];
  const item = elementOf(type);
  if (item) {
    if (!Array.isArray(value)) return [`${at} is no array`];
    return value.flatMap((one, n) => next(one, item, `${at}[${n}]`));
  }
  const [properties, other] = membersOf(type, reading.interfaces);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no object`];
  return Object.entries(value).flatMap(([name, one]) => {
    const known = properties.get(name)?.type ?? other;
    if (!known) return [`${at}.${name} is not known`];
    return one === null && reading.clears ? [] : next(one, known, `${at}.${name}`);
  });
}

const SCALARS = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.StringKeyword, "string"],
  [ts.SyntaxKind.NumberKeyword, "number"],
  [ts.SyntaxKind.BooleanKeyword, "boolean"],
]);

/** Of `T[]` and `Array<T>`. */
function elementOf(type: ts.TypeNode): ts.TypeNode | undefined {
  if (ts.isArrayTypeNode(type)) return type.elementType;
  return ts.isTypeReferenceNode(type) && type.typeName.getText() === "Array"
    ? type.typeArguments?.[0]
    : undefined;
}

/** Named properties, and the type of all others where it has an index signature. */
function membersOf(
  type: ts.TypeNode,
  interfaces: ReadonlyMap<string, Properties>,
): [Properties, ts.TypeNode | undefined] {
  if (ts.isTypeLiteralNode(type))
    return [propertiesOf(type.members), type.members.find(ts.isIndexSignatureDeclaration)?.type];
  const properties = ts.isTypeReferenceNode(type) ? interfaces.get(type.typeName.getText()) : undefined;
  if (!properties) throw new Error(`test/vendor/google.ts cannot read the type ${type.getText()}.`);
  return [properties, undefined];
}
