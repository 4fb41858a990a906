import { Button } from "@mantine/core";
import { useRef } from "react";
import { ui } from "../words/ui.ts";
import css from "./filters.module.css";
import { X } from "./icons.tsx";
import { announce } from "./live.tsx";

type Chip = { key: string; name: string; value: string; onRemove: () => void };
type Props = { chips: readonly Chip[]; onClear: () => void };

/** What is filtered now, each removable by itself. Nothing while nothing is. */
export function FilterChips({ chips, onClear }: Props) {
  const list = useRef<HTMLUListElement>(null);
  if (chips.length === 0) return null;
  // The chip that had the focus is gone by then.
  const goOn = () =>
    window.setTimeout(() => {
      const next = list.current?.querySelector("button") ?? document.querySelector("h1");
      if (document.activeElement === document.body) next?.focus();
    });
  const remove = ({ name, value, onRemove }: Chip) => {
    onRemove();
    announce(ui.filterRemoved(ui.chip(name, value)));
    goOn();
  };
  const clear = () => {
    onClear();
    announce(ui.filtersCleared);
    goOn();
  };
  return (
    <ul className={css.chips} aria-label={ui.filters} ref={list}>
      {chips.map((chip) => (
        <li key={chip.key}>
          <Button
            size="compact-sm"
            variant="light"
            rightSection={<X size={12} />}
            aria-label={ui.removeFilter(ui.chip(chip.name, chip.value))}
            onClick={() => remove(chip)}
          >
            {ui.chip(chip.name, chip.value)}
          </Button>
        </li>
      ))}
      <li>
        <Button size="compact-sm" variant="default" onClick={clear}>
          {ui.clearFilters}
        </Button>
      </li>
    </ul>
  );
}
