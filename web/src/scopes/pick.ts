import type { Catalog } from "../api/contract.ts";

export type CatalogProvider = Catalog["providers"][number];
export type CatalogServer = CatalogProvider["servers"][number];
export type CatalogTool = CatalogServer["tools"][number];
export type PlainScope = CatalogProvider["scopes"][number];

export const allTools = (provider: CatalogProvider): CatalogTool[] =>
  provider.servers.flatMap((s) => s.tools);

export const readTools = (provider: CatalogProvider): string[] =>
  allTools(provider)
    .filter((tool) => tool.effect === "read")
    .map((tool) => tool.name);

/** The narrowest set the picked tools need, each scope in plain words; the identity scopes are always asked. */
export function neededScopes(provider: CatalogProvider, picked: ReadonlySet<string>): PlainScope[] {
  const wanted = new Set(
    allTools(provider)
      .filter((tool) => picked.has(tool.name))
      .flatMap((tool) => tool.scopes),
  );
  const known = new Map(provider.scopes.map((scope) => [scope.scope, scope]));
  return [...wanted].map((scope) => known.get(scope) ?? { scope, title: scope, sensitivity: "sensitive" });
}

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
