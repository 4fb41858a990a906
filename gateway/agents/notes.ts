import type { Connection, RegisteredServer } from "../catalog/index.ts";
import { isFree, type Look, type Looked, MOST, type ReadinessProblem } from "./looks.ts";

/** With the connector that it is about, where there is one. */
export type Noted = ReadinessProblem & { connection: Connection | undefined };

/** Problems as they are found. Of one kind at one provider as many connectors are told as anybody reads. */
export class Notes {
  readonly #told = new Map<string, Noted>();
  readonly #counts = new Map<string, number>();
  /** By kind and provider: connectors that have it. */
  readonly #all = new Map<string, Map<unknown, number>>();

  /** Tools that one connector keeps from working for one reason are told together. */
  add(looks: readonly Looked[], server: RegisteredServer, tool: string): void {
    const stuck = looks.filter((look) => !isFree(look));
    for (const { code, of, size } of stuck) {
      const kind = `${code} ${server.provider.id}`;
      const all = this.#all.get(kind) ?? new Map<unknown, number>();
      this.#all.set(kind, all.set(of, size));
    }
    const each = stuck.flatMap((all) => all.each().map((look) => ({ all, look })));
    each.sort((a, b) => a.look.at - b.look.at);
    for (const { all, look } of each) this.#note(all, look, server.provider.id, tool);
  }

  #note({ code, missingScopes }: Looked, look: Look, provider: string, tool: string): void {
    const { connector, connection } = look;
    const kind = `${code} ${provider}`;
    const key = `${kind} ${connector}`;
    const before = this.#told.get(key);
    if (before) {
      before.tools.push(tool);
      if (missingScopes.some((scope) => !before.missingScopes.includes(scope)))
        before.missingScopes = [...new Set([...before.missingScopes, ...missingScopes])];
      return;
    }
    const count = this.#counts.get(kind) ?? 0;
    if (count >= MOST) return;
    const { problem } = look;
    if (!problem) return;
    this.#counts.set(kind, count + 1);
    this.#told.set(key, { ...problem, provider, connector, tools: [tool], connection });
  }

  get problems(): Noted[] {
    return [...this.#told.values()];
  }
  /** Connectors with a problem that is not told. */
  get more(): number {
    let all = 0;
    for (const one of this.#all.values()) for (const size of one.values()) all += size;
    return Math.max(0, all - this.#told.size);
  }
}
