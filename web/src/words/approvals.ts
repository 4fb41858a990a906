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
} as const;
