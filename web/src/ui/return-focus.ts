let last: HTMLElement | null = null;

/** Remembers where the person was before a menu or dialog took the focus. */
export function rememberFocus(): void {
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && !target.closest("[role=menu],[role=dialog]")) last = target;
  });
}

/**
 * A dialog opened from a menu would give the focus back to the menu's item, which is gone by then; a dialog whose
 * row is gone has nothing to give it back to.
 */
export function returnFocus(): void {
  // Later, because the dialog still holds the focus while its exit ends.
  window.setTimeout(() => {
    if (document.activeElement && document.activeElement !== document.body) return;
    (last?.isConnected ? last : document.querySelector("h1"))?.focus();
  }, 50);
}
