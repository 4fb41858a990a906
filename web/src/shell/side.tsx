import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { ChevronDown } from "../ui/icons.tsx";
import { nav } from "../words/nav.ts";
import { side as words } from "../words/shell.ts";
import { Nav } from "./nav.tsx";
import css from "./shell.module.css";

/** public/color-scheme.js reads it, and sets `data-nav` before the first paint. */
const KEY = "valetkey-nav";
const root = document.documentElement;
const isCollapsed = () => root.dataset.nav === "closed";

/** The navigation beside the page: 232 pixels wide, or 56 with icons alone. */
export function Side() {
  const [collapsed, setCollapsed] = useState(isCollapsed);
  const toggle = () => {
    const next = isCollapsed() ? "open" : "closed";
    root.dataset.nav = next;
    setCollapsed(next === "closed");
    try {
      window.localStorage.setItem(KEY, next);
    } catch {
      // Storage may be blocked; it lasts as long as the page then.
    }
  };
  const word = collapsed ? nav.expand : nav.collapse;
  return (
    <nav className={css.side} aria-label={words.main}>
      <Nav />
      <UnstyledButton className={css.fold} onClick={toggle} aria-expanded={!collapsed} title={word}>
        <ChevronDown />
        <span className={css.label}>{word}</span>
      </UnstyledButton>
    </nav>
  );
}
