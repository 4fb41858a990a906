import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { ui } from "../words/ui.ts";
import type { useCursor } from "./address.ts";
import css from "./filters.module.css";
import { announce } from "./live.tsx";

type Props = {
  paging: ReturnType<typeof useCursor>;
  /** The answer's `next_cursor`. */
  next: string | null | undefined;
  shown: number;
  total?: number | undefined;
  busy?: boolean;
};

/** Below a list of pages. Its buttons stay where there is nowhere to go, so that the focus does. */
export function Pager({ paging, next, shown, total, busy = false }: Props) {
  const text = total === undefined ? ui.rows(shown) : ui.rowsOf(shown, total);
  const turned = useRef(false);
  useEffect(() => {
    if (busy || !turned.current) return;
    turned.current = false;
    announce(text);
  }, [busy, text]);
  if (!paging.first && !next && total === undefined) return null;
  const turn = (go: (() => void) | undefined) => () => {
    if (!go || busy) return;
    turned.current = true;
    go();
  };
  return (
    <nav className={css.pager} aria-label={ui.pages}>
      <span className={css.dim}>{text}</span>
      <Turn onClick={turn(paging.first)} off={!paging.first}>
        {ui.firstPage}
      </Turn>
      <Turn onClick={turn(paging.previous)} off={!paging.previous}>
        {ui.previousPage}
      </Turn>
      <Turn onClick={turn(next ? () => paging.next(next) : undefined)} off={!next}>
        {ui.nextPage}
      </Turn>
    </nav>
  );
}

type TurnProps = { onClick: () => void; off: boolean; children: string };

function Turn({ onClick, off, children }: TurnProps) {
  return (
    <Button
      variant="default"
      size="compact-sm"
      onClick={onClick}
      {...(off && { "data-disabled": true })}
      aria-disabled={off}
    >
      {children}
    </Button>
  );
}
