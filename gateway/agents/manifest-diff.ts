import type { Principal } from "../context.ts";

/** What may be used: tools with their connectors (slugs; undefined: any); undefined: every tool. */
export type Allowed = Principal["tools"];
type Accounts = readonly string[] | null;

/** Between two lists, by tool. `null`: any connector. */
export interface ManifestDiff {
  /** Something is allowed that was not before. */
  widens: boolean;
  fromEverything: boolean;
  toEverything: boolean;
  added: { name: string; connectors: Accounts }[];
  removed: { name: string; connectors: Accounts }[];
  /** Connectors that are lost; a tool may be in both lists. */
  narrowed: { name: string; from: Accounts; to: Accounts }[];
  widened: { name: string; from: Accounts; to: Accounts }[];
}

const shown = (connectors: ReadonlySet<string> | undefined): Accounts =>
  connectors ? [...connectors].sort() : null;

/** Whether `some` allows a connector that `others` does not. */
const goesBeyond = (
  some: ReadonlySet<string> | undefined,
  others: ReadonlySet<string> | undefined,
): boolean => others !== undefined && (some === undefined || [...some].some((slug) => !others.has(slug)));

/** Pure. `every`: the names of all tools there are, in the order in which they are told. */
export function diffManifests(before: Allowed, after: Allowed, every: readonly string[]): ManifestDiff {
  const diff: ManifestDiff = {
    widens: false,
    fromEverything: before === undefined,
    toEverything: after === undefined,
    added: [],
    removed: [],
    narrowed: [],
    widened: [],
  };
  for (const name of new Set([...every, ...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
    const was = !before || before.has(name);
    const is = !after || after.has(name);
    const [from, to] = [before?.get(name), after?.get(name)];
    if (is && !was) diff.added.push({ name, connectors: shown(to) });
    if (was && !is) diff.removed.push({ name, connectors: shown(from) });
    if (!was || !is) continue;
    if (goesBeyond(from, to)) diff.narrowed.push({ name, from: shown(from), to: shown(to) });
    if (goesBeyond(to, from)) diff.widened.push({ name, from: shown(from), to: shown(to) });
  }
  // Tools that a later version brings count too: everything is more than a list of all there is today.
  const opens = diff.toEverything && !diff.fromEverything;
  return { ...diff, widens: opens || diff.added.length > 0 || diff.widened.length > 0 };
}
