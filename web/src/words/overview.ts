import { count, duration, percent } from "./format.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

const connectors = (number: number) => plural(number, { one: "# connector", other: "# connectors" });

export const overviewWords = {
  title: places.overview,
  lead: "What needs somebody first, then what the agents did.",
  forbidden: "reading the numbers of the workspace",
  who: "An owner, admin or auditor",
  range: "Range",
  ranges: { "24h": "24 hours", "7d": "7 days", "30d": "30 days" },
  behind: (rows: number) =>
    plural(rows, { one: "# event is not counted yet.", other: "# events are not counted yet." }),

  attention: "Needs attention",
  attentionFailed: "Failed to load what needs attention",
  allWell: "Nothing needs attention.",
  yours: "You can fix",
  others: "Waiting on others",
  severity: { critical: "Critical", warning: "Warning", notice: "Notice" },
  owner: {
    you: () => "Yours to fix",
    person: (name: string | null) => (name ? `Waits on ${name}` : "Waits on its owner"),
    admin: () => "Waits on an admin",
    operator: () => "Waits on whoever runs the gateway",
    provider: (name: string | null) => (name ? `Waits on ${name}` : "Waits on the provider"),
  },
  fix: {
    reconnect: "Reconnect",
    review: "Review",
    open: "Open",
    decide: "Decide",
    renew: "Renew",
    wait: "See it",
  },
  dismiss: "Dismiss",
  dismissOf: (what: string) => `Dismiss: ${what}`,
  dismissTitle: "Dismiss this for a while?",
  dismissLead:
    "It is hidden for everybody of this workspace, and comes back when the time is over or when it gets worse.",
  reason: "Reason",
  reasonMissing: "Give a reason: others will see it.",
  until: "For",
  days: (days: number) => plural(days, { one: "# day", other: "# days" }),
  dismissFailed: "Failed to dismiss it",
  dismissed: "Dismissed",
  restored: "Shown again",
  dismissedList: (number: number) => plural(number, { one: "# dismissed", other: "# dismissed" }),
  dismissedBy: (name: string, reason: string) => `${name}: ${reason}`,
  restore: "Show again",
  restoreOf: (what: string) => `Show again: ${what}`,
  restoreFailed: "Failed to show it again",

  numbers: "Numbers",
  numbersFailed: "Failed to load the numbers",
  calls: "Calls",
  errors: "Errors",
  refused: "Refused",
  ok: "Worked",
  failed: "Failed",
  latency: "Latency (p95)",
  saved: "Tokens saved",
  savedHint: "What agents would have read more of the providers' answers, estimated",
  none: "–",
  change: (now: number, before: number) => {
    if (before === 0) return "none in the time before";
    const ratio = (now - before) / before;
    if (ratio >= 2) return `${Math.round(now / before)} times as many as before`;
    if (Math.abs(ratio) < 0.005) return "as in the time before";
    return ratio > 0 ? `${percent(ratio)} more than before` : `${percent(-ratio)} fewer than before`;
  },
  rate: (errors: number, calls: number) =>
    calls === 0 ? "of no calls" : `${percent(errors / calls)} of calls`,
  median: (ms: number | null) => (ms === null ? "no call yet" : `half of them within ${duration(ms)}`),
  refreshes: (all: number, failed: number) =>
    `${plural(all, { zero: "No token was renewed", one: "# token was renewed", other: "# tokens were renewed" })}, ${plural(failed, { zero: "none failed", one: "# failed", other: "# failed" })}.`,
  seeFailed: "See failed renewals",
  noCalls: "No calls in this range.",
  connectAgent: "Connect an agent",

  overTime: "Calls over time",
  overTimeSaid: (calls: number, errors: number, refused: number) =>
    `${plural(calls, { zero: "No call", one: "# call", other: "# calls" })}, ${count(errors)} failed, ${count(refused)} were not let run.`,
  latencyOverTime: "Latency over time",
  latencySaid: (p50: number | null, p95: number | null) =>
    p50 === null || p95 === null
      ? "No call that ran."
      : `Half of the calls took up to ${duration(p50)}, 95 of 100 up to ${duration(p95)}.`,
  byConnector: "Calls by connector",
  byAgent: "Calls by caller",
  byTool: "Calls by tool",
  topSaid: (name: string | undefined, calls: number, things: number) =>
    name === undefined
      ? "No calls in this range."
      : `${name} has the most: ${plural(calls, { one: "# call", other: "# calls" })}. ${plural(things, { one: "One is shown.", other: "# are shown." })}`,
  groups: {
    authorization: "Authorization",
    scopes: "Access changed",
    app: "Provider app",
    policy: "Policy",
    agent: "Agent",
    deploy: "New version",
  },
  changed: (what: string, target: string | null, when: string, more: number) =>
    [
      target ? `${what}: ${target}` : what,
      when,
      plural(more, { zero: "", one: "and # more", other: "and # more" }),
    ]
      .filter(Boolean)
      .join(", "),
  changes: "What changed before this",
  changesLead: "Changes of this range, newest first. Those on the chart are numbered there.",
  noChanges: "Nobody changed anything in this range.",

  health: "Health of connectors",
  healthFailed: "Failed to load the health of connectors",
  healthColumns: ["Connector", "Provider", "Health", "Owner", "Last call"],
  healthSum: (red: number, yellow: number, fine: number) =>
    `${plural(red, { zero: "None failed", one: "# failed", other: "# failed" })}, ${count(yellow)} not checked lately, ${count(fine)} fine.`,
  outage: (provider: string, number: number) => `${provider} cannot be reached: ${connectors(number)}.`,
  since: "Since",
  healthNone: "No account is connected in this workspace yet.",
  authorize: "Authorize a connector",
  more: (number: number) => plural(number, { one: "# more connector", other: "# more connectors" }),
  never: "Never",
  workspaceOwned: "Workspace",
} as const;

export const moments = {
  utc: (format: string) => `${format} (UTC)`,
} as const;
