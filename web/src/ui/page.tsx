import { type ReactNode, useEffect, useRef } from "react";
import { useLocation } from "react-router";
import { page as words } from "../words/parts.ts";
import css from "./ui.module.css";

type Props = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode };

/** The heading of a page; it takes focus when somebody arrives, so that the page announces itself. */
export function Page({ title, lead, actions, children }: Props) {
  const heading = useArrival(title);
  return (
    <>
      <header className={css.pageHead}>
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p className={css.lead}>{lead}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** The place this document was loaded at, also by Reload: the browser keeps the focus there. Null: where that leads to. */
let loadedAt: string | null = (window.history.state as { key?: string } | null)?.key ?? "default";

/** For what only leads on to another page: when the document was loaded here, it counts as loaded there. */
export function useLeadsOn(leads: boolean): void {
  const { key } = useLocation();
  useEffect(() => {
    if (leads && key === loadedAt) loadedAt = null;
  }, [leads, key]);
}

/** Sets the document's title and, except on the first load, focuses the heading. */
export function useArrival(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: on arrival only; a drawer on the same page must not take the focus
  useEffect(() => {
    loadedAt ??= key;
    if (key !== loadedAt) heading.current?.focus();
  }, []);
  useEffect(() => {
    document.title = words.valetkey(title);
  }, [title]);
  return heading;
}
