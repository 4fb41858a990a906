/** Whether the gateway can be reached, as far as this page has seen. */
let down = false;
let asking: Promise<boolean> | undefined;
const listeners = new Set<() => void>();

function set(now: boolean): void {
  if (down === now) return;
  down = now;
  for (const listener of listeners) listener();
}

export const isDown = (): boolean => down;
export const lost = (): void => set(true);
export const reached = (): void => set(false);

export function onNetwork(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks whether it is there now; at most one such request at a time. */
export function probe(): Promise<boolean> {
  asking ??= ask().finally(() => {
    asking = undefined;
  });
  return asking;
}

async function ask(): Promise<boolean> {
  try {
    const { status } = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5_000) });
    // What stands before a gateway answers so when nothing is behind it.
    set(status === 502 || status === 504);
  } catch {
    set(true);
  }
  return !down;
}

/** The browser knows of a cable that is out before any request does; that it is in again says nothing of the gateway. */
export function watchNetwork(): void {
  window.addEventListener("offline", lost);
  window.addEventListener("online", () => void (down && probe()));
}
