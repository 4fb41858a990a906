import { ActionIcon, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Menu } from "../ui/icons.tsx";
import { Nav } from "./nav.tsx";
import css from "./shell.module.css";

/** The navigation on a narrow screen. */
export function NavSheet() {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <ActionIcon
        className={css.burger}
        variant="subtle"
        size={32}
        aria-label="Open navigation"
        onClick={open}
      >
        <Menu />
      </ActionIcon>
      <Drawer opened={opened} onClose={close} title="Navigation" size={280}>
        <nav aria-label="Main">
          <Nav onGo={close} />
        </nav>
      </Drawer>
    </>
  );
}
