import type { ReactNode } from "react";
import { Link } from "react-router";
import css from "./stat.module.css";

/** Tiles of numbers beside each other. */
export function Stats({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={css.stats} aria-label={label}>
      {children}
    </ul>
  );
}

type Props = {
  name: string;
  /** As it is read: "1,204", "98.2%". */
  value: ReactNode;
  /** What it is compared with, or of what it is made. */
  hint?: ReactNode;
  /** Where the things are that it counts. */
  to?: string;
  /** A sparkline. */
  children?: ReactNode;
};

/** One number: what it is, how much, compared with what. */
export function Stat({ name, value, hint, to, children }: Props) {
  return (
    <li className={css.stat}>
      {to ? <Link to={to}>{name}</Link> : <span className={css.name}>{name}</span>}
      <strong className={css.value}>{value}</strong>
      {hint && <span className={css.hint}>{hint}</span>}
      {children}
    </li>
  );
}
