import { useSyncExternalStore } from "react";
import { late } from "../words/late.ts";
import { time as words } from "../words/parts.ts";

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const relative = late(() => new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" }));
const absolute = late(() => new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" }));

export function ago(at: string, now: number): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000);
  const unit = units.find(([, size]) => Math.abs(seconds) >= size);
  if (!unit) return words.justNow;
  return relative().format(Math.trunc(seconds / unit[1]), unit[0]);
}

export const exactly = (at: string): string => absolute().format(new Date(at));

let now = Date.now();
const listeners = new Set<() => void>();
let timer: number | undefined;

/** One clock for the page, running only while something shows a time. */
function subscribe(listener: () => void) {
  listeners.add(listener);
  if (timer === undefined) now = Date.now();
  timer ??= window.setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 20_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

export function Time({ at }: { at: string }) {
  const current = useSyncExternalStore(subscribe, () => now);
  return (
    <time dateTime={at} title={exactly(at)}>
      {ago(at, Math.max(current, Date.parse(at) < Date.now() ? Date.parse(at) : 0))}
    </time>
  );
}
