import { UnstyledButton } from "@mantine/core";
import { Search } from "../ui/icons.tsx";
import { nav } from "../words/nav.ts";
import { openOverlay } from "./overlay.ts";
import css from "./shell.module.css";

const isMac = /Mac|iPhone|iPad/.test(window.navigator.platform);

/** The way to the palette for whoever knows no keys. */
export function FindButton() {
  return (
    <UnstyledButton
      className={css.find}
      title={nav.findHint}
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => openOverlay("palette")}
    >
      <Search />
      <span className={css.findWord}>{nav.find}</span>
      <span className={css.findKeys} aria-hidden="true">
        {isMac ? "⌘ K" : "Ctrl K"}
      </span>
    </UnstyledButton>
  );
}
