import type { ReactNode } from "react";
import type { ConnectorStatus } from "../api/contract.ts";
import { and, count } from "./format.ts";
import { line } from "./line.ts";
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
  title: "Connectors",
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
} as const;

export const revokeWords = {
  loses: (agents: number, people: number, tools: number, account: string) => {
    const a = plural(agents, { zero: "No agent", one: "# agent", other: "# agents" });
    const p = plural(people, { zero: "nobody", one: "# person", other: "# people" });
    const t = plural(tools, { one: "# tool", other: "# tools" });
    return { before: `${a} and ${p} lose ${t} on `, account, after: " now." };
  },
  agents: (names: readonly string[]) => `Agents: ${and(names)}`,
  tokens: (tokens: number) =>
    plural(tokens, { one: "# API token can reach it.", other: "# API tokens can reach it." }),
  calls: (calls: number) =>
    plural(calls, { one: "# call in the last 7 days.", other: "# calls in the last 7 days." }),
  pending: (approvals: number) =>
    plural(approvals, {
      zero: "No call waits for a person's word.",
      one: "# call that waits for a person's word will fail.",
      other: "# calls that wait for a person's word will fail.",
    }),
  dryRun: (calls: number) =>
    plural(calls, {
      zero: "No call of the last 24 hours would have failed.",
      one: "# call of the last 24 hours would have failed",
      other: "# calls of the last 24 hours would have failed",
    }),
  by: (name: string, tool: string, calls: number) =>
    `${name}: ${tool}, ${plural(calls, { one: "# call", other: "# calls" })}`,
  exportList: "Download the list",
  listFile: (slug: string) => `${slug}-impact.csv`,
  pause: "Pause instead",
  pauseWhy: "Switched off it keeps its access, serves no call, and can be switched on again.",
  paused: (name: string) => `${name} switched off`,
  unpaused: (name: string) => `${name} switched on again`,
  pauseFailed: (name: string) => `Failed to switch ${name} off`,
  retry: "Retry at provider",
  retryFailed: "Failed to ask the provider again",
  manyTitle: (number: number) =>
    plural(number, { one: "Revoke # connector?", other: "Revoke # connectors?" }),
  manyDone: (number: number) => plural(number, { one: "# connector revoked", other: "# connectors revoked" }),
  manyLoading: "Loading what would stop working",
  manyLoses: (agents: number, people: number, calls: number) =>
    `${plural(agents, { zero: "No agent", one: "# agent", other: "# agents" })} and ${plural(people, { zero: "nobody", one: "# person", other: "# people" })} lose access now; ${plural(calls, { one: "# call", other: "# calls" })} in the last 7 days.`,
  manyType: (number: number) => `revoke ${number}`,
  manyAct: (number: number) => plural(number, { one: "Revoke # connector", other: "Revoke # connectors" }),
  manyKeep: "Keep them",
  manyProgress: "Revoking connectors",
  manyFinal:
    "The providers are told to revoke the access too. That cannot be undone; each has to be authorized again.",
  manyPreviewFailed: (number: number) =>
    plural(number, {
      one: "For # connector it could not be told what would stop working.",
      other: "For # connectors it could not be told what would stop working.",
    }),
  removedHere: (number: number) => plural(number, { one: "Removed here: #", other: "Removed here: #" }),
  atProvider: (state: string, number: number) => `Revoked at provider: ${state}, ${count(number)}`,
  notRevoked: (name: string) => `${name} was not revoked`,

  callsUnderWayAreCutOff: "Calls under way are cut off; their results are dropped.",
  isToldToRevokeAccessToo: (title: string) =>
    `${title} is told to revoke the access too. That cannot be undone; you can authorize again at any time.`,
  isToldToRevokeThisAccess: (title: string, slugs: string, siblings: number) =>
    plural(siblings, {
      one: `${title} is told to revoke this access alone: ${slugs} on the same account goes on.`,
      other: `${title} is told to revoke this access alone: ${slugs} on the same account go on.`,
    }),
  revokedRemovedHere: (name: string) => `${name} revoked. Removed here.`,
  endedToo: (slugs: string) => `Ended too, because they are on the same account: ${slugs}.`,
  typeToConfirm: (name: string) => `Type ${name} to confirm`,
  failedToRevoke: (name: string) => `Failed to revoke ${name}`,
  keep: (name: string) => `Keep ${name}`,
  revoke: (name: string) => `Revoke ${name}`,
  manyConfirm: (word: ReactNode) => line`Type ${word} to confirm`,
} as const;
