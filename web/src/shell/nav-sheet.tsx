import { ActionIcon } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { Menu } from "../ui/icons.tsx";
import { nav } from "../words/nav.ts";
import css from "./shell.module.css";

const load = () => import("./nav-drawer.tsx");
const NavDrawer = lazy(load);

/** The navigation on a narrow screen; a wide one never loads it. */
export function NavSheet() {
  const [state, setState] = useState<"unused" | "open" | "closed">("unused");
  const warm = () => void load();
  return (
    <>
      <ActionIcon
        className={css.burger}
        variant="subtle"
        size={32}
        aria-label={nav.open}
        onClick={() => setState("open")}
        onPointerEnter={warm}
        onFocus={warm}
      >
        <Menu />
      </ActionIcon>
      {state !== "unused" && (
        <Suspense fallback={null}>
          <NavDrawer opened={state === "open"} onClose={() => setState("closed")} />
        </Suspense>
      )}
    </>
  );
}
