import { useSearchParams } from "react-router";
import type { AuditFilters } from "../../api/queries.ts";

const keys = ["type", "outcome", "actor", "target"] as const;
export type FilterKey = (typeof keys)[number];

/** The filters and the open row live in the address. */
export function useFilters() {
  const [query, setQuery] = useSearchParams();
  const filters: AuditFilters = {};
  for (const key of keys) {
    const value = query.get(key);
    if (value) filters[key] = value;
  }
  const change = (entries: Partial<Record<FilterKey | "event", string | null>>) =>
    setQuery((now) => {
      const next = new URLSearchParams(now);
      for (const [key, value] of Object.entries(entries)) {
        if (value) next.set(key, value);
        else next.delete(key);
      }
      return next;
    });
  return {
    filters,
    active: keys.filter((key) => filters[key] !== undefined),
    event: query.get("event"),
    filter: (key: FilterKey, value: string | null) => change({ [key]: value, event: null }),
    clear: () => change({ type: null, outcome: null, actor: null, target: null, event: null }),
    open: (seq: number | null) => change({ event: seq === null ? null : String(seq) }),
  };
}
