import { Button, NativeSelect } from "@mantine/core";
import type { AuditEvent } from "../../api/contract.ts";
import { X } from "../../ui/icons.tsx";
import css from "./audit.module.css";
import { typeLabel } from "./labels.ts";
import { type FilterKey, useFilters } from "./use-filters.ts";

const outcomes = ["ok", "started", "failed", "refused"];

type Props = { types: readonly string[]; events: readonly AuditEvent[] };

export function Filters({ types, events }: Props) {
  const { filters, active, filter, clear } = useFilters();
  // A filter from the address stays choosable also when its type has no rows yet.
  const known = filters.type && !types.includes(filters.type) ? [filters.type, ...types] : types;
  return (
    <div className={css.filters}>
      <div className={css.selects}>
        <Choice label="Action" all="All actions" values={known} of="type" />
        <Choice label="Outcome" all="All outcomes" values={outcomes} of="outcome" />
      </div>
      {active.length > 0 && (
        <ul className={css.chips} aria-label="Filters">
          {active.map((key) => {
            const text = `${key}: ${nameOf(key, filters[key] ?? "", events)}`;
            return (
              <li key={key}>
                <Button
                  size="compact-sm"
                  variant="light"
                  rightSection={<X size={12} />}
                  aria-label={`Remove filter ${text}`}
                  onClick={() => filter(key, null)}
                >
                  {text}
                </Button>
              </li>
            );
          })}
          <li>
            <Button size="compact-sm" variant="default" onClick={clear}>
              Clear filters
            </Button>
          </li>
        </ul>
      )}
    </div>
  );
}

type ChoiceProps = { label: string; all: string; values: readonly string[]; of: "type" | "outcome" };

function Choice({ label, all, values, of }: ChoiceProps) {
  const { filters, filter } = useFilters();
  return (
    <NativeSelect
      label={label}
      value={filters[of] ?? ""}
      onChange={(event) => filter(of, event.currentTarget.value)}
    >
      <option value="">{all}</option>
      {values.map((value) => (
        <option key={value} value={value}>
          {of === "type" ? `${typeLabel(value)} (${value})` : value}
        </option>
      ))}
    </NativeSelect>
  );
}

/** Filters go by id; people read names. */
function nameOf(key: FilterKey, value: string, events: readonly AuditEvent[]): string {
  if (key !== "actor" && key !== "target") return value;
  return events.find((event) => event[key].id === value)?.[key].label ?? value;
}
