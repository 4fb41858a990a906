import css from "./charts.module.css";
import { dots, line, niceMax } from "./scale.ts";

/** The shape of what is written beside it. `label` says what that is where it is not written. */
export function Spark({ values, label }: { values: readonly (number | null)[]; label?: string }) {
  const end = niceMax(Math.max(0, ...values.filter((value) => value !== null)));
  return (
    <span {...(label !== undefined && { role: "img", "aria-label": label })}>
      <svg
        className={css.spark}
        viewBox="0 -4 100 108"
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <path d={line(values, end)} vectorEffect="non-scaling-stroke" />
        <path d={dots(values, end)} vectorEffect="non-scaling-stroke" data-dots="" />
      </svg>
    </span>
  );
}
