/** The promise does not hold. */
export class Broken extends Error {}

export function must(claim: string, holds: boolean): void {
  if (!holds) throw new Broken(claim);
}

export const say = (text: string): void => console.log(text);

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The smallest figure that at least `share` of all do not exceed; 0 of none. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** `p50 12.3 ms, max 45.6 ms` */
export function spread(figures: readonly number[]): string {
  return `p50 ${quantile(figures, 0.5).toFixed(1)} ms, max ${quantile(figures, 1).toFixed(1)} ms`;
}

/** `p50 12.3 ms, p99 44.4 ms, max 45.6 ms over 110 rounds` */
export function spread99(figures: readonly number[], what: string): string {
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => quantile(figures, share).toFixed(1));
  return `p50 ${p50} ms, p99 ${p99} ms, max ${max} ms over ${figures.length} ${what}`;
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
