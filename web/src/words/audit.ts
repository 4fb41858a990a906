import { bytes, count } from "./format.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

const events = (number: number) => plural(number, { zero: "No event", one: "# event", other: "# events" });

export const auditWords = {
  title: places.audit,
  lead: "Every authorization, revocation and tool call, in an append-only chain of hashes.",
  forbidden: "reading the audit log",
  who: "An owner, admin or auditor",
  failed: "Failed to load the audit log",
  columns: ["Time", "Actor", "Action", "Target", "Outcome"],
  label: "Audit events",
  none: "No event matches these filters.",
  empty: "Nothing is on the record yet. Authorizations, revocations and tool calls appear here.",
  search: "Search the audit log",
  filters: {
    type: "Action",
    outcome: "Outcome",
    actor: "Actor",
    target: "Target",
    agent: "Agent",
    connector: "Connector",
    tool: "Tool",
    from: "From",
    to: "Until",
    q: "Search",
  },
  allTypes: "All actions",
  allOutcomes: "All outcomes",
  time: "Time",
  times: {
    any: "Any time",
    hour: "Last hour",
    day: "Last 24 hours",
    week: "Last 7 days",
    month: "Last 30 days",
  },
  ownTime: "As in the address",
  outcomes: { ok: "OK", started: "Started", failed: "Failed", refused: "Refused" },
  only: (text: string, of: string) => `${text}: show only this ${of}`,
  onlyThis: (of: string) => `Only this ${of}`,
  of: { actor: "actor", type: "action", target: "target" },
  openEvent: (seq: number) => `Open event ${seq}, `,

  following: "New events appear by themselves.",
  held: "New events wait while you read.",
  earlier: "This is an earlier page. New events are on the first one.",
  fresh: (number: number, more: boolean) =>
    more
      ? `More than ${count(number)} new events`
      : plural(number, { one: "# new event", other: "# new events" }),
  shown: (number: number) => `${events(number)} shown, newest first`,

  event: (seq: string) => `Event ${seq}`,
  eventFailed: (seq: string) => `Failed to load event ${seq}`,
  noEvent: (seq: string) => `There is no event ${seq} in this workspace.`,
  newer: "Newer",
  older: "Older",
  newerOf: (seq: number) => `Newer event, ${seq}`,
  olderOf: (seq: number) => `Older event, ${seq}`,
  neighbours: "Neighbours",
  permalink: "Copy link",
  permalinkOf: "to this event",
  json: "event as JSON",
  facts: {
    time: "Time",
    actor: "Actor",
    action: "Action",
    target: "Target",
    outcome: "Outcome",
    request: "Request",
    previous: "Previous hash",
    hash: "Hash",
  },
  rule: "Make a rule from this call",

  verify: "Verify chain",
  verifying: "Verifying the chain",
  verifyFailed: "Failed to verify the chain",
  walked: (checked: number, total: number) => `${count(checked)} of ${events(total)} checked`,
  results: {
    intact: "Intact",
    broken: (at: number | null) => `Broken at #${at ?? "?"}`,
    empty: "Nothing to verify",
    incomplete: "Incomplete",
  },
  incomplete: "It was not finished, so it says nothing. Verify again.",
  verified: (result: string) => `Chain verified: ${result}`,
  checkedRange: (checked: number, first: number | null, last: number | null) =>
    first === null || last === null
      ? `${events(checked)} checked`
      : `${events(checked)} checked (#${count(first)} to #${count(last)})`,
  head: "Head",
  headHash: "head hash",
  history: "Earlier checks",
  by: (name: string) => `by ${name}`,

  export: "Export",
  exportTitle: "Export the audit log",
  exportLead: "What is filtered on this page is what is exported. It is recorded that you did.",
  exportWhole: "The whole chain: it can be verified offline.",
  exportPart: "An extract: its own hash holds it together, the chain does not.",
  format: "Format",
  formats: {
    jsonl: "JSON lines, with every hash",
    csv: "CSV, for spreadsheets",
  },
  filtersOf: "Filters",
  noFilters: "None",
  rows: "Rows",
  counting: "Counting…",
  countFailed: "Failed to count the rows",
  exportRows: (rows: number) => plural(rows, { one: "Export # row", other: "Export # rows" }),
  done: "Done",
  ended: (rows: number, size: number) => `${events(rows)}, ${bytes(size)}`,
  digest: "SHA-256 of the rows",
  offline: "Verify it without the gateway:",

  views: "Saved views",
  viewsHint: "Kept in this browser, for you alone.",
  saveView: "Save this view",
  viewName: "Name of the view",
  save: "Save",
  noViews: "No view is saved yet.",
  saved: (name: string) => `View ${name} saved`,
  removed: (name: string) => `View ${name} removed`,
  removeView: (name: string) => `Remove the view ${name}`,

  requestId: "request id",
  previousHash: "previous hash",
} as const;

export const outcome = {
  started: "Started",
  failed: "Failed",
  refused: "Refused",
} as const;
