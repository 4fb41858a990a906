import { late } from "./late.ts";

const whole = late(() => new Intl.NumberFormat("en", { maximumFractionDigits: 0 }));
const short = late(() => new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }));
const share = late(() => new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 }));
const listed = late(() => new Intl.ListFormat("en-GB", { type: "conjunction" }));
const clock = late(() => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }));

/** 12,345 */
export const count = (value: number): string => whole().format(value);
/** 12.3K, where there is little room. */
export const compact = (value: number): string => short().format(value);
/** Of 0 to 1: 12.5% */
export const percent = (value: number): string => share().format(value);
/** "Ana, Li and Sam" */
export const and = (names: readonly string[]): string => listed().format(names);
/** 14:02, in the viewer's zone. */
export const timeOfDay = (at: Date | number): string => clock().format(at);

const sizes = ["B", "KB", "MB", "GB", "TB"] as const;

/** Of bytes: 12.3 MB. Steps of 1,000, as disks and browsers count. */
export function bytes(value: number): string {
  const step = value < 1_000 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1_000 ** step;
  return `${step === 0 ? whole().format(scaled) : scaled.toFixed(scaled < 100 ? 1 : 0)} ${sizes[step] ?? "B"}`;
}

/** Of milliseconds: 340 ms, 1.2 s, 3 min. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
