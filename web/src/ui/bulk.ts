export type BulkState<Item> = {
  done: number;
  total: number;
  failed: readonly { item: Item; error: unknown }[];
};

type Options<Item> = {
  /** At a time: a gateway has others to serve. */
  width?: number;
  signal?: AbortSignal;
  onProgress?: (state: BulkState<Item>) => void;
};

/**
 * The same for each item, a few at a time. One that fails is kept with its error and the others go on. Aborting starts
 * no further one and waits for those on their way: `done` is then less than `total`.
 */
export async function runAll<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
  { width = 4, signal, onProgress }: Options<Item> = {},
): Promise<BulkState<Item>> {
  const failed: { item: Item; error: unknown }[] = [];
  let done = 0;
  let next = 0;
  const state = () => ({ done, total: items.length, failed: [...failed] });
  const work = async () => {
    while (next < items.length && !signal?.aborted) {
      const item = items[next++] as Item;
      try {
        await act(item);
      } catch (error) {
        failed.push({ item, error });
      }
      done += 1;
      onProgress?.(state());
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
  return state();
}
