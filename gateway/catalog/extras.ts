import type { AnyTool, Provider } from "../../mcp-servers/kit/index.ts";
import type { RegisteredServer } from "./registry.ts";
import { own } from "./scopes.ts";

/** What more scopes would add to tools of a server, picked beside them under a name of its own. */
export interface Extra {
  /** `slack+private_channels`: no tool has a plus in its name. */
  name: string;
  title: string;
  /** The tools it does something for, with the scopes each then needs. */
  scopes: ReadonlyMap<string, readonly string[]>;
}

export const isExtra = (name: string): boolean => name.includes("+");

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");

/** Tools that say the same share one: picking it concerns those of them that are picked. */
export function extrasOf({ spec }: RegisteredServer): Extra[] {
  const byName = new Map<string, { name: string; title: string; scopes: Map<string, readonly string[]> }>();
  for (const tool of spec.tools) {
    for (const { title, scopes } of tool.extras ?? []) {
      const name = `${spec.id}+${slug(title)}`;
      const extra = byName.get(name) ?? { name, title, scopes: new Map() };
      byName.set(name, extra);
      extra.scopes.set(tool.name, scopes);
    }
  }
  return [...byName.values()];
}

/** The picked extras that do something for the picked tools under this kind of registration, and their scopes. */
export function pickedExtras(
  provider: Provider,
  servers: readonly RegisteredServer[],
  names: readonly string[],
  tools: readonly AnyTool[],
): { names: string[]; scopes: string[] } {
  const wanted = new Set(names);
  const found = servers.flatMap((server) =>
    extrasOf(server).flatMap((extra) => {
      if (!wanted.has(extra.name)) return [];
      const scopes = tools.flatMap((tool) => extra.scopes.get(tool.name) ?? []);
      const served = scopes.filter((scope) => own(provider.scopes, scope) !== undefined);
      return served.length > 0 ? [{ name: extra.name, scopes: served }] : [];
    }),
  );
  return {
    names: found.map(({ name }) => name),
    scopes: [...new Set(found.flatMap(({ scopes }) => scopes))],
  };
}
