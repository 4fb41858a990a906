import type { Entry, Kind } from "./entries.ts";
import { matching } from "./fuzzy.ts";

export type Hit = { entry: Entry; at: readonly number[] };
export type HitGroup = { kind: Kind | "recent"; hits: readonly Hit[] };

/** Of one kind; whoever looks for more goes to its page. */
const MOST = 6;
const order: readonly Kind[] = ["pages", "actions", "connectors", "agents", "members"];

/** What is offered for a search: by kind, the kind with the best fit first. Without one: recent ones, pages and actions. */
export function rank(entries: readonly Entry[], search: string, recent: readonly string[]): HitGroup[] {
  return search.trim() === "" ? offered(entries, recent) : found(entries, search);
}

function offered(entries: readonly Entry[], recent: readonly string[]): HitGroup[] {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  const last = recent.flatMap((id) => known.get(id) ?? []);
  const rest = (kind: Kind) =>
    entries.filter((entry) => entry.kind === kind && !entry.quiet && !last.includes(entry));
  return [
    { kind: "recent" as const, hits: last.map(plain) },
    { kind: "actions" as const, hits: rest("actions").map(plain) },
    { kind: "pages" as const, hits: rest("pages").map(plain) },
  ].filter(({ hits }) => hits.length > 0);
}

const plain = (entry: Entry): Hit => ({ entry, at: [] });

function found(entries: readonly Entry[], search: string): HitGroup[] {
  const groups = new Map<Kind, (Hit & { score: number })[]>();
  for (const entry of entries) {
    const byName = matching(entry.name, search);
    // Found by what is beside the name: fits, and less.
    const byRest = byName
      ? undefined
      : matching(`${entry.name} ${entry.detail ?? ""} ${entry.also ?? ""}`, search);
    const score = byName?.score ?? (byRest ? byRest.score - 30 : undefined);
    if (score === undefined) continue;
    const group = groups.get(entry.kind) ?? [];
    group.push({ entry, at: byName?.at ?? [], score });
    groups.set(entry.kind, group);
  }
  return [...groups]
    .map(([kind, hits]) => ({ kind, hits: hits.sort((a, b) => b.score - a.score).slice(0, MOST) }))
    .sort(
      (a, b) =>
        (b.hits[0]?.score ?? 0) - (a.hits[0]?.score ?? 0) || order.indexOf(a.kind) - order.indexOf(b.kind),
    );
}
