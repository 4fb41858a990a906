import { useLocation, useNavigate, useSearchParams } from "react-router";

/** Which page of a list; dropped whenever something else changes what the list holds. */
const CURSOR = "cursor";

/** `null` and "" take a name out. A change of anything but the cursor leads back to the first page. */
export function withChanges(
  query: URLSearchParams,
  changes: Readonly<Record<string, string | null | undefined>>,
): URLSearchParams {
  const next = new URLSearchParams(query);
  if (!(CURSOR in changes)) next.delete(CURSOR);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}

/**
 * What is filtered, in the address. `values` are those of `names` that are set; several values of one name are joined by
 * commas (`many`).
 */
export function useAddress<Name extends string>(names: readonly Name[]) {
  const [query, setQuery] = useSearchParams();
  const values: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = query.get(name);
    if (value) values[name] = value;
  }
  const change = (changes: Partial<Record<Name, string | null>>, replace = false) =>
    setQuery((now) => withChanges(now, changes), { replace });
  return {
    values,
    active: names.filter((name) => values[name] !== undefined),
    many: (name: Name): string[] => values[name]?.split(",") ?? [],
    set: (name: Name, value: string | readonly string[] | null) =>
      change({ [name]: Array.isArray(value) ? value.join(",") : value } as Partial<Record<Name, string>>),
    change,
    clear: () => change(Object.fromEntries(names.map((name) => [name, null])) as Record<Name, null>),
  };
}

type Trail = { cursors: readonly string[] };

const isTrail = (state: unknown): state is Trail =>
  typeof state === "object" && state !== null && "cursors" in state && Array.isArray(state.cursors);

/**
 * Pages of a list by cursor. The page lives in the address; the cursors of the pages before it in the history's entry,
 * so that Previous works after Reload. Somebody who was sent a link can go on, or to the first page.
 */
export function useCursor() {
  const [query] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const navigate = useNavigate();
  const cursor = query.get(CURSOR) ?? "";
  const trail = isTrail(state) ? state.cursors : [];
  const go = (to: string, cursors: readonly string[]) =>
    void navigate(
      { search: withChanges(query, { [CURSOR]: to }).toString() },
      { state: { cursors } satisfies Trail, preventScrollReset: true },
    );
  return {
    cursor,
    next: (to: string) => go(to, [...trail, cursor]),
    previous: trail.length > 0 ? () => go(trail.at(-1) ?? "", trail.slice(0, -1)) : undefined,
    first: cursor === "" ? undefined : () => go("", []),
  };
}
