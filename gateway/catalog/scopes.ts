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

type Alternatives = AnyTool["scopes"];
const alternatives = new WeakMap<Provider, WeakMap<AnyTool, Alternatives>>();

/**
 * What serves a tool under one kind of registration: alternatives with a scope that this kind does not declare are
 * another kind's. The empty alternative ("public data needs none") goes where permissions belong to the registration
 * and name what the tool needs: there they can be told, so they are asked for.
 */
function alternativesOf(provider: Provider, tool: AnyTool): Alternatives {
  const known = alternatives.get(provider) ?? new WeakMap<AnyTool, Alternatives>();
  alternatives.set(provider, known);
  const found = known.get(tool);
  if (found) return found;
  const declared = tool.scopes.filter((alternative) => alternative.every((s) => own(provider.scopes, s)));
  const named = declared.filter((alternative) => alternative.length > 0);
  const usable = provider.appPermissions && named.length > 0 ? named : declared;
  known.set(tool, usable);
  return usable;
}

/** The alternative by which expanded scopes cover a tool: the first that they hold whole. Pure. */
export const coveredBy = (
  provider: Provider,
  expanded: ReadonlySet<string>,
  tool: AnyTool,
): readonly string[] | undefined =>
  alternativesOf(provider, tool).find((alternative) => alternative.every((scope) => expanded.has(scope)));

/** Whether expanded scopes cover a tool under this kind of registration. */
export const covers = (provider: Provider, expanded: ReadonlySet<string>, tool: AnyTool): boolean =>
  coveredBy(provider, expanded, tool) !== undefined;

/** The scopes to ask for so that a tool works: its first alternative; undefined where this kind cannot serve it. */
export const neededFor = (provider: Provider, tool: AnyTool): readonly string[] | undefined =>
  alternativesOf(provider, tool)[0];

/**
 * The narrowest scopes that serve all these tools and hold `more`, identity scopes included, in a stable order: each
 * tool takes an alternative that is covered already if there is one, else its first; scopes that another picked one
 * implies go.
 */
export function scopesFor(
  provider: Provider,
  tools: readonly AnyTool[],
  more: readonly string[] = [],
): string[] {
  const picked = new Set(more);
  const choices = (tool: AnyTool) => alternativesOf(provider, tool).length;
  const narrowFirst = [...tools].sort((a, b) => choices(a) - choices(b));
  for (const tool of narrowFirst) {
    if (covers(provider, expandScopes(provider, picked), tool)) continue;
    for (const scope of neededFor(provider, tool) ?? []) picked.add(scope);
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
  /** What may be used: asked for and given, or given and part of what was asked. */
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
  const granted = asked.filter((s) => expanded.has(s));
  const held = expandScopes(provider, granted);
  // Part of what was asked: reading alone where writing was wanted.
  const lesser = given.filter((s) => wanted.has(s) && !held.has(s));
  return {
    granted: [...granted, ...new Set(lesser)],
    missing: asked.filter((s) => !expanded.has(s)),
    extra: [...new Set(given)].filter((s) => !wanted.has(s)),
  };
}
