import { useEffect } from "react";
import { shortcuts, singleKeysOn } from "./registry.ts";
import { feed, type Pressed } from "./sequence.ts";
import { isBusy, isTyping } from "./typing.ts";

/** Ctrl+K, and Cmd+K on a Mac, also while somebody types; not over a dialog, whose answer it would leave behind. */
const isPaletteKey = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === "k" && ctrlKey !== metaKey && !altKey && !shiftKey;

/** The one listener for keys of the whole app. */
export function useKeys(user: string, openPalette: () => void): void {
  useEffect(() => {
    let pressed: Pressed;
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (isPaletteKey(event)) {
        // The browser would go to its address bar.
        event.preventDefault();
        if (!isBusy()) openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (isTyping(event.target) || isBusy() || !singleKeysOn(user)) return;
      const all = shortcuts().flatMap(({ list }) => list);
      const { hit, pressed: next } = feed(
        pressed,
        event.key,
        event.timeStamp,
        all.map(({ keys }) => keys),
      );
      pressed = next;
      if (hit === undefined) return;
      event.preventDefault();
      all.find(({ keys }) => keys === hit)?.run();
    };
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, [user, openPalette]);
}
