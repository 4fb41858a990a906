/** One answer after another, each asked for with the cursor of the one before; ends with the last page. */
export async function* pages<A extends { next_cursor: string | null }>(
  ask: (cursor: { cursor?: string }) => Promise<A>,
): AsyncGenerator<A, void, undefined> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const answer: A = await ask(cursor === undefined ? {} : { cursor });
    yield answer;
    cursor = answer.next_cursor;
  }
}
