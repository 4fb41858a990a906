import type { ConnectorFilters } from "../../api/connectors.ts";
import { useAddress, useCursor } from "../../ui/address.ts";

export const FILTERS = ["q", "status", "provider", "kind", "unused", "over_scoped", "sort"] as const;
/** `sort` hides nothing. */
const NARROW = FILTERS.filter((name) => name !== "sort");

/** What is searched, filtered and sorted, in the address. */
export function useFilters() {
  const address = useAddress(FILTERS);
  const paging = useCursor();
  const wish = { ...address.values, ...(paging.cursor && { cursor: paging.cursor }) } as ConnectorFilters;
  return { ...address, paging, wish, narrowed: address.active.some((name) => name !== "sort"), NARROW };
}
export type Filters = ReturnType<typeof useFilters>;
