/** So many go on in one turn of the event loop: some ten milliseconds of work at most. */
const AT_ONCE = 8;

/**
 * Whoever comes alone goes on at once; those who come together go on in order, a few in each turn of the event loop. A
 * burst of a few thousand requests, or of answers to them, handled within one turn would stop everything else for
 * seconds: the notification lease lapses, a revocation waits for its database, a lock is held meanwhile, and timers
 * fire for answers that have long arrived. One in each turn, on the other hand, costs a call a third of its time under
 * load.
 */
export function openTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  /** Somebody went on in this turn of the event loop. */
  let busy = false;
  const next = () => {
    const going = waiting.splice(0, AT_ONCE);
    busy = going.length > 0;
    for (const go of going) go();
    if (busy) setImmediate(next);
  };
  return () => {
    if (busy) return new Promise((resolve) => void waiting.push(resolve));
    busy = true;
    setImmediate(next);
    return Promise.resolve();
  };
}
