export type { Counted, LimitSubject, Limits, LimitView, NewLimit, Taken } from "./types.ts";
