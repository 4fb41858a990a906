import type { ReactNode } from "react";
import css from "./ui.module.css";

type Props = { icon: ReactNode; children: ReactNode; action?: ReactNode };

export function Empty({ icon, children, action }: Props) {
  return (
    <div className={css.empty}>
      <span className={css.emptyIcon}>{icon}</span>
      <p>{children}</p>
      {action}
    </div>
  );
}
