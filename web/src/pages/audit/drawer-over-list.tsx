import { Drawer } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useLocation, useNavigate } from "react-router";
import { returnFocus } from "../../ui/return-focus.ts";
import { rowId } from "../../ui/route-drawer.tsx";

type Props = { seq: string | null; title: string; children: ReactNode };

/** A row over its list, named in the query beside the filters. Closing it gives the focus back to the row. */
export function DrawerOverList({ seq, title, children }: Props) {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const last = useRef(seq);
  useEffect(() => {
    if (seq) last.current = seq;
  }, [seq]);
  const close = () => {
    const query = new URLSearchParams(search);
    query.delete("event");
    void navigate({ pathname, search: query.toString() }, { preventScrollReset: true });
  };
  const goBack = () => {
    const row = last.current ? document.getElementById(rowId(last.current)) : null;
    if (!row) return returnFocus();
    // After Mantine's own idea of where to go, which is nowhere when the page was opened with the drawer.
    window.setTimeout(() => row.focus(), 50);
  };
  return (
    <Drawer
      opened={seq !== null}
      onClose={close}
      position="right"
      size={560}
      title={title}
      onExitTransitionEnd={goBack}
    >
      {children}
    </Drawer>
  );
}
