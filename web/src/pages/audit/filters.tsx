import { NativeSelect } from "@mantine/core";
import type { AuditEvent } from "../../api/contract.ts";
import { FilterChips } from "../../ui/filter-chips.tsx";
import { SearchBox } from "../../ui/search-box.tsx";
import { exactly } from "../../ui/time.tsx";
import { auditWords as words } from "../../words/audit.ts";
import css from "./audit.module.css";
import { typeLabel } from "./labels.ts";
import { type FilterKey, useFilters } from "./use-filters.ts";

const outcomes = Object.entries(words.outcomes);
const HOUR_MS = 3_600_000;
const spans = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, month: 30 * 24 * HOUR_MS };
type Span = keyof typeof spans;

type Props = { types: readonly string[]; events: readonly AuditEvent[] };

export function Filters({ types, events }: Props) {
  const { filters, active, filter, clear } = useFilters();
  // A filter from the address stays choosable also when its type has no rows yet.
  const known = filters.type && !types.includes(filters.type) ? [filters.type, ...types] : types;
  return (
    <div className={css.filters}>
      <div className={css.selects}>
        <div className={css.search}>
          <SearchBox label={words.search} />
        </div>
        <NativeSelect
          label={words.filters.type}
          value={filters.type ?? ""}
          onChange={(event) => filter("type", event.currentTarget.value)}
        >
          <option value="">{words.allTypes}</option>
          {known.map((value) => (
            <option key={value} value={value}>
              {`${typeLabel(value)} (${value})`}
            </option>
          ))}
        </NativeSelect>
        <NativeSelect
          label={words.filters.outcome}
          value={filters.outcome ?? ""}
          onChange={(event) => filter("outcome", event.currentTarget.value)}
        >
          <option value="">{words.allOutcomes}</option>
          {outcomes.map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </NativeSelect>
        <TimeSelect />
      </div>
      <FilterChips
        chips={active.map((key) => ({
          key,
          name: words.filters[key],
          value: nameOf(key, filters[key] ?? "", events),
          onRemove: () => filter(key, null),
        }))}
        onClear={clear}
      />
    </div>
  );
}

/** Sets where the range begins; a range of the address, as from a chart, is shown as such. */
function TimeSelect() {
  const { filters, set } = useFilters();
  const own = filters.from !== undefined || filters.to !== undefined;
  const choose = (value: string) => {
    const { from: _, to: __, ...rest } = filters;
    if (!(value in spans)) return set(rest);
    set({ ...rest, from: new Date(Date.now() - spans[value as Span]).toISOString() });
  };
  return (
    <NativeSelect
      label={words.time}
      value={own ? "own" : ""}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{words.times.any}</option>
      {own && <option value="own">{words.ownTime}</option>}
      {(Object.keys(spans) as Span[]).map((span) => (
        <option key={span} value={span}>
          {words.times[span]}
        </option>
      ))}
    </NativeSelect>
  );
}

/** Filters go by id; people read names. The log keeps those of what is gone. */
export function nameOf(key: FilterKey, value: string, events: readonly AuditEvent[]): string {
  if (key === "from" || key === "to") return Number.isNaN(Date.parse(value)) ? value : exactly(value);
  if (key === "type") return typeLabel(value);
  if (key === "outcome") return outcomes.find(([outcome]) => outcome === value)?.[1] ?? value;
  const ends = events.flatMap(({ actor, target }) => [actor, target]);
  return ends.find(({ id }) => id === value)?.label ?? value;
}
