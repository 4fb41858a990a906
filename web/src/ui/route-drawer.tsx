import { Drawer } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useLocation, useNavigate } from "react-router";
import { returnFocus } from "./return-focus.ts";

type Props = {
  opened: boolean;
  title: ReactNode;
  /** The page under it; what is filtered there stays. */
  closeTo: string;
  /** The id of what opened it, given to a row's link by `rowId`. */
  row?: string | undefined;
  children: ReactNode;
};

/** For the link in a row that opens its drawer. */
export const rowId = (of: string): string => `row-${of}`;

/** A drawer that is an address of its own. Closing it gives the focus back to its row, also when it came by a link. */
export function RouteDrawer({ opened, title, closeTo, row, children }: Props) {
  const navigate = useNavigate();
  const { search } = useLocation();
  const last = useRef(row);
  useEffect(() => {
    if (row) last.current = row;
  }, [row]);
  const close = () => void navigate(closeTo + search, { preventScrollReset: true });
  const goBack = () => {
    const link = last.current ? document.getElementById(rowId(last.current)) : null;
    if (!link) return returnFocus();
    // After Mantine's own idea of where to go, which is nowhere when the page was opened with the drawer.
    window.setTimeout(() => link.focus({ preventScroll: false }), 50);
  };
  return (
    <Drawer
      opened={opened}
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
