/** Lets `most` pieces of work go on at once; the others wait in line, and `onWait` says that one does. */
export function openSlots(most: number): <T>(work: () => Promise<T>, onWait?: () => void) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work, onWait) => {
    if (running >= most) {
      onWait?.();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
