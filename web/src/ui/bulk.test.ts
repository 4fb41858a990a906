import { expect, test } from "vitest";
import { runAll } from "./bulk.ts";

const soon = () => new Promise((resolve) => setTimeout(resolve, 1));

test("every item is done, a few at a time, and a failed one keeps its error", async () => {
  let running = 0;
  let most = 0;
  const steps: number[] = [];
  const end = await runAll(
    [1, 2, 3, 4, 5],
    async (item) => {
      running += 1;
      most = Math.max(most, running);
      await soon();
      running -= 1;
      if (item === 3) throw new Error("three");
    },
    { width: 2, onProgress: ({ done }) => steps.push(done) },
  );
  expect(most).toBe(2);
  expect(steps).toEqual([1, 2, 3, 4, 5]);
  expect(end).toMatchObject({ done: 5, total: 5, failed: [{ item: 3, error: new Error("three") }] });
});

test("stopping starts no further one and waits for those on their way", async () => {
  const stop = new AbortController();
  const finished: number[] = [];
  const end = await runAll(
    [1, 2, 3, 4],
    async (item) => {
      await soon();
      finished.push(item);
      if (item === 2) stop.abort();
    },
    { width: 2, signal: stop.signal },
  );
  expect(finished.sort()).toEqual(finished.includes(3) ? [1, 2, 3] : [1, 2]);
  expect(end).toMatchObject({ done: finished.length, total: 4 });
});
