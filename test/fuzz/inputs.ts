import type { RegisteredServer, RegisteredTool } from "../../gateway/catalog/index.ts";
import { cursorOf } from "../../mcp-servers/kit/index.ts";
import { jsonOf, mutated, oddNumber, placesIn, setOwn } from "./json.ts";
import type { Random } from "./random.ts";
import { oddString, stringOf } from "./strings.ts";
import type { World } from "./world.ts";

/** JSON Schema, as far as the tools use it. */
export interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

/** Makes arguments of one tool from its own schema, and broken ones. */
export class Inputs {
  #server: string;
  #tool: RegisteredTool;
  #world: World;
  #random: Random;

  constructor(
    { server, tool }: { server: RegisteredServer; tool: RegisteredTool },
    world: World,
    random: Random,
  ) {
    this.#server = server.spec.id;
    this.#tool = tool;
    this.#world = world;
    this.#random = random;
  }

  /** What an agent might send. Always what JSON can say. */
  make(): unknown {
    const random = this.#random;
    const whole = this.#tool.listing.inputSchema as Schema;
    const recorded = this.#world.inputsOf(this.#tool.tool.name);
    const own = this.#world.cursorsOf(this.#tool.tool.name);
    if (own.length > 0 && random.chance(0.1)) {
      const { input, cursor } = random.pick(own);
      return { ...input, cursor: random.chance(0.3) ? cursor : changedCursor(cursor, random) };
    }
    const input =
      recorded.length > 0 && random.chance(0.75)
        ? this.#varied(structuredClone(random.pick(recorded)), whole)
        : this.#valid(whole, "", 0);
    const made = random.chance(0.2) ? this.#broken(input) : input;
    return JSON.parse(JSON.stringify(made) ?? "null");
  }

  /** Some fields left out, some said anew. */
  #varied(input: Record<string, unknown>, schema: Schema): Record<string, unknown> {
    const random = this.#random;
    const fields = Object.entries(schema.properties ?? {});
    for (let times = random.int(0, 2); times > 0 && fields.length > 0; times--) {
      const [name, field] = random.pick(fields);
      if (random.chance(0.2) && !schema.required?.includes(name)) Reflect.deleteProperty(input, name);
      else setOwn(input, name, this.#valid(field, name, 1));
    }
    return input;
  }

  #valid(schema: Schema, name: string, depth: number): unknown {
    const random = this.#random;
    const known = schema.$ref ? this.#referred(schema.$ref) : schema;
    if (known.const !== undefined) return known.const;
    if (known.enum) return random.pick(known.enum);
    const choices = known.anyOf ?? known.oneOf;
    if (choices) return this.#valid(random.pick(choices), name, depth + 1);
    switch (known.type) {
      case "string":
        return this.#string(known, name);
      case "integer":
      case "number":
        return this.#number(known, name);
      case "boolean":
        return random.chance(0.5);
      case "array":
        return this.#array(known, name, depth);
      case "object":
        return this.#object(known, depth);
      default:
        return jsonOf(random, 2);
    }
  }

  #referred(ref: string): Schema {
    const { $defs = {} } = this.#tool.listing.inputSchema as Schema;
    return $defs[ref.split("/").at(-1) ?? ""] ?? {};
  }

  #string({ minLength = 0, maxLength = 2_000 }: Schema, name: string): string {
    const random = this.#random;
    if (name === "cursor") return this.#cursor().slice(0, maxLength);
    const fitting = (text: string) => text.slice(0, maxLength).padEnd(minLength, "x");
    const seen = this.#world.valuesOf(name).filter((one) => typeof one === "string");
    if (seen.length > 0 && random.chance(0.7)) return fitting(random.pick(seen));
    if (random.chance(0.15)) {
      const length = random.pick(
        [minLength, minLength + 1, maxLength - 1, maxLength].filter((n) => n >= minLength),
      );
      return stringOf(Math.min(length, maxLength), random);
    }
    return fitting(oddString(random));
  }

  #number({ minimum = -1e9, maximum = 1e9, type }: Schema, name: string): number {
    const random = this.#random;
    const seen = this.#world.valuesOf(name).filter((one) => typeof one === "number");
    const [least, most] = [Math.max(minimum, -(2 ** 53)), Math.min(maximum, 2 ** 53)];
    if (seen.length > 0 && random.chance(0.5)) return Math.min(Math.max(random.pick(seen), least), most);
    if (random.chance(0.5)) return random.pick([least, most, Math.min(least + 1, most)]);
    const between = least + random.next() * (Math.min(most, least + 1_000) - least);
    return type === "integer" ? Math.round(between) : between;
  }

  #array({ items = {}, minItems = 0, maxItems = 20 }: Schema, name: string, depth: number): unknown[] {
    const random = this.#random;
    const most = Math.max(minItems, Math.min(maxItems, depth > 2 ? 2 : 200));
    const length = random.pick([minItems, minItems, Math.max(minItems, 1), Math.min(most, 3), most]);
    return Array.from({ length }, () => this.#valid(items, name, depth + 1));
  }

  #object({ properties = {}, required = [], additionalProperties }: Schema, depth: number): object {
    const random = this.#random;
    const made = {};
    const share = random.pick([0, 0.2, 0.5, 1]);
    for (const [name, field] of Object.entries(properties)) {
      if (required.includes(name) || random.chance(share))
        setOwn(made, name, this.#valid(field, name, depth + 1));
    }
    if (typeof additionalProperties === "object" && depth < 5) {
      for (let times = random.int(0, 3); times > 0; times--) {
        setOwn(made, oddString(random), this.#valid(additionalProperties, "", depth + 1));
      }
    }
    return made;
  }

  /** One of ours for another query, with its inside changed or not, or nonsense. */
  #cursor(): string {
    const random = this.#random;
    const all = this.#world.cursorsOf(random.chance(0.5) ? this.#tool.tool.name : this.#server);
    if (all.length > 0 && random.chance(0.6)) {
      const { cursor } = random.pick(all);
      return random.chance(0.5) ? cursor : changedCursor(cursor, random);
    }
    return random.pick([
      () => oddString(random),
      () => cursorOf({}, jsonOf(random, 3)),
      () => Buffer.from(oddString(random)).toString("base64url"),
      () => Buffer.from(JSON.stringify({ q: "0", p: { offset: oddNumber(random) } })).toString("base64url"),
    ])();
  }

  #broken(input: unknown): unknown {
    const random = this.#random;
    return random.pick<() => unknown>([
      () => this.#wrongKind(input),
      () => this.#wrongKind(input),
      () => mutated(input, random),
      () => this.#without(input),
      () => this.#withMore(input),
      () => this.#huge(input),
      () =>
        random.pick<unknown>([
          null,
          [],
          "x",
          5,
          true,
          [input],
          { input },
          { ...Object(input), connector: 5 },
        ]),
    ])();
  }

  #wrongKind(input: unknown): unknown {
    const places = placesIn(input);
    if (places.length === 0) return null;
    const { holder, at } = this.#random.pick(places);
    setOwn(holder, String(at), jsonOf(this.#random, 3));
    return input;
  }

  #without(input: unknown): unknown {
    const required = (this.#tool.listing.inputSchema as Schema).required ?? [];
    if (required.length > 0) Reflect.deleteProperty(Object(input), this.#random.pick(required));
    return input;
  }

  #withMore(input: unknown): unknown {
    const name = this.#random.pick([
      "__proto__",
      "constructor",
      "prototype",
      "toString",
      "connector",
      "x",
      "",
    ]);
    setOwn(Object(input), name, jsonOf(this.#random, 2));
    return input;
  }

  #huge(input: unknown): unknown {
    const names = Object.keys((this.#tool.listing.inputSchema as Schema).properties ?? {});
    if (names.length === 0) return input;
    let deep: unknown = 1;
    for (let i = 0; i < 500; i++) deep = i % 2 ? [deep] : { a: deep };
    const value = this.#random.pick<() => unknown>([
      () => stringOf(300_000, this.#random),
      () => Array.from({ length: 20_000 }, () => "x"),
      () => deep,
    ])();
    setOwn(Object(input), this.#random.pick(names), value);
    return input;
  }
}

/** The same query, another place: what a cursor holds is the agent's to change. */
function changedCursor(cursor: string, random: Random): string {
  try {
    const { q, p } = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as {
      q: string;
      p: unknown;
    };
    return Buffer.from(JSON.stringify({ q, p: mutated(p, random) })).toString("base64url");
  } catch {
    return cursor;
  }
}
