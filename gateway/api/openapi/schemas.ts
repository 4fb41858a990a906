import { z } from "zod";
import * as contract from "../contract/index.ts";

/** JSON Schema, draft 2020-12: what a Schema Object of OpenAPI 3.1 is. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;
type Direction = "input" | "output";

const AT = "#/components/schemas/";
const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

const options = (direction: Direction) =>
  ({
    io: direction,
    unrepresentable: "any",
    override({ jsonSchema }: { jsonSchema: JsonSchema }) {
      // Spelt out by the format already.
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
      if (direction === "output" && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  }) as const;

export function schemaOf(schema: z.ZodType, direction: Direction): JsonSchema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, options(direction));
  return made;
}

/** What is sent and what comes back differ: defaults need not be sent, and an answer may hold more than is said here. */
function all(direction: Direction, nameOf: (name: string) => string): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string }>();
  for (const [name, one] of Object.entries(contract))
    if (one instanceof z.ZodType) registry.add(one, { id: nameOf(name) });
  const { schemas } = z.toJSONSchema(registry, { ...options(direction), uri: (id) => `${AT}${id}` });
  for (const schema of Object.values(schemas)) {
    delete schema.$schema;
    delete schema.$id;
  }
  return schemas;
}

const named = new Map<z.ZodType, string>(
  Object.entries(contract).flatMap(([name, one]) => (one instanceof z.ZodType ? [[one, name]] : [])),
);

export interface Schemas {
  /** A reference where the contract has a name for it. */
  of(schema: z.ZodType, direction: Direction): JsonSchema;
  /** Those that were asked for, with all that they refer to. */
  used(): Record<string, JsonSchema>;
}

const references = (schema: unknown): string[] =>
  [...JSON.stringify(schema).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, id]) => id ?? "");

export function openSchemas(): Schemas {
  const known = { ...all("output", pascal), ...all("input", (name) => `${pascal(name)}Input`) };
  const asked = new Set<string>();
  return {
    of(schema, direction) {
      const name = named.get(schema);
      if (name === undefined) return schemaOf(schema, direction);
      const id = direction === "output" ? pascal(name) : `${pascal(name)}Input`;
      asked.add(id);
      return { $ref: `${AT}${id}` };
    },
    used() {
      const found = new Set<string>();
      const visit = (id: string) => {
        const schema = known[id];
        if (found.has(id) || !schema) return;
        found.add(id);
        references(schema).forEach(visit);
      };
      for (const id of asked) visit(id);
      return Object.fromEntries([...found].toSorted().map((id) => [id, known[id] ?? {}]));
    },
  };
}
