export { openLimits } from "./open.ts";
export type { Counted, LimitSubject, Limits, LimitView, NewLimit, Taken } from "./types.ts";
