import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useSearchParams } from "react-router";
import { ui } from "../words/ui.ts";
import { withChanges } from "./address.ts";
import css from "./filters.module.css";
import { NoMatch } from "./listing.tsx";
import { announce } from "./live.tsx";
import { SearchBox } from "./search-box.tsx";

/** Rows shown at first, and with each "Show more". */
const STEP = 100;
/** A list that is taken in at a look needs no search. */
const SEARCHED_FROM = 20;

type Words<Row> = {
  /** "Search members" */
  search: string;
  /** "No member matches this search." */
  none: string;
  /** What a row is found by. */
  of: (row: Row) => readonly string[];
};
type Many<Row> = {
  /** Those to show. */
  rows: readonly Row[];
  /** Above the table: the search, where there are many. */
  above: ReactNode;
  /** Below it: how many of how many, or that none matches. */
  below: ReactNode;
};

/** A list that was read whole and may be long: a part of it, with a search and a button for more. */
export function useMany<Row>(all: readonly Row[], words: Words<Row>): Many<Row> {
  const [query, setQuery] = useSearchParams();
  const [most, setMost] = useState(STEP);
  const wanted = (query.get("q") ?? "").toLowerCase();
  const found = wanted
    ? all.filter((row) => words.of(row).some((text) => text.toLowerCase().includes(wanted)))
    : all;
  const rows = found.slice(0, most);
  const left = found.length - rows.length;
  const show = () => {
    const next = Math.min(most + STEP, found.length);
    setMost(next);
    announce(ui.shownOf(next, found.length));
  };
  const above = (all.length >= SEARCHED_FROM || wanted) && (
    <div className={css.search}>
      <SearchBox label={words.search} />
    </div>
  );
  if (wanted && found.length === 0)
    return {
      rows,
      above,
      below: <NoMatch none={words.none} onClear={() => setQuery((now) => withChanges(now, { q: "" }))} />,
    };
  const below = left > 0 && (
    <div className={css.pager}>
      <span className={css.dim}>{ui.shownOf(rows.length, found.length)}</span>
      <Button variant="default" size="compact-sm" onClick={show}>
        {ui.showMore(Math.min(STEP, left))}
      </Button>
    </div>
  );
  return { rows, above, below };
}
