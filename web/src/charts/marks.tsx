import { Link } from "react-router";
import { charts } from "../words/charts.ts";
import css from "./charts.module.css";

/** A change at a moment of the chart: which column, what was changed, and where that is to be read. */
export type Mark = { at: number; label: string; to?: string | undefined };

/** Dashed lines with a number, which the list below says in words. */
export function Marks({ marks, columns }: { marks: readonly Mark[]; columns: number }) {
  return (
    <div className={css.marks} aria-hidden="true">
      {marks.map(({ at, label }, index) => (
        <span key={label} style={{ left: `${((at + 0.5) / Math.max(1, columns)) * 100}%` }}>
          {index + 1}
        </span>
      ))}
    </div>
  );
}

/** What the numbers on the chart stand for. */
export function MarkList({ marks }: { marks: readonly Mark[] }) {
  return (
    <ul className={css.markList} aria-label={charts.marks}>
      {marks.map(({ label, to }, index) => (
        <li key={label}>
          {to ? <Link to={to}>{charts.mark(index + 1, label)}</Link> : charts.mark(index + 1, label)}
        </li>
      ))}
    </ul>
  );
}
