import type { Catalog } from "../api/contract.ts";

export type CatalogProvider = Catalog["providers"][number];
export type CatalogServer = CatalogProvider["servers"][number];
export type CatalogTool = CatalogServer["tools"][number];
export type PlainScope = CatalogProvider["scopes"][number];

export const allTools = (provider: CatalogProvider): CatalogTool[] =>
  provider.servers.flatMap((s) => s.tools);

/** What more scopes would add to the tools of a server that are picked. */
export const extrasFor = (server: CatalogServer, picked: ReadonlySet<string>): CatalogServer["extras"] =>
  server.extras.filter((extra) => extra.tools.some((tool) => picked.has(tool)));

/** Names of extras hold a plus. */
export const pickedTools = (picked: Iterable<string>): string[] =>
  [...picked].filter((name) => !name.includes("+"));

export const readTools = (provider: CatalogProvider): string[] =>
  allTools(provider)
    .filter((tool) => tool.effect === "read")
    .map((tool) => tool.name);

export const toggled = (
  picked: ReadonlySet<string>,
  names: readonly string[],
  on: boolean,
): ReadonlySet<string> => {
  const next = new Set(picked);
  for (const name of names) {
    if (on) next.add(name);
    else next.delete(name);
  }
  return next;
};

/** Tools by name, title or description; every word must occur. */
export function found(tool: CatalogTool, search: string): boolean {
  const text = `${tool.name} ${tool.title} ${tool.description}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
