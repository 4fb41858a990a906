import { ToolError } from "../kit/index.ts";

const TS = /^\d{1,10}(\.\d{1,6})?$/;
/** Date and time with an offset: without one it would mean the gateway's own zone. */
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})$/;

/** A moment given as RFC 3339 or as a Slack timestamp, as a Slack timestamp. */
export function tsOf(moment: string, field: string): string {
  if (TS.test(moment)) return moment;
  const ms = RFC3339.test(moment) ? Date.parse(moment) : Number.NaN;
  if (Number.isNaN(ms) || ms < 0) {
    throw new ToolError(
      "bad_argument",
      `\`${field}\` is neither RFC 3339 with an offset (2026-11-21T09:00:00Z) nor a Slack timestamp.`,
    );
  }
  return (ms / 1000).toFixed(6);
}

/** A message's `ts`, which is its id within a channel. */
export function messageTs(ts: string, field: string): string {
  if (TS.test(ts)) return ts;
  throw new ToolError("bad_argument", `\`${field}\` is not a Slack timestamp such as 1763715600.000100.`);
}

/** ISO 8601 in UTC; undefined for what is no timestamp. */
export function dateOf(ts: string): string | undefined {
  return TS.test(ts) ? new Date(Math.floor(Number(ts) * 1000)).toISOString() : undefined;
}

/** -1, 0, 1 as a comes before, is, or comes after b. Digits beyond a double's precision count. */
export function compareTs(a: string, b: string): number {
  const [aWhole = "0", aPart = ""] = a.split(".");
  const [bWhole = "0", bPart = ""] = b.split(".");
  const whole = Number(aWhole) - Number(bWhole);
  return Math.sign(whole || Number(aPart.padEnd(6, "0")) - Number(bPart.padEnd(6, "0")));
}
