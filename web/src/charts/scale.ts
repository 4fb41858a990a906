/** The end of an axis for values up to `max`: 1, 2, 2.5 or 5 times a power of ten, and never 0. */
export function niceMax(max: number): number {
  if (!(max > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(max));
  const step = [1, 2, 2.5, 5, 10].find((each) => max <= each * power * (1 + 1e-9)) ?? 10;
  return step * power;
}

/** The same for what is counted: its half, which stands on the axis, is whole too. */
export function niceCount(max: number): number {
  const end = Math.max(2, niceMax(max));
  return end === 25 ? 30 : end === 5 ? 6 : end;
}

/** `0` to `100`, for a place on an axis that ends at `end`. */
export const share = (value: number, end: number): number =>
  end > 0 ? Math.min(100, Math.max(0, (value / end) * 100)) : 0;

/** Parts on top of each other from the ground up, in shares of `end`. */
export function stacked(values: readonly number[], end: number): { from: number; height: number }[] {
  let sum = 0;
  return values.map((value) => {
    const from = share(sum, end);
    sum += Math.max(0, value);
    return { from, height: share(sum, end) - from };
  });
}

type Values = readonly (number | null)[];

const point = (values: Values, index: number, end: number): string => {
  const x = (index / Math.max(1, values.length - 1)) * 100;
  return `${round(x)} ${round(100 - share(values[index] ?? 0, end))}`;
};

/** The `d` of a path through values from left to right, on a square of 100. A gap (null: nobody knows) interrupts it. */
export function line(values: Values, end: number): string {
  return values
    .map((value, index) => {
      if (value === null) return "";
      return `${(values[index - 1] ?? null) === null ? "M" : "L"}${point(values, index, end)}`;
    })
    .join("");
}

/** Values between gaps, of which no line tells: strokes of no length, which round ends make dots of. */
export function dots(values: Values, end: number): string {
  return values
    .map((value, index) => {
      const alone = (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
      return value !== null && alone ? `M${point(values, index, end)}h0` : "";
    })
    .join("");
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Which of `total` labels have room, when `room` do: the first, the last and some evenly between. */
export function someOf(total: number, room: number): ReadonlySet<number> {
  const shown = Math.min(total, Math.max(1, room));
  if (shown === 1) return new Set(total > 0 ? [0] : []);
  return new Set(
    Array.from({ length: shown }, (_, index) => Math.round((index * (total - 1)) / (shown - 1))),
  );
}
