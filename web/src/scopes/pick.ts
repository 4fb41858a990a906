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

const named = (tools: readonly CatalogTool[]): string[] => tools.map((tool) => tool.name);

export const readTools = (provider: CatalogProvider): string[] =>
  named(allTools(provider).filter((tool) => tool.effect === "read"));

/** Reading, and writing that leaves nobody but the account's owner with something: what cannot be undone stays out. */
export const draftTools = (provider: CatalogProvider): string[] =>
  named(allTools(provider).filter((tool) => tool.effect !== "destructive"));

export const everyTool = (provider: CatalogProvider): string[] => named(allTools(provider));

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

/** Scope by scope, the tools that each would serve by itself: the picker, seen from the other side. */
export function toolsByScope(provider: CatalogProvider): { scope: PlainScope; tools: CatalogTool[] }[] {
  return provider.scopes
    .map((scope) => ({
      scope,
      tools: allTools(provider).filter((tool) => tool.scopes.includes(scope.scope)),
    }))
    .filter(({ tools }) => tools.length > 0);
}

/**
 * Raw scopes as somebody pasted them, with whatever between them, and the tools that need no more than those. `unknown`:
 * words that are no scope of this provider.
 */
export function readScopes(
  provider: CatalogProvider,
  text: string,
): { tools: string[]; known: string[]; unknown: string[] } {
  const words = [...new Set(text.split(/[\s,;|"'[\]]+/).filter(Boolean))];
  const identity = provider.identity_scopes.map(({ scope }) => scope);
  const all = new Set([...provider.scopes.map(({ scope }) => scope), ...identity]);
  const known = words.filter((word) => all.has(word));
  const held = new Set([...known, ...identity]);
  const tools = allTools(provider).filter(
    (tool) => tool.scopes.some((scope) => known.includes(scope)) && tool.scopes.every((s) => held.has(s)),
  );
  return { tools: named(tools), known, unknown: words.filter((word) => !all.has(word)) };
}
