/** What lies over the page and belongs to none: asked for by the header before its code is there. */
export type Overlay = "palette" | "help" | undefined;

let opened: Overlay;
const listeners = new Set<() => void>();

const set = (now: Overlay): void => {
  opened = now;
  for (const listener of listeners) listener();
};
export const overlay = (): Overlay => opened;
export const openOverlay = (which: "palette" | "help"): void => set(which);
export const closeOverlay = (): void => set(undefined);

export function onOverlay(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Presses the youngest Undo that is offered. False: there is none. */
export function pressUndo(): boolean {
  const buttons = document.querySelectorAll<HTMLElement>("[data-undo]");
  const last = buttons[buttons.length - 1];
  last?.click();
  return last !== undefined;
}
