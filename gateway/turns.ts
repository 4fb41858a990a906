/**
 * Lets one waiter go on in each turn of the event loop. A burst of a few thousand requests, or of answers to them,
 * handled within one turn would stop everything else for seconds: the notification lease lapses, a revocation waits
 * for its database, a lock is held meanwhile, and timers fire for answers that have long arrived.
 */
export function openTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  let first = 0;
  const next = () => {
    waiting[first++]?.();
    if (first < waiting.length) setImmediate(next);
    else {
      waiting.length = 0;
      first = 0;
    }
  };
  return () =>
    new Promise((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(next);
    });
}
