/** A stretch of time: milliseconds since the epoch, the end not included. */
export interface Stretch {
  start: number;
  end: number;
}

/** In order, without overlaps; empty ones are gone. */
export function united(stretches: readonly Stretch[]): Stretch[] {
  const sorted = stretches.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  const out: Stretch[] = [];
  for (const { start, end } of sorted) {
    const last = out.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}

/** What two united lists share. */
export function shared(a: readonly Stretch[], b: readonly Stretch[]): Stretch[] {
  const out: Stretch[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const one = a[i] as Stretch;
    const other = b[j] as Stretch;
    const start = Math.max(one.start, other.start);
    const end = Math.min(one.end, other.end);
    if (end > start) out.push({ start, end });
    if (one.end < other.end) i++;
    else j++;
  }
  return out;
}

/** What is left of a united list without another. */
export function without(from: readonly Stretch[], taken: readonly Stretch[]): Stretch[] {
  const out: Stretch[] = [];
  let j = 0;
  for (const { start, end } of from) {
    let at = start;
    while (j < taken.length && (taken[j] as Stretch).end <= at) j++;
    for (let k = j; k < taken.length && (taken[k] as Stretch).start < end; k++) {
      const gone = taken[k] as Stretch;
      if (gone.start > at) out.push({ start: at, end: gone.start });
      at = Math.max(at, gone.end);
    }
    if (at < end) out.push({ start: at, end });
  }
  return out;
}
