import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ConnectorStatus } from "../../api/contract.ts";
import { catalogQuery } from "../../api/queries.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { FilterChips } from "../../ui/filter-chips.tsx";
import { FilterMenu } from "../../ui/filter-menu.tsx";
import { SearchBox } from "../../ui/search-box.tsx";
import { connectorWords as words } from "../../words/connectors.ts";
import css from "./list.module.css";
import type { Filters } from "./use-filters.ts";

const options = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

/** A menu of which one is chosen at a time: the one just pressed. */
const last = (chosen: readonly string[]): string | null => chosen.at(-1) ?? null;

export function FilterBar({ filters }: { filters: Filters }) {
  const { many, set } = filters;
  const { data } = useQuery(catalogQuery(useWorkspace().id));
  const providers = (data?.providers ?? []).map(({ id, title }) => ({ value: id, label: title }));
  const one = (name: "kind" | "unused" | "over_scoped", title: string, labels: Record<string, string>) => (
    <FilterMenu
      name={title}
      options={options(labels)}
      chosen={many(name)}
      onChange={(chosen) => set(name, last(chosen))}
    />
  );
  return (
    <>
      <div className={css.bar}>
        <SearchBox label={words.search} />
        <FilterMenu
          name={words.status}
          options={options(words.statuses)}
          chosen={many("status")}
          onChange={(chosen) => set("status", chosen)}
        />
        <FilterMenu
          name={words.provider}
          options={providers}
          chosen={many("provider")}
          onChange={(chosen) => set("provider", chosen)}
        />
        {one("kind", words.kind, words.kinds)}
        {one("unused", words.unused, words.unusedFor)}
        {one("over_scoped", words.access, { true: words.overScoped })}
      </div>
      <Chips filters={filters} providers={providers} />
    </>
  );
}

export function SortSelect({ filters: { values, set } }: { filters: Filters }) {
  return (
    <NativeSelect
      className={css.sort ?? ""}
      aria-label={words.sort}
      value={values.sort ?? "newest"}
      onChange={({ currentTarget: { value } }) => set("sort", value === "newest" ? null : value)}
    >
      {options(words.sorts).map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </NativeSelect>
  );
}

type ChipsProps = { filters: Filters; providers: readonly { value: string; label: string }[] };

function Chips({ filters, providers }: ChipsProps) {
  const { values, many, set, change } = filters;
  const title = (id: string) => providers.find(({ value }) => value === id)?.label ?? id;
  const status = (value: string) => words.statuses[value as ConnectorStatus] ?? value;
  const single = (key: "q" | "kind" | "unused" | "over_scoped", name: string, value: string | undefined) =>
    value ? [{ key, name, value, onRemove: () => set(key, null) }] : [];
  const each = (key: "status" | "provider", name: string, label: (value: string) => string) =>
    many(key).map((value) => ({
      key: `${key} ${value}`,
      name,
      value: label(value),
      onRemove: () =>
        set(
          key,
          many(key).filter((other) => other !== value),
        ),
    }));
  const { kind, unused } = values;
  const chips = [
    ...single("q", words.q, values.q),
    ...each("status", words.status, status),
    ...each("provider", words.provider, title),
    ...single("kind", words.kind, kind && (words.kinds[kind as "shared"] ?? kind)),
    ...single("unused", words.unused, unused && (words.unusedFor[unused as "30"] ?? unused)),
    ...single("over_scoped", words.access, values.over_scoped && words.overScoped),
  ];
  const clear = () => change(Object.fromEntries(filters.NARROW.map((name) => [name, null])));
  return <FilterChips chips={chips} onClear={clear} />;
}
