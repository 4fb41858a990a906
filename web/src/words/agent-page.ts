import type { ReactNode } from "react";
import { line } from "./line.ts";
import { plural } from "./plural.ts";

export const agentActions = {
  rename: "Rename",
  delete: "Delete",
} as const;

export const agentFacts = {
  slug: "Slug",
  id: "Id",
  agentId: "agent id",
  connects: "Connects to",
  mcp: (publicUrl: string) => `${publicUrl}/mcp`,
  actsFor: "Acts for",
  registered: "Registered",
} as const;

export const connectorsTab = {
  checkFailed: "The check failed",
  ready: "Ready",
  notReady: "Not ready",
  failedToCheckAgentsConnectors: "Failed to check the agent's connectors",
  checkAgain: "Check again",
  moreProblems: (count: number) =>
    plural(count, {
      one: "# more connector has such a problem.",
      other: "# more connectors have such a problem.",
    }),
  checked: (checkedAt: ReactNode) => line`Checked ${checkedAt}`,
  nothingToCheck: "There is nothing to check: the agent may use no tool yet. Its manifest lists them.",
  readyToolsCanBeCalledNow: (usable: number) =>
    plural(usable, { one: "Ready: # tool can be called now.", other: "Ready: # tools can be called now." }),
  notReadyOf: (blocked: number, usable: number) =>
    plural(blocked, {
      one: `Not ready: # tool cannot be called now, ${usable} can.`,
      other: `Not ready: # tools cannot be called now, ${usable} can.`,
    }),
  youCanAct: "You can act.",
  personItActsForMustAct: "The person it acts for must act.",
  ownerOfConnectionMustAct: "The owner of the connection must act.",
  ownerOrAdminOfWorkspaceMust: "An owner or admin of the workspace must act.",
  noConnector: (provider: string) => `No connector (${provider})`,
  missing: (code: ReactNode) => line`Missing: ${code}`,
  goToWhereItIsFixed: "Go to where it is fixed",
  toolsAffected: (tools: number) => plural(tools, { one: "# tool affected", other: "# tools affected" }),
} as const;

export const delegationTab = {
  nobody: "Nobody",
  itActsForItself: "It acts for itself, with shared connectors.",
  everyMember: "Every member",
  whoeverAsksForIt: "Whoever asks for it: it then also reaches that person's own connections.",
  thesePeople: "These people",
  onlyThoseWhoAreTicked: "Only those who are ticked, and only when they ask for it.",
  delegationSaved: "Delegation saved",
  forWhomActs: (name: string) => `for whom ${name} acts`,
  onWhoseBehalfMayItAct: "On whose behalf may it act?",
  personLetsItActForThem:
    "A person lets it act for them on their page “Allowed apps”. Then it has their rights and its own limits, and the audit log names both.",
  forWhomItMayNoLonger:
    "For whom it may no longer act, its tokens end at once. They are not made again by taking this back.",
  failedToSaveDelegation: "Failed to save the delegation",
  saveDelegation: "Save delegation",
  nothingIsChanged: "Nothing is changed.",
  failedToLoadMembers: "Failed to load members",
  people: "People",
} as const;

export const delegationWords = {
  itself: "Itself",
  itselfAndEveryMember: "Itself and every member",
  itselfAndPeople: (delegation: number) =>
    plural(delegation, { one: "Itself and # person", other: "Itself and # people" }),
} as const;

export const deleteAgentDialog = {
  deletedTokensEnded: (name: string, tokens: number) =>
    plural(tokens, { one: `${name} deleted; # token ended`, other: `${name} deleted; # tokens ended` }),
  deleteAsk: (name: string) => `Delete ${name}?`,
  keepAgent: "Keep agent",
  deleteAgent: "Delete agent",
  allItsTokensAndOauthClients:
    "All its tokens and OAuth clients end at once; calls that are under way are cut off.",
  peopleForWhomItActs: "People for whom it acts are not served by it any more.",
  whatItDidStaysInAudit: "What it did stays in the audit log. This cannot be undone.",
} as const;

export const guardTab = {
  guardSwitched: "Guard switched on",
  guardSwitchedOff: "Guard switched off",
  policies: "Policies",
  onceRunHasReadContent: (link: ReactNode) =>
    line`Once a run has read content that strangers wrote and data that is private, tools that carry data out wait for a person. What counts as your own is said on the page ${link}.`,
  failedToLoadGuard: "Failed to load the guard",
  guardIsOnForThisAgent: "The guard is on for this agent.",
  guardIsOffForThisAgent: "The guard is off for this agent.",
  failedToSwitchGuard: "Failed to switch the guard",
  switchGuardOff: (enabled: boolean) => `Switch the guard ${enabled ? "off" : "on"}`,
  run: "Run",
  state: "State",
  untrusted: "Untrusted, by",
  private: "Private, by",
  lastSeen: "Last seen",
  forgotten: "Forgotten",
  actions: "Actions",
  noRunHasReadAnything: "No run has read anything of either kind lately.",
  failedToForgetRun: "Failed to forget the run",
  runs: "Runs",
  asksBeforeItSends: "Asks before it sends",
  free: "Free",
  nothing: "Nothing",
  forget: "Forget",
  runForgotten: "Run forgotten",
} as const;

export const registerDialog = {
  registerAgent: "Register agent",
  agentRegistered: (name: string) => `Agent ${name} registered`,
  name: "Name",
  callsAreRecordedUnderIt:
    "Calls are recorded under it. It can do nothing until you list its tools on the next page.",
  giveAgentName: "Give the agent a name.",
  failedToRegisterAgent: "Failed to register the agent",
  cancel: "Cancel",
} as const;

export const renameAgentDialog = {
  rename: (name: string) => `Rename ${name}`,
  renamed: (trim: string) => `Renamed to ${trim}`,
  name: "Name",
  slugStays: "The slug stays: manifests and rules go by it.",
  giveAgentName: "Give the agent a name.",
  failedToRenameAgent: "Failed to rename the agent",
  cancel: "Cancel",
  renameShort: "Rename",
} as const;

export const tokensTab = {
  mcp: "/mcp",
  kMcp: "/k/mcp",
  withTokenAgentCallsAndServers: (address: ReactNode, withoutDiscovery: ReactNode) =>
    line`With a token the agent calls ${address} and the servers below it, as far as its manifest goes. Clients that insist on OAuth discovery take the same addresses below ${withoutDiscovery}.`,
  createToken: "Create token",
} as const;
