import { Drawer } from "@mantine/core";
import { useEffect, useState } from "react";
import { nav } from "../words/nav.ts";
import { navDrawer as words } from "../words/shell.ts";
import { Nav } from "./nav.tsx";

type Props = { opened: boolean; onClose: () => void };

export default function NavDrawer({ opened, onClose }: Props) {
  // Opened only after it is there, or it would come without its movement and without the focus.
  const [here, setHere] = useState(false);
  useEffect(() => setHere(true), []);
  return (
    <Drawer opened={opened && here} onClose={onClose} title={nav.title} size={280}>
      <nav aria-label={words.main}>
        <Nav onGo={onClose} />
      </nav>
    </Drawer>
  );
}
