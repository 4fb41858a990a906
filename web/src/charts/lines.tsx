import { charts } from "../words/charts.ts";
import { Chart } from "./chart.tsx";
import css from "./charts.module.css";
import { Labels } from "./columns.tsx";
import { dots, line, niceMax, share } from "./scale.ts";

export type Line = {
  key: string;
  /** Written at its end: "p95". */
  name: string;
  /** null: nothing is known of that moment. */
  values: readonly (number | null)[];
};

type Props = {
  title: string;
  summary: string;
  file: string;
  /** At most four, of which the first is the one to look at. */
  lines: readonly Line[];
  labels: readonly string[];
  /** The moments in full, for the table. */
  said: readonly string[];
  /** How a value is read: 340 ms. */
  say: (value: number) => string;
};

/** Lines over time, as of percentiles: told apart by their strokes and the name at their end. */
export function Lines({ title, summary, file, lines, labels, said, say }: Props) {
  const known = lines.flatMap(({ values }) => values).filter((value) => value !== null);
  const end = niceMax(Math.max(0, ...known));
  const table = {
    columns: [charts.when, ...lines.map(({ name }) => name)],
    rows: said.map((at, index) => ({ cells: [at, ...lines.map(({ values }) => values[index] ?? null)] })),
  };
  return (
    <Chart title={title} summary={summary} file={file} table={table}>
      <div className={css.plot} data-named="true">
        <div className={css.axis} aria-hidden="true">
          <span>{say(end)}</span>
          <span>{say(end / 2)}</span>
          <span>0</span>
        </div>
        <div className={css.area}>
          <svg
            className={css.lines}
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
          >
            {lines.map(({ key, values }, index) => (
              <g key={key} data-stroke={index}>
                <path d={line(values, end)} vectorEffect="non-scaling-stroke" />
                <path d={dots(values, end)} vectorEffect="non-scaling-stroke" data-dots="" />
              </g>
            ))}
          </svg>
        </div>
        <Names lines={lines} end={end} say={say} />
        <Labels labels={labels} />
      </div>
    </Chart>
  );
}

/** At the height of each line's last value; those that would cover each other are moved apart. */
function Names({ lines, end, say }: Pick<Props, "lines" | "say"> & { end: number }) {
  const placed = lines
    .flatMap(({ key, name, values }, index) => {
      const value = values.findLast((each) => each !== null) ?? null;
      return value === null ? [] : [{ key, name, value, index, top: 100 - share(value, end) }];
    })
    .sort((a, b) => b.top - a.top);
  let below = Number.POSITIVE_INFINITY;
  const apart = placed.map((each) => {
    below = Math.min(each.top, below - 12);
    return { ...each, top: below };
  });
  return (
    <ul className={css.names}>
      {apart.map(({ key, name, value, index, top }) => (
        <li key={key} style={{ top: `${top}%` }}>
          <svg width="20" height="8" data-stroke={index} aria-hidden="true" focusable="false">
            <path d="M0 4h20" />
          </svg>
          {charts.bar(name, say(value))}
        </li>
      ))}
    </ul>
  );
}
