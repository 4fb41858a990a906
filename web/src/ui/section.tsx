import { type ReactNode, useId } from "react";
import css from "./ui.module.css";

type Props = { title: string; lead?: ReactNode; actions?: ReactNode; children?: ReactNode };

/** A part of a page under its own heading. */
export function Section({ title, lead, actions, children }: Props) {
  const id = useId();
  return (
    <section className={css.section} aria-labelledby={id}>
      <div className={css.sectionHead}>
        <div>
          <h2 id={id}>{title}</h2>
          {lead && <p className={css.dim}>{lead}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
