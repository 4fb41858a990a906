import type { Effect } from "../../../mcp-servers/kit/index.ts";
import type { Principal } from "../../context.ts";
import { inWords } from "./words.ts";

export type Caller = Pick<Principal, "workspaceId" | "kind" | "id" | "userId" | "agentId">;

/** As replicas keep it. */
export interface Rule {
  id: string;
  kind: "any" | "agent" | "user" | "connector";
  /** Empty for `any`. */
  subjectId: string;
  effect: Effect | null;
  perMinute: number | null;
  perDay: number | null;
}

/** One window that has to have room. */
export interface Window {
  key: string;
  points: number;
  seconds: number;
  which: string;
}

const MINUTE_S = 60;
const DAY_S = 86_400;

const covers = (rule: Effect | null, call: Effect): boolean =>
  rule === null || rule === call || (rule === "write" && call === "destructive");

function concerns({ kind, subjectId }: Rule, who: Caller, connectorId: string): boolean {
  if (kind === "any") return true;
  const id = { agent: who.agentId, user: who.userId, connector: connectorId }[kind];
  return id === subjectId;
}

/** Pure: the windows that count this call, those of a minute first. Keys hold ids alone and at most 120 characters. */
export function windowsOf(
  rules: readonly Rule[],
  who: Caller,
  { connectorId, effect }: { connectorId: string; effect: Effect },
): Window[] {
  const fitting = rules.filter((rule) => covers(rule.effect, effect) && concerns(rule, who, connectorId));
  const each = (seconds: number, letter: string, pointsOf: (rule: Rule) => number | null) =>
    fitting.flatMap((rule) => {
      const points = pointsOf(rule);
      if (points === null) return [];
      const whose = rule.kind === "any" ? `${who.kind}:${who.id}` : "";
      const key = `${who.workspaceId}:${rule.id}:${whose}:${letter}`;
      return [{ key, points, seconds, which: inWords(rule.kind, rule.effect, { points, seconds }) }];
    });
  return [...each(MINUTE_S, "m", (r) => r.perMinute), ...each(DAY_S, "d", (r) => r.perDay)];
}
