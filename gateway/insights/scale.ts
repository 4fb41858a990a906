/** Upper ends of the steps in which durations are counted, milliseconds; the last step has no end. */
export const STEPS: readonly number[] = [
  5, 10, 20, 35, 50, 75, 100, 150, 200, 250, 300, 400, 500, 650, 800, 1_000, 1_300, 1_600, 2_000, 2_500,
  3_000, 4_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 45_000,
];
/** No call takes longer. */
const LONGEST = 60_000;

/** Counts of two times on the same scale; either may be empty. */
export function sumOf(a: readonly number[], b: readonly number[]): number[] {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  return longer.map((count, step) => count + (shorter[step] ?? 0));
}

/**
 * Pure: the duration below which a share of the calls stayed, from how many fell into each step; spread evenly inside a
 * step, so at most a step's width off. Null without calls.
 */
export function quantileOf(counts: readonly number[], share: number): number | null {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let left = all * share;
  for (const [step, count] of counts.entries()) {
    if (count > 0 && left <= count) {
      const from = step === 0 ? 0 : (STEPS[step - 1] ?? 0);
      const to = STEPS[step] ?? LONGEST;
      return Math.round(from + (to - from) * (left / count));
    }
    left -= count;
  }
  return LONGEST;
}
