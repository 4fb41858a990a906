import type { ConnectorStatus } from "../api/contract.ts";
import { count } from "./format.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

const statuses: Record<ConnectorStatus, string> = {
  valid: "Valid",
  attention: "Needs attention",
  invalid: "Invalid",
  unknown: "Unknown",
  unconfirmed: "Waits for an answer",
  off: "Switched off",
  disconnected: "Not connected",
};

/** The list of connectors, what is done to many of them, and the drawer of one. */
export const connectorWords = {
  title: places.connectors,
  lead: "Every account that agents and teammates can act through in this workspace.",
  views: "Views of connectors",
  connected: "Connectors",
  catalogue: "Catalogue",
  search: "Search connectors",
  failed: "Failed to load connectors",
  none: "No account is connected in this workspace yet. Authorize a connector to let agents use one.",
  noMatch: "No connector matches these filters.",
  columns: ["Name", "Account", "Whose", "Health", "Last call", "Renews", "Actions"],
  status: "State",
  statuses,
  provider: "Provider",
  kind: "Kind",
  kinds: { shared: "Shared", personal: "Personal" },
  unused: "Unused",
  unusedFor: { "30": "For 30 days", "90": "For 90 days" },
  access: "Access",
  overScoped: "More than it uses",
  q: "Search",
  sort: "Sort by",
  sorts: { newest: "Newest first", name: "Name", health: "Worst first", last_call: "Last call" },
  rollup: "How they are",
  worst: (state: string, number: number) => `${state}: ${count(number)}`,
  allWell: (number: number) =>
    plural(number, { zero: "", one: "The one connector works.", other: "All # connectors work." }),
  select: (name: string) => `Select ${name}`,
  selectAll: "Select all on this page",
  selected: (number: number) => plural(number, { one: "# selected", other: "# selected" }),
  clearSelection: "Clear selection",
  checkNow: "Check now",
  checkPage: "Check all on this page",
  checking: "Checking connectors",
  checked: (valid: number, bad: number) =>
    bad === 0
      ? plural(valid, { one: "# connector is valid.", other: "All # connectors are valid." })
      : `${plural(valid, { zero: "None is valid", one: "# is valid", other: "# are valid" })}, ${plural(bad, { one: "# needs a look.", other: "# need a look." })}`,
  revokeMany: "Revoke selected",
  callsOfWeek: (calls: number, errors: number) =>
    errors === 0
      ? plural(calls, { one: "# call in 7 days", other: "# calls in 7 days" })
      : `${plural(calls, { one: "# call in 7 days", other: "# calls in 7 days" })}, ${plural(errors, { one: "# failed", other: "# failed" })}`,
  neverCalled: "Never",
  notRenewed: "Not by itself",
  withNextCall: "With the next call",
  nothing: "–",
  unusedScopes: (number: number) => plural(number, { one: "# scope unused", other: "# scopes unused" }),
  sandbox: (title: string) => `${title} (sandbox)`,
  personalOf: (owner: string) => `Personal · ${owner}`,
  shared: "Shared",
  authorizedBy: (name: string) => `by ${name}`,
  nobody: "nobody",

  account: "Account",
  whose: "Whose",
  health: "Health",
  lastCall: "Last call",
  renews: "Renews",
  pending: (providerTitle: string) => `Pending at ${providerTitle}`,
  notEnded: (providerTitle: string) => `Not ended at ${providerTitle}`,
  managingConnectors: "managing connectors",
  ownerOrAdminOfWorkspace: "An owner or admin of the workspace",
} as const;

export const drawerWords = {
  title: "Connector",
  gone: "There is no such connector in this workspace.",
  failed: "Failed to load the connector",
  tabs: "Parts of this connector",
  health: "Health",
  access: "Access",
  usedBy: "Used by",
  activity: "Activity",
  timeline: "Checks and changes of state",
  timelineFailed: "Failed to load the checks",
  noChecks: "Nothing has been recorded about its health yet.",
  rawTitle: "What the provider said",
  rawNote: "As a code, without what came with it: answers can hold secrets.",
  cause: "Cause",
  source: "Seen in",
  evidence: "Call",
  logLine: "See it in the audit log",
  verdictWas: { valid: "Valid", invalid: "Invalid", unknown: "Unknown" },
  usedByFailed: "Failed to load who uses it",
  agents: "Agents",
  noAgents: "No agent can use it now.",
  agentCalls: (calls: number) =>
    plural(calls, { zero: "no call in 7 days", one: "# call in 7 days", other: "# calls in 7 days" }),
  people: "People",
  peopleMay: (people: number, active: number) =>
    `${plural(people, { one: "# person may use it", other: "# people may use it" })}, ${plural(active, { zero: "none did", one: "# did", other: "# did" })} in the last 7 days.`,
  tokens: (tokens: number) =>
    plural(tokens, {
      zero: "No API token reaches it.",
      one: "# API token reaches it.",
      other: "# API tokens reach it.",
    }),
  waiting: (approvals: number) =>
    plural(approvals, {
      zero: "",
      one: "# call waits for a person's word.",
      other: "# calls wait for a person's word.",
    }),
  activityFailed: "Failed to load the activity",
  noActivity: "Nothing has happened with it yet.",
  allActivity: "All of it in the audit log",
  rotate: "Rotate app secret",
  noRotate: "Its app comes from the environment, and is changed there.",

  provider: "Provider",
  account: "Account",
  whose: "Whose",
  sharedBy: (name = "nobody") => `Shared, authorized by ${name}`,
  personalOf: (name = "nobody") => `Personal, of ${name}`,
  sandbox: " (sandbox)",
  slug: "Slug",
  id: "Id",
  connectorId: "connector id",
  validate: "Validate",
  changeScopes: "Change scopes",
  reconnect: "Reconnect",
  rename: "Rename",
  switch: { on: "Switch on", off: "Switch off" },
  revoke: "Revoke",
  delete: "Delete",
  failedToValidate: "Failed to validate",
  failedToSwitch: { on: "Failed to switch it on", off: "Failed to switch it off" },
  failedToStartConnection: "Failed to start the connection",
  retry: "Retry at provider",
  retryFailed: "Failed to ask the provider again",
} as const;
