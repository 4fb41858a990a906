import type { AnyTool, Provider } from "../../mcp-servers/kit/index.ts";

/** Providers name scopes as they like, `constructor` included: only what a table holds itself counts. */
export const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** A scope under the one name we use for it. */
export const canonicalScope = (provider: Provider, scope: string): string =>
  own(provider.scopeAliases, scope) ?? scope;

/** The given scopes and all that they imply. */
export function expandScopes(provider: Provider, scopes: Iterable<string>): ReadonlySet<string> {
  const all = new Set<string>();
  const add = (scope: string) => {
    if (all.has(scope)) return;
    all.add(scope);
    for (const implied of own(provider.scopes, scope)?.implies ?? []) add(implied);
  };
  for (const scope of scopes) add(canonicalScope(provider, scope));
  return all;
}

/** Whether expanded scopes cover a tool. */
export const covers = (expanded: ReadonlySet<string>, tool: AnyTool): boolean =>
  tool.scopes.some((alternative) => alternative.every((scope) => expanded.has(scope)));

/**
 * The narrowest scopes that serve all these tools, identity scopes included, in a stable order: each tool takes an
 * alternative that is covered already if there is one, else its first; scopes that another picked one implies go.
 */
export function scopesFor(provider: Provider, tools: readonly AnyTool[]): string[] {
  const picked = new Set<string>();
  const narrowFirst = [...tools].sort((a, b) => a.scopes.length - b.scopes.length);
  for (const tool of narrowFirst) {
    if (covers(expandScopes(provider, picked), tool)) continue;
    for (const scope of tool.scopes[0] ?? []) picked.add(scope);
  }
  const needed = [...picked].filter(
    (scope) =>
      !expandScopes(
        provider,
        [...picked].filter((other) => other !== scope),
      ).has(scope),
  );
  return [...provider.identityScopes, ...needed.sort()];
}

export interface ScopeDifference {
  /** What may be used: asked for and given. */
  granted: string[];
  /** Asked for, not given. */
  missing: string[];
  /** Given, not asked for. */
  extra: string[];
}

/** What a provider made of a request for scopes. A wider scope that was given counts for the one asked. */
export function compareScopes(
  provider: Provider,
  requested: readonly string[],
  returned: readonly string[],
): ScopeDifference {
  const asked = requested.map((s) => canonicalScope(provider, s));
  const given = returned.map((s) => canonicalScope(provider, s));
  const expanded = expandScopes(provider, given);
  const wanted = expandScopes(provider, asked);
  return {
    granted: asked.filter((s) => expanded.has(s)),
    missing: asked.filter((s) => !expanded.has(s)),
    extra: [...new Set(given)].filter((s) => !wanted.has(s)),
  };
}
