export type PageWish = { cursor?: string };

/** All items of a list that is read in pages, one after another. */
export async function everything<A extends { next_cursor: string | null }, T>(
  ask: (page: PageWish) => Promise<A>,
  itemsOf: (answer: A) => readonly T[],
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const answer = await ask(cursor === undefined ? {} : { cursor });
    items.push(...itemsOf(answer));
    cursor = answer.next_cursor;
  }
  return items;
}
