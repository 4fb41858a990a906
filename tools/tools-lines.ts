import type { RegisteredServer, RegisteredTool } from "../gateway/catalog/index.ts";
import { listingsOf, sizeOf } from "./tool-sizes.ts";

type Row = readonly string[];
const number = (value: number): string => value.toLocaleString("en-US");

/** Columns as wide as they must be; those of numbers to the right. */
function table(heading: Row, rows: readonly Row[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const isNumber = heading.map((_, at) => rows.every((row) => /^[\d.,x]+$/.test(row[at] ?? "")));
  return all
    .map((row) => row.map((cell, at) => cell[isNumber[at] ? "padStart" : "padEnd"](widths[at] ?? 0)))
    .map((row) => `${row.join("  ").trimEnd()}\n`)
    .join("");
}

/** One line a server, and one for all. */
export function serverTable(servers: readonly RegisteredServer[]): string {
  const rows = servers.map((server) => [server.spec.id, ...cells(listingsOf(server)), ...effects([server])]);
  const sum = ["all", ...cells(servers.flatMap(listingsOf)), ...effects(servers)];
  const heading = [
    "server",
    "tools",
    "bytes",
    "with output",
    "",
    "tokens",
    "with output",
    "read",
    "write",
    "destructive",
  ];
  const note = "bytes and tokens: what tools/list costs an agent without output schemas, and with them\n";
  return `${table(heading, [...rows, sum])}${note}`;
}

function cells(listings: ReturnType<typeof listingsOf>): Row {
  const { tools, bytes, bytesWithOutput, tokens, tokensWithOutput } = sizeOf(listings);
  const ratio = `${(bytesWithOutput / bytes).toFixed(2)}x`;
  return [
    number(tools),
    number(bytes),
    number(bytesWithOutput),
    ratio,
    number(tokens),
    number(tokensWithOutput),
  ];
}

function effects(servers: readonly RegisteredServer[]): Row {
  const tools = servers.flatMap((server) => [...server.tools.values()]);
  return (["read", "write", "destructive"] as const).map((effect) =>
    number(tools.filter(({ tool }) => tool.effect === effect).length),
  );
}

/** The tools of a server with their sizes, hints and scopes. */
export function toolTable(server: RegisteredServer): string {
  const rows = [...server.tools.values()].map((registered) => {
    const { bytes, bytesWithOutput, tokens } = sizeOf([registered.listing]);
    const { tool } = registered;
    return [
      tool.name,
      number(bytes),
      number(bytesWithOutput),
      number(tokens),
      hintsOf(registered),
      scopesOf(tool),
    ];
  });
  const heading = ["tool", "bytes", "with output", "tokens", "hints", "scopes"];
  return `${server.spec.id}: ${server.spec.title}\n${table(heading, rows)}`;
}

/** Those that are true, by their names in MCP without `Hint`. */
function hintsOf({ listing: { annotations } }: RegisteredTool): string {
  const hints = ["readOnly", "destructive", "idempotent", "openWorld"] as const;
  return hints.filter((hint) => annotations[`${hint}Hint`]).join(" ");
}

const GOOGLE = "https://www.googleapis.com/auth/";
const short = (scope: string) => (scope.startsWith(GOOGLE) ? scope.slice(GOOGLE.length) : scope);
const together = (scopes: readonly string[]) => scopes.map(short).join(" + ");

/** `gmail.labels or gmail.readonly`; Google's without their common beginning. */
export function scopesOf({ scopes }: RegisteredTool["tool"]): string {
  const ways = scopes.map(together);
  return ways.every((way) => way === "") ? "none" : ways.map((way) => way || "none").join(" or ");
}

/** Everything about each tool that an agent or an admin goes by. */
export function serverDetails(server: RegisteredServer): string {
  const { id, title, description, provider, aliases = {} } = server.spec;
  const { tools, bytes, bytesWithOutput, tokens } = sizeOf(listingsOf(server));
  const head = `${id}: ${title} (provider ${provider})\n${description}\n${tools} tools, ${number(bytes)} bytes, ${number(bytesWithOutput)} with output schemas, ${number(tokens)} tokens\n`;
  const former = Object.entries(aliases).map(([old, present]) => `${old} is now ${present}\n`);
  return `${[head, ...[...server.tools.values()].map(toolDetails)].join("\n")}${former.join("")}`;
}

function toolDetails(registered: RegisteredTool): string {
  const { tool, listing } = registered;
  const { properties = {}, required = [] } = listing.inputSchema;
  const rows = Object.entries(properties).map(([name, schema]) => {
    const { description = "", ...kind } = schema as Schema;
    return [`    ${name}`, required.includes(name) ? "required" : defaultOf(kind), kindOf(kind), description];
  });
  const extras = (tool.extras ?? []).map(
    (extra: { title: string; scopes: readonly string[] }) =>
      `  with ${together(extra.scopes)}: ${extra.title}\n`,
  );
  return [
    `${tool.name}\n  ${tool.description}\n`,
    `  effect ${tool.effect}${listing.annotations.idempotentHint ? ", idempotent" : ""} (${hintsOf(registered)})\n`,
    `  scopes ${scopesOf(tool)}\n`,
    ...extras,
    rows.length === 0 ? "  no arguments\n" : `  arguments\n${table(["", "", "", ""], rows).slice(1)}`,
    `  answers ${Object.keys(listing.outputSchema.properties ?? {}).join(", ")}\n`,
  ].join("");
}

interface Schema {
  type?: string;
  enum?: readonly unknown[];
  items?: Schema;
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  anyOf?: readonly Schema[];
}

const defaultOf = ({ default: value }: Schema) =>
  value === undefined ? "" : `default ${JSON.stringify(value)}`;

/** `string, at most 500 characters`; `at most 20 of string, …`. */
function kindOf(schema: Schema): string {
  const { type, items, minimum, maximum, maxLength, maxItems, anyOf } = schema;
  if (schema.enum) return schema.enum.join(" | ");
  if (anyOf) return anyOf.map(kindOf).join(" or ");
  if (items) return `${maxItems === undefined ? "list" : `at most ${maxItems}`} of ${kindOf(items)}`;
  if (maxLength !== undefined) return `${type}, at most ${number(maxLength)} characters`;
  if (minimum === undefined && maximum === undefined) return type ?? "any";
  return `${type}, ${minimum === undefined ? "" : number(minimum)} to ${maximum === undefined ? "" : number(maximum)}`;
}
