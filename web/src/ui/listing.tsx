import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { ui } from "../words/ui.ts";
import { Empty } from "./empty.tsx";
import { ErrorPanel } from "./error-panel.tsx";
import { Search } from "./icons.tsx";
import css from "./listing.module.css";
import { Delayed } from "./loading.tsx";
import { Table } from "./table.tsx";
import base from "./ui.module.css";

/** What a query of TanStack Query tells of itself. */
type Reading = {
  error: unknown;
  isFetching: boolean;
  isPlaceholderData?: boolean;
  refetch: () => unknown;
};

type Props<Row> = {
  label: string;
  columns: readonly string[];
  narrow: "cards" | "lines";
  reading: Reading;
  /** undefined: nothing was read yet. */
  rows: readonly Row[] | undefined;
  /** A `<tr>` with its key. */
  row: (row: Row) => ReactNode;
  /** "Failed to load connectors" */
  failed: string;
  /** The first use: an `Empty` with one sentence and one action. */
  empty: ReactNode;
  /** Given while something is filtered. `none`: "No connector matches these filters." */
  filtered?: { none: string; onClear: () => void } | undefined;
  /** Rows of the skeleton. */
  expect?: number;
};

/**
 * A table in the four states a list can be in: a skeleton of the same geometry, empty, empty because of filters, and
 * failed. Rows that were read stay while they are read again, also when that fails.
 */
export function Listing<Row>(props: Props<Row>) {
  const { label, columns, narrow, reading, rows, row, failed, empty, filtered, expect = 6 } = props;
  const { error, isFetching, isPlaceholderData = false, refetch } = reading;
  return (
    <>
      {error ? (
        <ErrorPanel title={failed} error={error} onRetry={() => void refetch()} busy={isFetching} />
      ) : null}
      {error && rows ? <p className={base.dim}>{ui.stale}</p> : null}
      {!rows && !error && <Skeleton columns={columns} narrow={narrow} rows={expect} />}
      {rows && rows.length > 0 && (
        <div className={css.rows} aria-busy={isPlaceholderData}>
          <Table label={label} columns={columns} narrow={narrow}>
            {rows.map(row)}
          </Table>
        </div>
      )}
      {rows?.length === 0 && (filtered ? <NoMatch {...filtered} /> : empty)}
    </>
  );
}

/** `none`: what matches nothing, in a sentence. */
export function NoMatch({ none, onClear }: { none: string; onClear: () => void }) {
  return (
    <Empty icon={<Search size={64} />} action={<Button onClick={onClear}>{ui.clearFilters}</Button>}>
      {none}
    </Empty>
  );
}

type SkeletonProps = { columns: readonly string[]; narrow: "cards" | "lines"; rows: number };

/** Not a `Table`, whose scroller takes the focus. */
function Skeleton({ columns, narrow, rows }: SkeletonProps) {
  return (
    <Delayed>
      <div className={base.scroller} aria-hidden="true">
        <table className={base.table} data-narrow={narrow}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column}>{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: identical and never reordered
              <tr key={index}>
                {columns.map((column) => (
                  <td key={column}>
                    <span className={css.line} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Delayed>
  );
}
