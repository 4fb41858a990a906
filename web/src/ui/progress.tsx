import { type ReactNode, useId } from "react";
import css from "./progress.module.css";

type Props = {
  label: string;
  /** undefined: nobody knows how much there is. */
  value: number | undefined;
  max?: number;
  /** What is told of it: "12 of 40 done". */
  text: string;
  /** A button that stops it. */
  children?: ReactNode;
};

/** How far something long has come. */
export function Progress({ label, value, max = 1, text, children }: Props) {
  const id = useId();
  const known = value === undefined ? {} : { value, max };
  return (
    <div className={css.progress}>
      <label htmlFor={id}>{label}</label>
      <progress id={id} {...known} aria-valuetext={text} />
      <span className={css.text}>{text}</span>
      {children}
    </div>
  );
}
