import type { ReactNode } from "react";
import css from "./ui.module.css";

type Props = {
  label: string;
  columns: readonly string[];
  /** On a narrow screen: `cards` names each value, `lines` runs them together. */
  narrow: "cards" | "lines";
  children: ReactNode;
};

/** A plain table in a region that scrolls sideways by itself; on a narrow screen each row stands on its own. */
export function Table({ label, columns, narrow, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={css.scroller} aria-label={label} tabIndex={0}>
      <table className={css.table} data-narrow={narrow}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

type CellProps = {
  /** Its column, told beside the value where there are no columns. */
  of?: string;
  /** What people name: may be long, and wraps. */
  long?: boolean;
  /** Beside the first cell of a narrow row. */
  corner?: boolean;
  children?: ReactNode;
};

export function Cell({ of, long, corner, children }: CellProps) {
  return (
    <td data-label={of} data-long={long} data-corner={corner}>
      {children}
    </td>
  );
}
