import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { catalogQuery } from "../../api/queries.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { useAddress } from "../../ui/address.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { FilterChips } from "../../ui/filter-chips.tsx";
import { FilterMenu } from "../../ui/filter-menu.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Search } from "../../ui/icons.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { SearchBox } from "../../ui/search-box.tsx";
import { catalogueWords as words } from "../../words/catalogue.ts";
import { Views } from "../connectors/views.tsx";
import { Card } from "./card.tsx";
import css from "./catalogue.module.css";
import { entriesOf, narrowed, type State } from "./entries.ts";

/** `/settings/connectors/catalogue`: what can be connected, by category. */
export function CataloguePage() {
  if (useMay("connectors.manage")) return <Catalogue />;
  return (
    <Forbidden title={words.title} doing={words.managingConnectors} who={words.ownerOrAdminOfWorkspace} />
  );
}

const FILTERS = ["q", "category", "state"] as const;

function Catalogue() {
  const { data, error, refetch, isFetching } = useQuery(catalogQuery(useWorkspace().id));
  const { values, many, set, clear } = useAddress(FILTERS);
  const all = data ? entriesOf(data.providers) : [];
  const shown = narrowed(all, { q: values.q, category: many("category"), state: many("state") });
  const categories = [...new Set(all.map(({ category }) => category))].toSorted();
  const chip = (key: "category" | "state", name: string, label: (value: string) => string) =>
    many(key).map((value) => ({
      key: `${key} ${value}`,
      name,
      value: label(value),
      onRemove: () =>
        set(
          key,
          many(key).filter((each) => each !== value),
        ),
    }));
  const chips = [
    ...(values.q ? [{ key: "q", name: words.q, value: values.q, onRemove: () => set("q", null) }] : []),
    ...chip("category", words.category, (value) => value),
    ...chip("state", words.state, (value) => words.states[value as State] ?? value),
  ];
  return (
    <Page title={words.title} lead={words.lead}>
      <Views />
      {error && <ErrorPanel title={words.failed} error={error} onRetry={refetch} busy={isFetching} />}
      {!data && !error && <Bones count={4} height={120} className={css.cards} />}
      {data && (
        <>
          <div className={css.bar}>
            <SearchBox label={words.search} />
            <FilterMenu
              name={words.category}
              options={categories.map((value) => ({ value, label: value }))}
              chosen={many("category")}
              onChange={(chosen) => set("category", chosen)}
            />
            <FilterMenu
              name={words.state}
              options={Object.entries(words.states).map(([value, label]) => ({ value, label }))}
              chosen={many("state")}
              onChange={(chosen) => set("state", chosen)}
            />
          </div>
          <FilterChips chips={chips} onClear={clear} />
          <p className={css.dim}>{words.count(shown.length)}</p>
          {shown.length === 0 && (
            <Empty icon={<Search size={64} />} action={<Button onClick={clear}>{words.clear}</Button>}>
              {words.noMatch}
            </Empty>
          )}
          <ul className={css.cards}>
            {shown.map((entry) => (
              <Card key={entry.id} entry={entry} />
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}
