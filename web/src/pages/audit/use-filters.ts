import type { AuditFilters } from "../../api/audit.ts";
import { useAddress } from "../../ui/address.ts";

const keys = ["type", "outcome", "actor", "target", "agent", "connector", "tool", "from", "to", "q"] as const;
export type FilterKey = (typeof keys)[number];

/** The filters and the open row live in the address. */
export function useFilters() {
  const { values, active, change } = useAddress([...keys, "event"]);
  const { event, ...filters } = values;
  const none = Object.fromEntries(keys.map((key) => [key, null]));
  return {
    filters: filters satisfies AuditFilters,
    active: active.filter((key): key is FilterKey => key !== "event"),
    event: event ?? null,
    filter: (key: FilterKey, value: string | null) => change({ [key]: value, event: null }),
    set: (wanted: AuditFilters) => change({ ...none, ...wanted, event: null }),
    clear: () => change({ ...none, event: null }),
  };
}
