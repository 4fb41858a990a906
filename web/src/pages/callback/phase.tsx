import type { ReactNode } from "react";
import { CheckCircle, Clock, Triangle, XOctagon } from "../../ui/icons.tsx";
import { useArrival } from "../../ui/page.tsx";
import css from "./callback.module.css";

const icons = { pending: Clock, valid: CheckCircle, attention: Triangle, invalid: XOctagon };

type Props = { title: string; tone: keyof typeof icons; children: ReactNode };

export function Phase({ title, tone, children }: Props) {
  const heading = useArrival(title);
  const Icon = icons[tone];
  return (
    <main aria-busy={tone === "pending"}>
      <div className={css.page} role={tone === "invalid" ? "alert" : "status"}>
        <span className={css.icon} data-tone={tone}>
          <Icon size={40} />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
    </main>
  );
}
