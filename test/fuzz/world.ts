import type { Corpus } from "./corpus.ts";

export interface Continued {
  input: Record<string, unknown>;
  cursor: string;
}

/** Values that mean something, by the names that tools give them: ids, dates, addresses, paths. */
export class World {
  #inputs: Corpus["inputs"];
  #values = new Map<string, unknown[]>();
  #cursors = new Map<string, Continued[]>();

  constructor(corpus: Corpus) {
    this.#inputs = corpus.inputs;
    for (const inputs of Object.values(corpus.inputs)) for (const input of inputs) this.#learn(input);
  }

  inputsOf(tool: string): readonly Record<string, unknown>[] {
    return Object.hasOwn(this.#inputs, tool) ? (this.#inputs[tool] ?? []) : [];
  }

  valuesOf(name: string): readonly unknown[] {
    return this.#values.get(name) ?? [];
  }

  /** Cursors of a tool or of a whole server, each with the arguments it goes on with. */
  cursorsOf(name: string): readonly Continued[] {
    return this.#cursors.get(name) ?? [];
  }

  /** What a tool answered. */
  saw(
    server: string,
    tool: string,
    input: Record<string, unknown>,
    structured: Record<string, unknown>,
  ): void {
    const truncated = structured.truncated as { next_cursor?: unknown } | undefined;
    for (const cursor of [structured.next_cursor, truncated?.next_cursor]) {
      if (typeof cursor !== "string") continue;
      for (const name of [tool, server]) {
        const known = this.#cursors.get(name) ?? [];
        if (known.length < 200) this.#cursors.set(name, [...known, { input, cursor }]);
      }
    }
  }

  #learn(value: unknown, name = ""): void {
    if (Array.isArray(value)) for (const one of value) this.#learn(one, name);
    else if (typeof value === "object" && value !== null) {
      for (const [key, one] of Object.entries(value)) this.#learn(one, key);
    } else {
      const known = this.#values.get(name) ?? [];
      if (known.length < 60 && !known.includes(value)) this.#values.set(name, [...known, value]);
    }
  }
}
