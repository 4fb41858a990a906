/** Milliseconds since the epoch. Tests pass their own. */
export type Clock = () => number;
