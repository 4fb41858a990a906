import { AjvJsonSchemaValidator } from "@modelcontextprotocol/client/validators/ajv";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { truncatedSchema } from "../../mcp-servers/kit/index.ts";
import { ENVELOPE, type JsonObject, schemaOf } from "./json-schema.ts";

const ajv = new AjvJsonSchemaValidator();
const accepts = (schema: JsonObject, value: unknown) => ajv.getValidator(schema)(value).valid;

describe("an input", () => {
  const input = z.strictObject({
    count: z.int(),
    page: z.int().min(1).max(50).default(20),
    kind: z.enum(["a", "b"]).default("a"),
    maximum: z.string().optional(),
    inner: z.array(z.strictObject({ x: z.number() })).max(3),
  });
  const schema = schemaOf(input, "input");

  test("loses the limits of every integer and nothing else", () => {
    expect(schema).toEqual({
      type: "object",
      properties: {
        count: { type: "integer" },
        page: { type: "integer", minimum: 1, maximum: 50, default: 20 },
        kind: { type: "string", enum: ["a", "b"], default: "a" },
        maximum: { type: "string" },
        inner: {
          type: "array",
          maxItems: 3,
          items: {
            type: "object",
            properties: { x: { type: "number" } },
            required: ["x"],
            additionalProperties: false,
          },
        },
      },
      required: ["count", "inner"],
      additionalProperties: false,
    });
  });

  test.each([
    { count: 1, inner: [] },
    { count: 1, inner: [], page: 50, kind: "b", maximum: "x" },
    { count: 1.5, inner: [] },
    { count: 1, inner: [], page: 51 },
    { count: 1, inner: [], kind: "c" },
    { count: 1, inner: [], more: 1 },
    { count: 1, inner: [{ x: 1, y: 2 }] },
    { inner: [] },
  ])("takes and refuses what the tool does: %j", (value) => {
    expect(accepts(schema, value)).toBe(input.safeParse(value).success);
  });
});

describe("an output", () => {
  const person = z.object({ id: z.string(), name: z.string().optional(), role: z.enum(["owner", "member"]) });
  const row = z.object({ by: person, count: z.int(), done: z.literal(true).optional() });
  const output = z.object({ parent: row.optional(), items: z.array(row), mine: person, type: z.string() });
  const schema = schemaOf(output, "output");

  test("says what is there more than once only once, and no idle words", () => {
    expect(schema).toEqual({
      type: "object",
      properties: {
        parent: { $ref: "#/$defs/parent" },
        items: { type: "array", items: { $ref: "#/$defs/parent" } },
        mine: { $ref: "#/$defs/by" },
        type: { type: "string" },
      },
      $defs: {
        parent: {
          type: "object",
          properties: { by: { $ref: "#/$defs/by" }, count: { type: "integer" }, done: { const: true } },
        },
        by: {
          type: "object",
          properties: {
            id: { type: "string" },
            name: { type: "string" },
            role: { enum: ["owner", "member"] },
          },
        },
      },
    });
  });

  const ada = { id: "1", role: "owner" };
  test.each([
    [{ items: [{ by: ada, count: 1 }], mine: ada, type: "x" }, true],
    [{ items: [{ by: ada, count: 1, done: true }], mine: ada, type: "x" }, true],
    [{ items: [{ by: { ...ada, role: "guest" }, count: 1 }], mine: ada, type: "x" }, false],
    [{ items: [{ by: ada, count: 1.5 }], mine: ada, type: "x" }, false],
    [{ items: [{ by: ada, count: 1, done: false }], mine: ada, type: "x" }, false],
    [{ items: [], mine: ada, type: 1 }, false],
    [{ items: {}, mine: ada, type: "x" }, false],
  ])("is told from a wrong one: %j", (value, valid) => {
    expect(accepts(schema, value)).toBe(valid);
  });

  test("keeps two things of one name apart", () => {
    const item = (name: string) =>
      z.object({
        [`the_${name}_of_an_item`]: z.string(),
        field: z.enum([name, `${name}s`]),
        a_third_one: z.string(),
      });
    const [one, two] = [item("one"), item("two")];
    const list = (of: z.ZodType) => z.object({ items: z.array(of) });
    const twice = z.object({ a: list(one), b: list(one), c: list(two), d: list(two) });
    const value = (name: string) => ({
      items: [{ [`the_${name}_of_an_item`]: "", field: name, a_third_one: "" }],
    });
    const made = schemaOf(twice, "output");
    expect(Object.keys(made.$defs as object)).toHaveLength(2);
    expect(accepts(made, { a: value("one"), b: value("one"), c: value("two"), d: value("two") })).toBe(true);
    expect(accepts(made, { a: value("one"), b: value("one"), c: value("one"), d: value("two") })).toBe(false);
  });
});

test("what all answers have in common is said once, in words", () => {
  const warnings = z.array(z.string()).optional();
  const page = z.object({
    text: z.string(),
    truncated: truncatedSchema.optional(),
    next_cursor: z.string(),
    warnings,
  });
  expect(schemaOf(page, "output")).toEqual({
    type: "object",
    properties: { text: { type: "string" }, truncated: { type: "object" }, next_cursor: { type: "string" } },
  });
  for (const word of ["`next_cursor`", "`truncated` {returned, total, next_cursor}", "`warnings`"])
    expect(ENVELOPE).toContain(word);
  const other = z.object({ warnings: z.array(z.object({ line: z.int() })) });
  expect(schemaOf(other, "output").properties).toHaveProperty("warnings");
});

test("choices in an answer are still told apart", () => {
  const file = z.strictObject({ kind: z.literal("file"), text: z.string() });
  const directory = z.strictObject({ kind: z.literal("dir"), entries: z.array(z.string()) });
  const schema = schemaOf(z.object({ it: z.discriminatedUnion("kind", [file, directory]) }), "output");
  expect(accepts(schema, { it: { kind: "dir", entries: [] } })).toBe(true);
  expect(accepts(schema, { it: { kind: "dir", text: "" } })).toBe(false);
});

test("a map says the kind of what it holds", () => {
  const { properties } = schemaOf(z.object({ counts: z.record(z.string(), z.int()) }), "output");
  expect(properties).toEqual({ counts: { type: "object", additionalProperties: { type: "integer" } } });
});

test("a property may be called like a keyword", () => {
  const schema = schemaOf(
    z.object({ minimum: z.int(), type: z.enum(["a"]), properties: z.string() }),
    "output",
  );
  expect(schema.properties).toEqual({ minimum: { type: "integer" }, type: { enum: ["a"] }, properties: { type: "string" } }); // biome-ignore format: one line
});
