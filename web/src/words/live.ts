import { plural } from "./plural.ts";

export const live = {
  live: "Live",
  connecting: "Connecting",
  paused: "Paused",
  reconnecting: "Reconnecting",
  pause: "Pause live updates",
  resume: "Resume live updates",
  pausedNow: "Live updates are paused. Nothing on the page changes by itself.",
  resumedNow: "Live updates are on.",
  saidLive: "The page shows changes as they happen. Press to pause.",
  saidPaused: "The page does not change by itself. Press to go on.",
  saidReconnecting: "The connection for live updates is being made. Press to pause.",
  down: "The gateway cannot be reached.",
  downDetail: "What you see may be old. Nothing you press is sent until it is back.",
  tryingIn: (seconds: number) =>
    plural(seconds, { zero: "Trying again…", one: "Trying again in # s", other: "Trying again in # s" }),
  tryNow: "Try now",
  back: "The gateway can be reached again.",
  banner: "Connection",
} as const;
