/**
 * Every tool against the contract that was agreed before it was written: `contract.json`, in the notation
 * `name!:kind=default`. `!` required; `s500` string of at most 500 characters, `i1-50` integer, `b` boolean, `e(a/b)` one
 * of these, `o` object, `d` a date or a time, `…[10]` a list of at most 10.
 */
import { readFileSync } from "node:fs";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/client/validators/ajv";
import { describe, expect, test } from "vitest";
import { openRegistry } from "../gateway/catalog/index.ts";
import { providers, servers } from "./index.ts";

interface Promised {
  hints: string;
  arguments: string;
}
const contract = JSON.parse(readFileSync(new URL("contract.json", import.meta.url), "utf8")) as Record<
  string,
  Record<string, Promised>
>;
const registry = openRegistry(providers, servers);

/** Arguments that tools have beyond the contract. All are optional. */
const MORE: Readonly<Record<string, string>> = {
  "github_create_issue.idempotency_key": "a call that is sent again must not open a second issue",
};

/** Arguments that are written otherwise than in the contract: what it says, and why. */
const OTHERWISE: Readonly<Record<string, { is: string; why: string }>> = {
  "github_get_pull_request.include": {
    is: "include:e(body/mergeability/checks/reviews/files)[5]",
    why: "names the parts that there are: an agent cannot guess them",
  },
};

interface Schema {
  type?: string;
  enum?: readonly string[];
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: unknown;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
}

function kindOf(schema: Schema): string {
  const { type, items, minimum, maximum, maxLength = "", maxItems = "" } = schema;
  if (schema.enum) return `e(${schema.enum.join("/")})`;
  if (items) return `${kindOf(items)}[${maxItems}]`;
  if (type === "string") return `s${maxLength}`;
  if (type === "integer") return `i${minimum}-${maximum}`;
  return type?.[0] ?? (schema.anyOf ?? schema.oneOf ?? []).map(kindOf).join("|");
}

function notationOf({ properties = {}, required = [] }: Schema): string[] {
  return Object.entries(properties).map(([name, schema]) => {
    const value = schema.default;
    const preset = value === undefined ? "" : `=${typeof value === "string" ? value : JSON.stringify(value)}`;
    return `${name}${required.includes(name) ? "!" : ""}:${kindOf(schema)}${preset}`;
  });
}

/** Lists of objects have the limit that the tool gives them; dates are what the tool takes for dates. */
const asPromised = (argument: string) =>
  argument.replace(/:o\[\d+\]/, ":o[]").replace(/^(start|end)(!?):[so|\d]+$/, "$1$2:d");

describe.each(servers.map((server) => ({ server, id: server.id })))("$id", ({ server }) => {
  const promised = contract[server.id];
  const { tools, present } = registry.servers.get(server.id)!;
  const listed = [...tools.values()];

  test.runIf(promised)("has the tools of the contract, in its order, and no other", () => {
    expect(listed.map(({ listing }) => listing.name)).toEqual(Object.keys(promised ?? {}));
  });

  test("names its tools after itself", () => {
    const prefix = `${server.id.split("_").at(-1)}_`;
    for (const { tool } of listed) expect(tool.name).toMatch(new RegExp(`^${prefix}[a-z]+(_[a-z]+)*$`));
  });

  test.each(promised ? listed : [])("$tool.name takes what the contract says", ({ tool, listing }) => {
    const { name } = tool;
    const { hints, arguments: list } = promised?.[name] ?? { hints: "", arguments: "" };
    const wanted = list
      .split(" ")
      .filter(Boolean)
      .map((one) => OTHERWISE[`${name}.${nameOf(one)}`]?.is ?? one);
    const is = notationOf(listing.inputSchema as Schema).map(asPromised);
    const more = is.filter((one) => MORE[`${name}.${nameOf(one)}`] !== undefined);
    expect(more.filter((one) => one.includes("!"))).toEqual([]);
    expect(is.filter((one) => !more.includes(one)).toSorted()).toEqual(wanted.toSorted());
    const { readOnlyHint, destructiveHint, idempotentHint } = listing.annotations;
    const effect = readOnlyHint ? "read" : destructiveHint ? "destructive" : "write";
    expect([effect, ...(idempotentHint ? ["idempotent"] : [])].join(" ")).toBe(hints);
  });

  test.each(listed)(
    "$tool.name is marked as what it does, and takes nothing unknown",
    ({ tool, listing }) => {
      expect(listing.annotations).toEqual({
        title: tool.title,
        readOnlyHint: tool.effect === "read",
        destructiveHint: tool.effect === "destructive",
        idempotentHint: tool.effect === "read" || tool.idempotent === true,
        openWorldHint: true,
      });
      expect(listing.inputSchema.additionalProperties).toBe(false);
    },
  );

  test.each(listed)("$tool.name says what it is for and what it answers", ({ listing }) => {
    expect(listing.title).toMatch(/^[A-Z].{2,40}$/);
    expect(listing.description).toMatch(/^[A-Z].{8,300}\.$/s);
    expect(Object.keys(listing.outputSchema.properties ?? {}).length).toBeGreaterThan(0);
    const ajv = new AjvJsonSchemaValidator();
    for (const schema of [listing.inputSchema, listing.outputSchema]) {
      expect(schema.type).toBe("object");
      expect(() => ajv.getValidator(schema)).not.toThrow();
    }
  });

  test("asks for scopes that a person can be told about, and offers no more than that", () => {
    const { provider } = registry.servers.get(server.id)!;
    const known = [provider, ...Object.values(provider.variants ?? {})].flatMap(({ scopes = {} }) =>
      Object.keys(scopes),
    );
    for (const { tool } of listed) {
      expect(tool.scopes.length, tool.name).toBeGreaterThan(0);
      const named: string[] = [...tool.scopes.flat(), ...(tool.extras ?? []).flatMap(({ scopes }: { scopes: readonly string[] }) => scopes)]; // biome-ignore format: one line
      expect(
        named.filter((scope) => !known.includes(scope)),
        tool.name,
      ).toEqual([]);
    }
  });

  test("answers to the former names of its tools, and lists none of them", () => {
    for (const [former, now] of Object.entries(server.aliases ?? {})) {
      expect(tools.has(former)).toBe(false);
      expect(tools.has(now)).toBe(true);
      expect(present(former)).toBe(now);
    }
  });
});

const nameOf = (argument: string): string => argument.split(/[!:]/)[0] ?? "";

test("no tool, and no former name of one, is there twice", () => {
  const names = servers.flatMap(({ tools, aliases = {} }) => [
    ...tools.map(({ name }) => name),
    ...Object.keys(aliases),
  ]);
  expect(names).toEqual([...new Set(names)]);
});

test("every server of the contract is there", () => {
  expect(Object.keys(contract).filter((id) => !registry.servers.has(id))).toEqual([]);
});

test("the list is the same whenever it is made", () => {
  const again = openRegistry(providers, servers);
  const text = (one: typeof registry) =>
    JSON.stringify(
      [...one.servers.values()].map(({ tools }) => [...tools.values()].map(({ listing }) => listing)),
    );
  expect(text(again)).toBe(text(registry));
});

test("what the contract's exceptions name is there", () => {
  const all = servers.flatMap(({ tools }) => tools.flatMap(({ name, input }) => Object.keys(input.shape).map((one) => `${name}.${one}`))); // biome-ignore format: one line
  expect([...Object.keys(MORE), ...Object.keys(OTHERWISE)].filter((one) => !all.includes(one))).toEqual([]);
});
