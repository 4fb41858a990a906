import { count } from "./format.ts";
import { places } from "./places.ts";

const calls = {
  read: "reads",
  write: "changes",
  destructive: "calls that cannot be undone",
  all: "calls",
} as const;
type Effect = "read" | "write" | "destructive" | null;

export const limits = {
  title: places.limits,
  lead: "How often agents, people and connectors may be used. Every limit that fits a call must have room for it.",
  forbidden: "managing limits",
  who: "An owner or admin of the workspace",
  add: "Add limit",
  list: "Limits",
  failed: "Failed to load limits",
  empty:
    "There is no limit: agents may call as often as providers let them. Add one to bound what a run-away agent can do.",
  columns: ["For", "Calls", "A minute", "A day", "Set", "Actions"],
  every: "Every caller, each counted alone",
  agent: (name: string) => `Agent ${name}`,
  user: (name: string) => `Person ${name}`,
  connector: (name: string) => `Connector ${name}`,
  gone: "something that is gone",
  calls: (effect: Effect) => {
    const word = calls[effect ?? "all"];
    return word.charAt(0).toUpperCase() + word.slice(1);
  },
  unlimited: "No limit",
  used: (used: number, most: number) => `${count(Math.min(used, most))} of ${count(most)}`,
  usedLabel: (of: string, used: number, most: number) =>
    `${of}: ${count(Math.min(used, most))} of ${count(most)} used`,
  busiest: "of the busiest caller",
  full: "Full",
  resets: "again",
  remove: (of: string) => `Remove the limit for ${of}`,
  removeShort: "Remove",
  removed: (of: string) => `Limit for ${of} removed`,
  back: (of: string) => `Limit for ${of} set again`,
  removeFailed: "Failed to remove the limit",
  added: (of: string) => `Limit for ${of} added`,
  addTitle: "Add limit",
  subject: "For",
  which: "Which",
  choose: "Choose",
  chooseFault: "Choose whom or what it is for.",
  kinds: { any: "Every caller", agent: "One agent", user: "One person", connector: "One connector" },
  effect: "Counts",
  effects: {
    all: "Every call",
    read: "Reads",
    write: "Whatever changes something",
    destructive: "Only what cannot be undone",
  },
  perMinute: "Calls a minute",
  perDay: "Calls in 24 hours",
  numberHint: "Left empty: not limited.",
  numberFault: "Give a whole number of calls a minute, in 24 hours, or both.",
  addFailed: "Failed to add the limit",
  cancel: "Cancel",
} as const;
