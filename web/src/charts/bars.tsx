import { useId } from "react";
import { Link } from "react-router";
import { charts } from "../words/charts.ts";
import { count } from "../words/format.ts";
import { Chart } from "./chart.tsx";
import css from "./charts.module.css";
import { fillOf, type Paint, Patterns } from "./patterns.tsx";
import { share } from "./scale.ts";

export type Bar = { key: string; name: string; value: number; to?: string | undefined };

type Props = {
  title: string;
  summary: string;
  file: string;
  /** What is counted: "Calls". */
  unit: string;
  bars: readonly Bar[];
  paint?: Paint;
  /** How a value is read; default 1,234. */
  say?: (value: number) => string;
};

/** One bar a thing, its name and value beside it; each leads to what it counts. */
export function Bars({ title, summary, file, unit, bars, paint = "brand", say = count }: Props) {
  const id = useId();
  const end = Math.max(0, ...bars.map(({ value }) => value));
  const table = {
    columns: [charts.what, unit],
    rows: bars.map(({ name, value, to }) => ({ cells: [name, value], to })),
  };
  return (
    <Chart title={title} summary={summary} file={file} table={table}>
      <svg className={css.defs} aria-hidden="true">
        <defs>
          <Patterns id={id} paints={[paint]} />
        </defs>
      </svg>
      <ol className={css.bars}>
        {bars.map(({ key, name, value, to }) => (
          <li key={key}>
            {to ? <Link to={to}>{name}</Link> : <span>{name}</span>}
            <svg className={css.bar} aria-hidden="true" focusable="false">
              <rect
                width={`${share(value, end)}%`}
                height="100%"
                rx="2"
                fill={fillOf(id, 0)}
                className={css.shape}
              />
            </svg>
            <span className={css.value}>{say(value)}</span>
          </li>
        ))}
      </ol>
    </Chart>
  );
}
