import { expect, test } from "vitest";
import { openTurns } from "./turns.ts";

/** Counts turns of the event loop until `done`. */
function countTurns(done: () => boolean): Promise<number> {
  return new Promise((resolve) => {
    let turns = 0;
    const count = () => {
      turns++;
      if (done()) resolve(turns);
      else setImmediate(count);
    };
    setImmediate(count);
  });
}

test("a burst goes on in order, a few at once, with a turn of the event loop for everybody else between", async () => {
  const turn = openTurns();
  const order: number[] = [];
  const burst = Array.from({ length: 5_000 }, (_, n) => turn().then(() => order.push(n)));
  const turns = await countTurns(() => order.length === 5_000);
  await Promise.all(burst);
  expect(order).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
  expect(turns).toBeGreaterThanOrEqual(5_000 / 8);
  expect(turns).toBeLessThan(5_000 / 4);
});

test("a timer that comes due within a burst of work does not wait for its end", async () => {
  const turn = openTurns();
  let left = 40;
  let leftAtTimer = -1;
  setTimeout(() => {
    leftAtTimer = left;
  }, 5);
  const work = async () => {
    await turn();
    const until = performance.now() + 2;
    while (performance.now() < until);
    left--;
  };
  await Promise.all(Array.from({ length: 40 }, work));
  expect(leftAtTimer).toBeGreaterThan(10);
});

test("whoever waits while another is let go on is not forgotten", async () => {
  const turn = openTurns();
  let count = 0;
  const chain = async (depth: number): Promise<void> => {
    await turn();
    count++;
    if (depth > 0) await Promise.all([chain(depth - 1), chain(depth - 1)]);
  };
  await chain(5);
  expect(count).toBe(63);
  await turn();
});

test("whoever comes alone goes on within its own turn of the event loop", async () => {
  const turn = openTurns();
  for (let n = 0; n < 3; n++) {
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    await turn();
    expect(turned).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 5)); // and leaves no mark
  }
});
