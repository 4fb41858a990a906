/** Works off a list, some at a time; stops taking more when the time is up. How many were done. */
export async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  until: number,
  work: (item: T) => Promise<void>,
): Promise<number> {
  let next = 0;
  let done = 0;
  const lane = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      if (performance.now() > until) return;
      await work(item);
      done++;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  return done;
}
