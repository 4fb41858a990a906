/** The promise does not hold. */
export class Broken extends Error {}

export function must(claim: string, holds: boolean): void {
  if (!holds) throw new Broken(claim);
}

export const say = (text: string): void => console.log(text);

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** `p50 12.3 ms, max 45.6 ms` */
export function spread(figures: readonly number[]): string {
  const sorted = [...figures].sort((a, b) => a - b);
  const p50 = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return `p50 ${p50.toFixed(1)} ms, max ${(sorted.at(-1) ?? 0).toFixed(1)} ms`;
}

/** Runs `work`, then everything that was handed to `after`, last first, whatever happened. */
export async function withCleanup<T>(work: (after: (undo: () => unknown) => void) => Promise<T>): Promise<T> {
  const undo: (() => unknown)[] = [];
  try {
    return await work((one) => void undo.push(one));
  } finally {
    for (const one of undo.reverse()) await one();
  }
}
