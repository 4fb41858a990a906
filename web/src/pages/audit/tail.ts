export type Fresh = { count: number; more: boolean };

/** Nobody is told more often, in milliseconds: a busy log would never be silent. */
const TELL_MS = 10_000;
/** The rows have left their place when the page is scrolled further than its head. */
const SCROLLED_PX = 160;

/** When to say how many there are, given when that was said last; undefined: not now. Pure. */
export const announcedAt = (last: number, now: number): number | undefined =>
  now - last >= TELL_MS ? now : undefined;

/** Whether somebody is at the rows: scrolled down to them, marked some text, or is on one of them by keyboard. */
export function isHeld(): boolean {
  if (window.scrollY > SCROLLED_PX) return true;
  const rows = document.getElementById(ROWS);
  if (!rows) return false;
  const selection = document.getSelection();
  const marks = selection !== null && !selection.isCollapsed && rows.contains(selection.anchorNode);
  return marks || rows.contains(document.activeElement);
}
export const ROWS = "audit-rows";
