import type { Room } from "../api/contract.ts";

/** `off`: this page does not listen (yet), and reads again by itself as it did before there was anything to hear. */
export type LiveStatus = "off" | "live" | "reconnecting";

let status: LiveStatus = "off";
let paused = false;
const watchers = new Set<() => void>();
const hearers = new Set<(rooms: ReadonlySet<Room>) => void>();

const tell = () => {
  for (const watcher of watchers) watcher();
};

export const liveStatus = (): LiveStatus => status;
export const isPaused = (): boolean => paused;

export function setStatus(now: LiveStatus): void {
  if (status === now) return;
  status = now;
  tell();
}
export function setPaused(now: boolean): void {
  if (paused === now) return;
  paused = now;
  tell();
}
/** Calls on every change of `liveStatus` and `isPaused`. */
export function onLive(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Something in these rooms changed, and the person wants to see it now. */
export function hear(rooms: ReadonlySet<Room>): void {
  for (const hearer of hearers) hearer(rooms);
}
export function onHint(hearer: (rooms: ReadonlySet<Room>) => void): () => void {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

/** For `refetchInterval`: seldom while changes are heard of, `ms` while they are not, never while paused. */
export const unlessLive = (ms: number) => (): number | false => {
  if (paused) return false;
  return status === "live" ? Math.max(ms, 60_000) : ms;
};
