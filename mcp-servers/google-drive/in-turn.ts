/** The last change under way of each file. */
const last = new Map<string, Promise<unknown>>();

/** Runs changes of one file one after the other, so that each sees what the one before it left. */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  last.set(key, mine);
  try {
    return await mine;
  } finally {
    if (last.get(key) === mine) last.delete(key);
  }
}
