import type { Effect } from "../../../mcp-servers/kit/index.ts";
import type { LimitSubject } from "./types.ts";

const CALLS: Record<Effect | "all", string> = {
  read: "reads",
  write: "changes",
  destructive: "destructive calls",
  all: "calls",
};
const WHOSE: Record<LimitSubject["kind"], string> = {
  any: "of any one caller",
  agent: "of this agent",
  user: "of this user",
  connector: "through this connector",
};

/** `at most 60 calls a minute of any one caller` */
export const inWords = (
  kind: LimitSubject["kind"],
  effect: Effect | null,
  { points, seconds }: { points: number; seconds: number },
): string =>
  `at most ${points} ${CALLS[effect ?? "all"]} ${seconds === 60 ? "a minute" : "in 24 hours"} ${WHOSE[kind]}`;
