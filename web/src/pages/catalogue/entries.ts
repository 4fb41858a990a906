import type { CatalogProvider } from "../../scopes/pick.ts";
import { catalogueWords as words } from "../../words/catalogue.ts";
import { type Fact, facts } from "../../words/catalogue-facts.ts";

export type State = keyof typeof words.states;
export interface Entry {
  id: string;
  name: string;
  category: string;
  state: State;
  /** What this gateway offers of it. */
  provider: CatalogProvider | undefined;
  fact: Fact | undefined;
}

const RANK: readonly State[] = ["ready", "setup", "definable", "not_yet"];

/** Pure: what is known of services joined with what this gateway has; those it has come first. */
export function entriesOf(providers: readonly CatalogProvider[]): Entry[] {
  const known = facts.map((fact): Entry => {
    const provider = providers.find(({ id }) => id === (fact.provider ?? fact.id));
    const state = provider
      ? provider.configured
        ? "ready"
        : "setup"
      : fact.how === "not_yet"
        ? "not_yet"
        : "definable";
    return { id: fact.id, name: fact.name, category: fact.category, state, provider, fact };
  });
  const named = new Set(known.flatMap(({ provider }) => provider?.id ?? []));
  const own = providers
    .filter(({ id }) => !named.has(id))
    .map((provider): Entry => {
      const state = provider.configured ? "ready" : "setup";
      return {
        id: provider.id,
        name: provider.title,
        category: words.defined,
        state,
        provider,
        fact: undefined,
      };
    });
  return [...own, ...known].toSorted(
    (a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state) || a.name.localeCompare(b.name),
  );
}

export interface Wish {
  q?: string | undefined;
  category: readonly string[];
  state: readonly string[];
}

/** Pure: every word must occur in the name, the category or what is said of it. */
export const narrowed = (entries: readonly Entry[], { q = "", category, state }: Wish): Entry[] => {
  const terms = q.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const text =
      `${entry.name} ${entry.id} ${entry.category} ${entry.provider?.description ?? ""}`.toLowerCase();
    return (
      (category.length === 0 || category.includes(entry.category)) &&
      (state.length === 0 || state.includes(entry.state)) &&
      terms.every((term) => text.includes(term))
    );
  });
};
