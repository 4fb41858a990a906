import type { LoadPlan } from "./load.ts";
import { type Measured, measure } from "./processes.ts";

/** Before anything is counted each server is asked this long, 32 at a time, so that its code is compiled. */
const WARM_UP_MS = 8_000;
const SETTLE_MS = 300;
const LOADS = [32, 1] as const;
type Connections = (typeof LOADS)[number];

export const say = (line: string) => void process.stderr.write(`${line}\n`);

/** One thing under load; `plan` and `pid` are of the process that stands for it now. */
export interface Runner {
  title: string;
  plan: Omit<LoadPlan, "connections" | "warmUpMs" | "runMs">;
  pid?: number | undefined;
  /** By connections, one a round. */
  found: Record<Connections, Measured[]>;
}
export const runner = (title: string, plan: Runner["plan"], pid?: number): Runner => ({
  title,
  plan,
  pid,
  found: { 1: [], 32: [] },
});

export const round = (n: number) => Math.round(n * 1000) / 1000;
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
export const medianOf = (list: readonly Measured[], pick: (one: Measured) => number) =>
  round(median(list.map(pick)));

/** Calls a second over all turns together. */
export function rate({ found }: Runner, connections: Connections): number {
  const all = found[connections];
  return all.reduce((sum, { calls }) => sum + calls, 0) / all.reduce((sum, { seconds }) => sum + seconds, 0);
}

export function tell({ title, found }: Runner): void {
  for (const connections of LOADS) {
    const list = found[connections];
    const cpu = list[0]?.cpuUsPerCall && `, ${medianOf(list, (one) => one.cpuUsPerCall ?? 0)} us CPU a call`;
    const range = list.map(({ rps }) => Math.round(rps)).toSorted((a, b) => a - b);
    say(
      `  ${title}, ${connections} connections: ${range.join(" ")} /s, p50 ${medianOf(list, (one) => one.p50Ms)} ms, p99 ${medianOf(list, (one) => one.p99Ms)} ms${cpu ?? ""}`,
    );
  }
}

/**
 * Puts each under load in turn, `rounds` times `runMs`, with 32 connections and with one. Turns are short and who begins
 * changes, as the machine's speed changes from second to second: each meets the same machine.
 */
export async function takeTurns(
  runners: readonly Runner[],
  { rounds, runMs }: { rounds: number; runMs: number },
): Promise<void> {
  for (const { plan } of runners)
    await measure({ ...plan, connections: 32, warmUpMs: WARM_UP_MS, runMs: 1_000 }, undefined);
  for (let turn = 0; turn < rounds; turn++) {
    for (const connections of LOADS) {
      const order = runners.map((_, n) => runners[(n + turn) % runners.length] as Runner);
      for (const { plan, pid, found } of order) {
        found[connections].push(await measure({ ...plan, connections, warmUpMs: SETTLE_MS, runMs }, pid));
      }
    }
  }
}
