import { keepPreviousData, queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { getConnector, listConnectors } from "../../../gateway/api/contract/connectors.ts";
import { send } from "../api/client.ts";
import type { Connector } from "../api/contract.ts";
import { useWorkspace } from "../shell/session-context.ts";
import { useLate } from "../ui/use-late.ts";

type FoundConnector = { id: string; slug: string; provider: string; name: string };

/** What may be chosen of something there may be thousands of. */
export type Found = {
  /** Those that are offered: the first ones by name, or those that fit the search. */
  options: readonly FoundConnector[];
  /** undefined: nothing was read yet. */
  ready: boolean;
  error: unknown;
  retry: () => void;
  /** There are more than are offered at first: a search finds the others where they are kept. */
  more: boolean;
  search: string;
  setSearch: (text: string) => void;
  /** Its id when nobody knows its name (any more). */
  nameOf: (id: string) => string;
};

/** Each is a request of its own; what is beyond is called by its id. */
const MOST_NAMES = 50;

type Which = { provider?: string; kind?: "shared" };

const named = ({ id, slug, account, provider }: Connector): FoundConnector => ({
  id,
  slug,
  provider,
  name: `${slug} · ${account}`,
});

const foundQuery = (workspace: string, which: Which, word: string) =>
  queryOptions({
    queryKey: ["connectors", workspace, "found", which, word],
    queryFn: async () => {
      const query = { ...which, sort: "name" as const, page_size: 200, ...(word && { q: word }) };
      const page = await send(listConnectors, { params: { workspace }, query });
      return { options: page.connectors.map(named), more: page.next_cursor !== null };
    },
  });

/** How one is called that is not among those offered. */
export const connectorNameQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ["connector", workspace, id, "name"],
    queryFn: async () => named((await send(getConnector, { params: { workspace, id } })).connector),
    staleTime: 60_000,
    retry: false,
  });

/** `ids`: those that must be called by name, wherever they stand among all. */
export function useConnectors({
  enabled = true,
  ids = [],
  ...which
}: Which & { enabled?: boolean; ids?: readonly (string | null | undefined)[] } = {}): Found {
  const workspace = useWorkspace().id;
  const [search, setSearch] = useState("");
  const word = useLate(search.trim());
  const first = useQuery({ ...foundQuery(workspace, which, ""), enabled });
  const more = first.data?.more ?? false;
  const hits = useQuery({
    ...foundQuery(workspace, which, word),
    enabled: more && word !== "",
    placeholderData: keepPreviousData,
  });
  const offered = first.data?.options ?? [];
  const options = more && word !== "" ? (hits.data?.options ?? offered) : offered;
  const known = useRef(new Map<string, string>()).current;
  for (const each of [...offered, ...options]) known.set(each.id, each.name);
  const others = more
    ? [...new Set(ids)].filter((id): id is string => !!id && !known.has(id)).slice(0, MOST_NAMES)
    : [];
  const asked = useQueries({ queries: others.map((id) => connectorNameQuery(workspace, id)) });
  for (const { data } of asked) if (data) known.set(data.id, data.name);
  return {
    options,
    ready: first.data !== undefined,
    error: hits.error ?? first.error,
    retry: () => void (first.error ? first : hits).refetch(),
    more,
    search,
    setSearch,
    nameOf: (id) => known.get(id) ?? id,
  };
}
