import type { ReactNode } from "react";
import { and } from "./format.ts";
import { line } from "./line.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

type Span = "once" | "session" | "always";

export const approvals = {
  next: "Next request",
  previous: "Previous request",
  approveKey: "Approve once (with the focus in the request)",
  denyKey: "Deny (with the focus in the request)",
  keys: "J and K go from request to request, Enter opens one. In a request A approves it once and D denies it.",
  same: (others: number) =>
    plural(others, { one: "# more request is the same", other: "# more requests are the same" }),
  alsoSame: (others: number) =>
    plural(others, {
      one: "Also decide # waiting request for the same tool, connector and arguments",
      other: "Also decide # waiting requests for the same tool, connector and arguments",
    }),
  alsoFailed: (count: number) =>
    plural(count, {
      one: "# of the same requests was not decided",
      other: "# of the same requests were not decided",
    }),

  spans: {
    once: "Approve this call once",
    session: "Approve these arguments for 8 hours",
    always: "Approve these arguments for 90 days",
  } satisfies Record<Span, string>,
  more: "Approve for longer",
  moreHint:
    "Lets the very same call through again: the same caller with the same token, tool, connector and arguments. You can take it back at any time.",
  deny: "Deny",

  holding: {
    once: "Approving this call once",
    session: "Approving these arguments for 8 hours",
    always: "Approving these arguments for 90 days",
    deny: "Denying",
  },
  holdingFor: (what: string, seconds: number) =>
    plural(seconds, { one: `${what} in # second.`, other: `${what} in # seconds.` }),
  held: (what: string) => `${what} in 5 seconds. Undo is offered.`,
  undo: "Undo",
  now: "Do it now",
  undone: "Nothing was decided",
  leaving: "Leaving this page undoes it.",

  changed: (who: string) => `This request changed while you were looking at it: ${who} decided.`,
  changedRun: "This request changed while you were looking at it: it ended.",
  changedOne: (who: string) => `${who} approved it while you were looking at it.`,

  history: "Decided before",
  historyFailed: "Failed to load what was decided before",
  historyNone: "Nothing was decided in 30 days about calls of this caller with this tool.",
  meter: (approved: number, all: number) => `Approved ${approved} of ${all} in 30 days`,
  tired: "Every one was approved. Does somebody still look? A rule could say so instead.",
  writeRule: "Write a rule",
  ruleName: (tool: string, caller: string) => `${tool} by ${caller}`.slice(0, 80),
  sameArguments: "the same arguments",
  otherArguments: "other arguments",
  by: (name: string) => `by ${name}`,
  nobody: "somebody who left",

  standing: "Standing approvals",
  standingLead: "The very same call goes through again without asking, until then.",
  standingFailed: "Failed to load standing approvals",
  standingColumns: ["What", "Who", "Connector", "Approved by", "Used", "Until", "Actions"],
  uses: (uses: number) => plural(uses, { zero: "Not yet", one: "# time", other: "# times" }),
  arguments: "Arguments",
  withdraw: (tool: string, who: string) => `Take back ${tool} of ${who}`,
  withdrawShort: "Take back",
  withdrawn: (tool: string) => `${tool} asks again`,
  withdrawFailed: "Failed to take it back",

  approval: places.approval,
  allApprovals: "All approvals",
  noSuchApprovalForYou:
    "There is no such approval for you in this workspace. It may belong to another workspace of yours, or to somebody else; after 30 days it is gone.",
  failedToLoadApproval: "Failed to load the approval",
  argumentsTitle: "Arguments",
  onlyWhoMayDecideByTheir: "Only who may decide by their role, and whose call it is, sees the arguments.",
  argumentsAreNotKeptAfter: "The arguments are not kept after the decision.",
  what: "What",
  effect: "Effect",
  whoAsks: "Who asks",
  connector: "Connector",
  asked: "Asked",
  timeLeft: "Time left",
  yoursToDecide: "Yours to decide",
  outcome: "Outcome",
  decided: "Decided by",
  yes: "Yes",
  no: "No",
  decidedByNobody: "Nobody",
  approvals: places.approvals,
  callsThatRuleHoldsUntilPerson: "Calls that a rule holds until a person has looked at them.",
  callsMadeInYourName:
    "Calls made in your name or on your own connections that a rule holds until a person has looked at them.",
  onlyInMyName: "Only in my name",
  waiting: "Waiting",
  queue: "Waiting requests",
  failedToLoadApprovals: "Failed to load approvals",
  nothingWaitsForPersonInYour: (mine: boolean) =>
    `Nothing waits for a person${mine ? " in your name" : ""}. A call comes here when a rule says to ask.`,
  moreWaitThanAreShown: "More wait than are shown. Decide some of these to see the others.",
  ownersAndAdminsOfWorkspace:
    "Owners and admins of the workspace decide, and for a personal connection its owner. You can tell one of them.",
  ruleAsksForFourEyes:
    "The rule asks for four eyes, and this call is yours. Another owner or admin must decide.",
  youHaveApprovedIt: "You have approved it. Somebody else must as well.",
  nothingLeftToDecide: "There is nothing left to decide.",
  decision: "Decision",
  denied: "Denied",
  approved: "Approved",
  note: "Note",
  optionalAgentReadsIt: "Optional. The agent reads it: say what it should do instead.",
  decisionDidNotCount: "The decision did not count",
  cancelled: "Cancelled",
  itWasAskedForInYour: "It was asked for in your name. You can take it back.",
  failedToCancel: "Failed to cancel",
  cancelRequest: "Cancel the request",
} as const;

export const facts = {
  whoAsks: "Who asks",
  through: "Through",
  wantsToCall: "Wants to call",
  server: (account: string, slug: ReactNode, server: ReactNode) =>
    line`${account} (${slug}, server ${server})`,
  with: "With",
  whyItIsHeld: "Why it is held",
  asked: "Asked",
  fourEyes: "Four eyes",
  whoeverIsBehindCallMayNot: "Whoever is behind the call may not decide it. ",
  differentPeopleMustApprove: (approvers: number) =>
    plural(approvers, { one: "# different person must approve.", other: "# different people must approve." }),
  id: "Id",
  approvalId: "approval id",
} as const;

export const outcome = {
  noteToAgent: (note: string) => `Note to the agent: ${note}`,
  somebodyWhoLeft: "Somebody who left",
  callWaits: (expiresAt: ReactNode, approvers: number, approvedSoFar: string) =>
    line`The call waits, and nothing has been done: ${expiresAt}.${approvers > 1 ? ` ${approvedSoFar}` : ""}`,
  approved: (who: string, when: ReactNode, expiresAt: ReactNode) =>
    line`Approved by ${who} ${when}. The agent may make this very call once: ${expiresAt}.`,
  approvedOf: (who: string, when: ReactNode, usedAt: ReactNode) =>
    line`Approved by ${who} ${when}; the call was made ${usedAt}.`,
  denied: (who: string, when: ReactNode) => line`Denied by ${who} ${when}. Nothing was done.`,
  itExpiredBeforeItWasDecided:
    "It expired before it was decided or used. Nothing was done; the agent can ask anew.",
  itWasCancelledByPersonIt: "It was cancelled by the person it was asked for. Nothing was done.",
  nobodyOfWhoMustHasApproved: (needed: number) => `Nobody of the ${needed} who must has approved yet.`,
  approvedByMore: (names: readonly string[], more: number) => `Approved by ${and(names)}; ${more} more must.`,
} as const;

export const past = {
  decided: "Decided",
  last30Days: "The last 30 days, newest first.",
  failedToLoadWhatWasDecided: "Failed to load what was decided",
  noCallOfYoursWasHeld: "No call of yours was held in this time. ",
  noCallWasHeldInThis: "No call was held in this time.",
  showEverybodys: "Show everybody’s",
  loadMore: "Load more",
} as const;

export const states = {
  waiting: "Waiting",
  approvedNotUsedYet: "Approved, not used yet",
  approvedAndUsed: "Approved and used",
  denied: "Denied",
  expired: "Expired",
  cancelled: "Cancelled",
  for: (name: string) => `, for ${name}`,
} as const;
