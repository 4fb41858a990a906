import type { ReactNode } from "react";
import { and, count } from "./format.ts";
import { line } from "./line.ts";
import { plural } from "./plural.ts";

type Decision = "allow" | "ask" | "deny";
type Access = { decision: Decision; limited: boolean };

const decisions = { allow: "allowed", ask: "held for a person", deny: "denied" } as const;
const access = ({ decision, limited }: Access): string =>
  limited ? `${decisions[decision]} within lists` : decisions[decision];

export const policies = {
  order:
    "There is no order to keep: of the rules that fit a call the most specific decide, and of these the strictest. They stand here in the order in which they decide.",
  specificity: (parts: number) =>
    plural(parts, {
      zero: "Fits every call",
      one: "Pins down # part of a call",
      other: "Pins down # parts of a call",
    }),
  watches: "Watching",
  watchesHint: "Decides nothing yet",
  seen: "What it would have decided",
  decide: "Let it decide",
  decides: (name: string) => `${name} decides now`,
  watch: "Only watch",
  watchesNow: (name: string) => `${name} only watches now`,
  modeFailed: "Failed to change the rule",
  removed: (name: string) => `Rule ${name} deleted`,
  restored: (name: string) => `Rule ${name} is back`,

  approvers: "How many must approve",
  approversOne: "One person",
  approversTwo: "Two different people",
  twoPeople: "two people",
  observe: "Watch first",
  observeHint:
    "Decides nothing yet: calls for which it would have are recorded, so that you see what it would do.",

  warnings: {
    dead: "No call can fit this rule: its tools, agent or connector never meet.",
    redundant: "Without this rule every call would end the same.",
    shadowed: (by: readonly string[]) =>
      by.length === 0
        ? "Other rules decide every call that this rule fits."
        : `It never decides: ${and(by)} ${by.length === 1 ? "decides" : "decide"} every call that it fits.`,
  },
  warning: "Does nothing",

  preview: "What it would change",
  previewBusy: "Looking at what it would change…",
  previewFailed: "Failed to look at what it would change",
  noChange: "Nobody gains or loses anything, whatever the arguments.",
  loses: (people: number) =>
    plural(people, { zero: "Nobody loses access", one: "# loses access", other: "# lose access" }),
  gains: (people: number) =>
    plural(people, { zero: "Nobody gains access", one: "# gains access", other: "# gain access" }),
  kinds: { gains: "Gains", loses: "Loses", other: "Changes" } as const,
  change: (tools: number, from: Access, to: Access, connector: string | null) =>
    plural(tools, {
      one: `# tool${connector ? ` with ${connector}` : ""}: ${access(from)} before, ${access(to)} then`,
      other: `# tools${connector ? ` with ${connector}` : ""}: ${access(from)} before, ${access(to)} then`,
    }),
  more: (rows: number) => plural(rows, { one: "And # more.", other: "And # more." }),
  caller: (name: string) => name,
  changed: "Who gains and who loses",

  replay: "Replay the last 7 days",
  replayHint: "Holds it against the calls that were made. Arguments are not kept, so lists cannot be told.",
  replayFailed: "Failed to replay the last days",
  replayed: (calls: number) =>
    plural(calls, {
      zero: "No call was made in the last 7 days.",
      one: "# call looked at",
      other: "# calls looked at",
    }),
  replayCut: "Only the newest 50,000 were looked at.",
  replaySame: "Each of them would have ended the same.",
  replaySum: (denied: number, asked: number, lists: number) =>
    `Denied ${count(denied)}, held for a person ${count(asked)}, within lists ${count(lists)}.`,
  replayTable: "Calls that would have ended otherwise",
  replayColumns: ["Who", "Tool", "With", "Was", "Would be", "Calls"],
  access,
  any: "any",

  tests: "Saved tests",
  testsLead:
    "Calls and what is to become of them. They run whenever somebody changes a rule; one that fails keeps the change from being saved.",
  testsEmpty: "No test is saved. Ask the rules about a call above, and save the answer as a test.",
  testsFailed: "Failed to load the tests",
  testColumns: ["Test", "Call", "Expected", "Now", "Actions"],
  passed: "Passes",
  failedTest: "Fails",
  testCall: (tool: string, who: string) => `${tool} by ${who}`,
  anybody: "a person",
  removeTest: (name: string) => `Delete test ${name}`,
  remove: "Delete",
  testRemoved: (name: string) => `Test ${name} deleted`,
  testRestored: (name: string) => `Test ${name} is back`,
  testRemoveFailed: "Failed to delete the test",
  saveTest: "Save as test",
  testName: "Name of the test",
  testExpected: "It is to be",
  testFault: "Give the test a name.",
  testSaved: (name: string) => `Test ${name} saved`,
  testSaveFailed: "Failed to save the test",
  failing: (names: readonly string[]) =>
    plural(names.length, {
      one: `The test ${and(names)} would fail, so this cannot be saved.`,
      other: `The tests ${and(names)} would fail, so this cannot be saved.`,
    }),
  testResult: (expected: Decision, decision: Decision | null) =>
    decision === null
      ? "It cannot be asked any more"
      : `expected ${decisions[expected]}, would be ${decisions[decision]}`,

  fromCall: "Create a rule from this call",
  ruleAbout: (tool: string, who: string | null) => (who === null ? tool : `${tool} by ${who}`).slice(0, 80),

  who: "Who calls",
  aPerson: "A person",
  agents: "Agents",
  people: "People",
  skipped: (rules: number) => plural(rules, { one: "# rule skipped", other: "# rules skipped" }),
  matched: "Rules that fit",
  watching: (decision: Decision, name: string | null) =>
    name === null
      ? `With the rules that only watch it would be ${decisions[decision]}.`
      : `The rule “${name}” only watches. If it decided, this would be ${decisions[decision]}.`,
  decidesMark: "decides",
  lessSpecific: "less specific",

  deleteAsk: (name: string | undefined) => `Delete ${name}?`,
  keepRule: "Keep rule",
  deleteRule: "Delete rule",
  itSays: (rule: ReactNode) =>
    line`It says ${rule}. The calls that it fits are then decided by the other rules, or by what is set for calls that no rule fits. It counts at once.`,
  rule: "Rule",
  decision: "Decision",
  whichCalls: "Which calls",
  onlyTouching: "Only touching",
  changedAt: "Changed",
  actions: "Actions",
  noRuleYet: "There is no rule yet: what is set below for calls that no rule fits counts for all of them.",
  rules: "Rules",
  fourEyes: " four eyes",
  anything: "Anything",
  edit: "Edit",
  editOf: (name: string) => `Edit ${name}`,
  delete: "Delete",
  deleteOf: (name: string) => `Delete ${name}`,
  tryIt: "Try it",
  asksRulesAboutCall: "Asks the rules about a call. Nothing is called.",
  whichTool: "Which tool",
  choose: "Choose",
  withWhichConnector: "With which connector",
  oneThatWouldServeIt: "The one that would serve it",
  argumentsAsJson: "Arguments as JSON",
  leftEmpty: "Left empty: whatever the arguments, as far as that can be told.",
  noJsonObject: "That is no JSON object.",
  chooseTool: "Choose a tool.",
  failedToAskRules: "Failed to ask the rules",
  askRules: "Ask the rules",
  with: (slug: ReactNode) => line`With ${slug}`,
  anythingOf: (kind: string, unbounded: boolean, name: string | null) =>
    `${kind}: ${unbounded ? "anything" : `${name ?? "told while it runs"}`}`,
  touches: (what: string) => `Touches ${what}`,
} as const;
