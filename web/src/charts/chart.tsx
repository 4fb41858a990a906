import { Button } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import { Link } from "react-router";
import { keep } from "../ui/download.ts";
import { announce } from "../ui/live.tsx";
import { Cell, Table } from "../ui/table.tsx";
import { charts } from "../words/charts.ts";
import { count } from "../words/format.ts";
import css from "./charts.module.css";
import { csv } from "./csv.ts";

export type ChartRow = { cells: readonly (string | number | null)[]; to?: string | undefined };

type Props = {
  title: string;
  /** What a person who does not see it should know, in one sentence. */
  summary: string;
  /** The file's name without its ending. */
  file: string;
  /** The same as rows; the first cell of a row leads where its bar does. */
  table: { columns: readonly string[]; rows: readonly ChartRow[] };
  children: ReactNode;
};

/** What every chart has: title, sentence, the same as a table, and a file. */
export function Chart({ title, summary, file, table, children }: Props) {
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const save = () => {
    const name = `${file}.csv`;
    const text = csv(
      table.columns,
      table.rows.map(({ cells }) => cells),
    );
    keep(new Blob([text], { type: "text/csv" }), name);
    announce(charts.saved(name));
  };
  return (
    <figure className={css.chart} aria-labelledby={`${id}-title`} aria-describedby={`${id}-said`}>
      <figcaption className={css.head}>
        <div>
          <h3 id={`${id}-title`}>{title}</h3>
          <p id={`${id}-said`} className={css.summary}>
            {summary}
          </p>
        </div>
        <div className={css.tools}>
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={`${asTable ? charts.asChart : charts.asTable}: ${title}`}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? charts.asChart : charts.asTable}
          </Button>
          <Button variant="subtle" size="compact-sm" aria-label={charts.csvOf(title)} onClick={save}>
            {charts.csv}
          </Button>
        </div>
      </figcaption>
      {asTable ? <Rows title={title} {...table} /> : children}
    </figure>
  );
}

function Rows({ title, columns, rows }: Props["table"] & { title: string }) {
  return (
    <div className={css.rows}>
      <Table label={title} columns={columns} narrow="cards">
        {rows.map(({ cells, to }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one answer, in its order
          <tr key={index}>
            {cells.map((cell, at) => {
              const text = typeof cell === "number" ? count(cell) : (cell ?? "–");
              return (
                <Cell key={columns[at]} {...(at > 0 && { of: columns[at] ?? "" })}>
                  {at === 0 && to ? <Link to={to}>{text}</Link> : text}
                </Cell>
              );
            })}
          </tr>
        ))}
      </Table>
    </div>
  );
}
