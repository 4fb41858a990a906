import { places } from "./places.ts";

export const decision = {
  allow: "Allow",
  callGoesThrough: "The call goes through.",
  ask: "Ask",
  callWaitsUntilPersonHas: "The call waits until a person has approved it.",
  deny: "Deny",
  callIsRefused: "The call is refused.",
} as const;

export const defaults = {
  toolsThatRead: "Tools that read",
  toolsThatWrite: "Tools that write",
  toolsThatCannotBeUndone: "Tools that cannot be undone",
  callsThatNoRuleFits: "Calls that no rule fits",
  countsForEverybodyInWorkspace: "Counts for everybody in the workspace, at once.",
  failedToChangeIt: "Failed to change it",
} as const;

export const fitFields = {
  reads: "Reads",
  writes: "Writes",
  cannotBeUndone: "Cannot be undone",
  whichCalls: "Which calls",
  server: "Server",
  tool: "Tool",
  effect: "Effect",
  any: "Any",
  agent: "Agent",
  connector: "Connector",
  notThere: (value: string) => `${value} (not there)`,
} as const;

export const inside = {
  saved: "Saved",
  whatIsYourOwn: "What is your own",
  forAgentsWithGuardSwitched:
    "For agents with the guard switched on: once a run has read untrusted content and private data, whatever would go anywhere else waits for a person.",
  failedToSaveIt: "Failed to save it",
  saveWhatIsYourOwn: "Save what is your own",
} as const;

export const policiesPage = {
  policies: places.policies,
  readingRules: "reading the rules",
  ownerAdminOrAuditor: "An owner, admin or auditor",
  whichCallsAreAllowed: "Which calls are allowed, held for a person, or refused.",
  addRule: "Add rule",
  failedToLoadRules: "Failed to load the rules",
} as const;

export const resourceFields = {
  oneLine: (hint: string, empty: string) => `${hint}. One a line; empty: ${empty}.`,
  noneAtAll: "None at all",
  noneAtAllOf: (title: string) => `${title}: none at all`,
} as const;

export const ruleDialog = {
  edit: (name: string) => `Edit ${name}`,
  addRule: "Add rule",
  ruleSaved: (name: string) => `Rule ${name} saved`,
  name: "Name",
  peopleAndAgentsReadItWhen: "People and agents read it when the rule decides.",
  giveRuleName: "Give the rule a name.",
  decision: "Decision",
  fourEyes: "Four eyes",
  whoeverIsBehindCallMayNot: "Whoever is behind the call may not approve it.",
  onlyWhatItMayTouch: "Only what it may touch",
  callThatTouchesAnythingElse: "A call that touches anything else is denied.",
  failedToSaveRule: "Failed to save the rule",
  cancel: "Cancel",
  saveRule: "Save rule",
} as const;

export const ruleWords = {
  toolsThatRead: "tools that read",
  toolsThatWrite: "tools that write",
  toolsThatCannotBeUndone: "tools that cannot be undone",
  everyTool: "every tool",
  /** "Tools that read of Gmail by Report bot with Sales". */
  fits: (what: string, server: string | null, agent: string | null, connector: string | null) => {
    const parts = [what, server && `of ${server}`, agent && `by ${agent}`, connector && `with ${connector}`];
    return parts.filter(Boolean).join(" ");
  },
  repositories: "Repositories",
  ownerName: "owner/name, with * for any name: acme/*",
  channels: "Channels",
  idsC0123ABCDOrNamesGeneral: "Ids (C0123ABCD) or names (#general)",
  driveFolders: "Drive folders",
  idsRootIsMyDrive: "Ids; root is My Drive",
  calendars: "Calendars",
  addressesPrimaryIsAccountsOwn: "Addresses; primary is the account’s own",
  domainsOfRecipients: "Domains of recipients",
  acmeCom: "acme.com, or *.acme.com for those below it",
  only: (title: string, list: readonly string[]) =>
    `${title}: ${list.length === 0 ? "none" : list.join(", ")}`,
} as const;
