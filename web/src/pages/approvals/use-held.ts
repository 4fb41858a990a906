import { useEffect, useRef, useState } from "react";

/** Long enough to see a slip, short enough to wait for. */
const HOLD_SECONDS = 5;

/**
 * Holds something back for five seconds in which it can be undone. Nothing is sent by a page that is gone: leaving it,
 * or `cancel`, undoes it.
 */
export function useHeld<T>(release: (what: T) => void) {
  const [held, setHeld] = useState<{ what: T; left: number } | undefined>();
  const latest = useRef(release);
  latest.current = release;
  const running = held !== undefined;
  useEffect(() => {
    if (!running) return;
    const timer = window.setInterval(
      () => setHeld((now) => now && { ...now, left: Math.max(0, now.left - 1) }),
      1_000,
    );
    return () => window.clearInterval(timer);
  }, [running]);
  useEffect(() => {
    if (held?.left !== 0) return;
    setHeld(undefined);
    latest.current(held.what);
  }, [held]);
  return {
    held,
    hold: (what: T) => setHeld({ what, left: HOLD_SECONDS }),
    cancel: () => setHeld(undefined),
    now: () => setHeld((now) => now && { ...now, left: 0 }),
  };
}
