import { type KeyboardEvent, useId, useState } from "react";
import { Link } from "react-router";
import { charts } from "../words/charts.ts";
import { compact } from "../words/format.ts";
import { Chart } from "./chart.tsx";
import css from "./charts.module.css";
import { Legend } from "./legend.tsx";
import { type Mark, MarkList, Marks } from "./marks.tsx";
import { fillOf, type Paint, Patterns } from "./patterns.tsx";
import { niceCount, someOf, stacked } from "./scale.ts";

export type Series = { key: string; name: string; paint: Paint };
export type Column = {
  key: string;
  /** Under it: "14:00". */
  label: string;
  /** In full, with its day. */
  said: string;
  /** By the key of a series. */
  values: Readonly<Record<string, number>>;
  to?: string | undefined;
};

type Props = {
  title: string;
  summary: string;
  file: string;
  /** From the ground up. */
  series: readonly Series[];
  columns: readonly Column[];
  /** Changes to look at beside them. `at`: the index of a column. */
  marks?: readonly Mark[];
};

const HEIGHT = 160;

/** Stacks over time. Each leads to what it counts; one stop of the Tab key, arrows move between them. */
export function Columns({ title, summary, file, series, columns, marks = [] }: Props) {
  const id = useId();
  const sums = columns.map(({ values }) => series.reduce((sum, { key }) => sum + (values[key] ?? 0), 0));
  const end = niceCount(Math.max(0, ...sums));
  const table = {
    columns: [charts.when, ...series.map(({ name }) => name)],
    rows: columns.map(({ said, values, to }) => ({
      cells: [said, ...series.map(({ key }) => values[key] ?? 0)],
      to,
    })),
  };
  return (
    <Chart title={title} summary={summary} file={file} table={table}>
      <svg className={css.defs} aria-hidden="true">
        <defs>
          <Patterns id={id} paints={series.map(({ paint }) => paint)} />
        </defs>
      </svg>
      {series.length > 1 && <Legend entries={series} fill={(index) => fillOf(id, index)} />}
      <div className={css.plot}>
        <div className={css.axis} aria-hidden="true">
          <span>{compact(end)}</span>
          <span>{compact(end / 2)}</span>
          <span>0</span>
        </div>
        <div className={css.area}>
          <Stacks id={id} series={series} columns={columns} end={end} />
          <Marks marks={marks} columns={columns.length} />
        </div>
        <Labels labels={columns.map(({ label }) => label)} />
      </div>
      {marks.length > 0 && <MarkList marks={marks} />}
    </Chart>
  );
}

type StacksProps = Pick<Props, "series" | "columns"> & { id: string; end: number };

function Stacks({ id, series, columns, end }: StacksProps) {
  const [current, setCurrent] = useState(0);
  const move = ({ key, currentTarget }: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key] ?? 0;
    const to = Math.min(columns.length - 1, Math.max(0, current + step));
    if (step === 0 || to === current) return;
    setCurrent(to);
    currentTarget.querySelectorAll("a")[to]?.focus();
  };
  return (
    <ul className={css.stacks} aria-label={charts.arrows(columns.length)} onKeyDown={move}>
      {columns.map((column, index) => (
        <li key={column.key}>
          <Stack
            id={id}
            series={series}
            column={column}
            end={end}
            stop={index === Math.min(current, columns.length - 1)}
            onFocus={() => setCurrent(index)}
          />
        </li>
      ))}
    </ul>
  );
}

type StackProps = Omit<StacksProps, "columns"> & { column: Column; stop: boolean; onFocus: () => void };

function Stack({ id, series, column, end, stop, onFocus }: StackProps) {
  const { said, values, to } = column;
  const parts = series
    .map(({ key, name }) => ({ name, value: values[key] ?? 0 }))
    .filter(({ value }) => value > 0)
    .map(({ name, value }) => charts.part(value, name))
    .join(", ");
  const name = charts.stack(said, parts || charts.none);
  const shapes = stacked(
    series.map(({ key }) => values[key] ?? 0),
    end,
  );
  const drawn = (
    <svg width="100%" height={HEIGHT} aria-hidden="true" focusable="false">
      {shapes.map(({ from, height }, index) => (
        <rect
          key={series[index]?.key}
          x="12%"
          width="76%"
          y={`${100 - from - height}%`}
          height={`${height}%`}
          fill={fillOf(id, index)}
          className={css.shape}
        />
      ))}
    </svg>
  );
  if (!to)
    return (
      <span role="img" aria-label={name} title={name}>
        {drawn}
      </span>
    );
  return (
    <Link to={to} aria-label={name} title={name} tabIndex={stop ? 0 : -1} onFocus={onFocus}>
      {drawn}
    </Link>
  );
}

/** As many as have room on a phone. */
export function Labels({ labels }: { labels: readonly string[] }) {
  const shown = [...someOf(labels.length, 4)];
  return (
    <div className={css.labels} aria-hidden="true">
      {shown.map((index) => (
        <span key={index}>{labels[index]}</span>
      ))}
    </div>
  );
}
