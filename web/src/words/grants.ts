import type { ReactNode } from "react";
import { line } from "./line.ts";
import { plural } from "./plural.ts";

export const accessFields = {
  providerApp: "Provider app",
  registrationAtThatAccess: (title: string) => `The registration at ${title} that access is given to.`,
  kindOfAccess: "Kind of access",
} as const;

export const access = {
  named: (name: string, kind: string | undefined, isDefault: boolean) => {
    const whole = kind ? `${name} (${kind})` : name;
    return isDefault ? `${whole}, default` : whole;
  },
} as const;

export const confirmAccount = {
  isKeptAsConnectionOfIts: (account: string) => `${account} is kept as a connection of its own`,
  wasDiscarded: (account: string) => `${account} was discarded`,
  keep: (account: string) => `Keep ${account}`,
  discard: (account: string) => `Discard ${account}`,
  failedToSaveYourAnswer: "Failed to save your answer",
} as const;

export const connectDialog = {
  changeAccess: (name: string) => `Change access of ${name}`,
  authorize: (title: string) => `Authorize ${title}`,
  connect: (title: string) => `Connect ${title}`,
  failedToLoadTools: "Failed to load the tools",
  noProviderHere: (service: string) => `There is no provider “${service}” here.`,
} as const;

export const connectForm = {
  hasNoOauthClientYet: (title: string) => `${title} has no OAuth client yet, so nobody can connect it.`,
  name: "Name",
  whatPeopleAndAgentsSee: "What people and agents see. Left empty: the provider and the account.",
  presentAccessKeepsWorkingUntil: "The present access keeps working until the new one has passed its check.",
  failedToStartConnection: "Failed to start the connection",
  cancel: "Cancel",
  continue: (title: string) => `Continue to ${title}`,
  accountThatYouSign: (title: string) => `the account that you sign in with at ${title}`,
  sharedEverybodysAgentsInThis: (value: ReactNode) =>
    line`Shared: everybody's agents in this workspace will act as ${value}. Teammates are told whose account it is and that you authorized it.`,
} as const;

export const deleteDialog = {
  deleted: (name: string) => `${name} deleted`,
  deleteAsk: (name: string) => `Delete ${name}?`,
  thisEndsItsAccess: (connected: boolean, account: ReactNode) =>
    line`${connected ? "This ends its access to " : "This takes away what is left of "}${account}. It cannot be undone.`,
  toolsStopWorkingAtOnce: "Tools stop working at once; calls under way are cut off.",
  isToldToRevokeAccessToo: (title: string) => `${title} is told to revoke the access too.`,
  itsSealedTokensAreDeleted: (asks: boolean, title: string) =>
    `Its sealed tokens are deleted for good${asks ? `, as soon as ${title} has confirmed` : ""}: nobody can open them any more, not even with the keys.`,
  whatItDidStaysInAudit: "What it did stays in the audit log.",
  deleteNow: (title: string) => `Delete now, without waiting for ${title}'s receipt`,
  tokensGoAtOnce: (title: string) =>
    `The tokens go at once. If ${title} has not confirmed by then, the gateway cannot ask again: remove the access in the account's own settings.`,
  failedToDelete: (name: string) => `Failed to delete ${name}`,
  keep: (name: string) => `Keep ${name}`,
  delete: (name: string) => `Delete ${name}`,
  removedHere: "Removed here",
  noCallCanUseItAny: "No call can use it any more.",
  tokensDeleted: "Tokens deleted",
  itsSealedRowIsGone: "Its sealed row is gone.",
  tokensPending: "Tokens pending",
  theyAreDeletedWhenHasConfirmed: (title: string) =>
    `They are deleted when ${title} has confirmed the revocation.`,
} as const;

export const disconnectDialog = {
  disconnectedRemovedHere: (title: string) => `${title} disconnected. Removed here.`,
  disconnected: (title: string) => `${title} disconnected`,
  disconnectAsk: (title: string) => `Disconnect ${title}?`,
  failedToDisconnect: (title: string) => `Failed to disconnect ${title}`,
  keep: (title: string) => `Keep ${title}`,
  disconnect: (title: string) => `Disconnect ${title}`,
  thisEndsAccessOfThisGateway: (account: ReactNode) =>
    line`This ends the access of this gateway to ${account}.`,
  toolsStopWorkingForYou: (tools: number) =>
    plural(tools, {
      one: "# tool stops working for you and your agents now.",
      other: "# tools stop working for you and your agents now.",
    }),
  callsUnderWayAreCutOff: "Calls under way are cut off; their results are dropped.",
  isToldToRevokeAccessToo: (providerTitle: string) =>
    `${providerTitle} is told to revoke the access too. That cannot be undone; you can connect again at any time.`,
} as const;

export const done = {
  done: "Done",
} as const;

export const ended = {
  removedHere: "Removed here",
  noResultCouldGetOutAfter: (fencedInMs: number, abortedCalls: number) =>
    plural(abortedCalls, {
      one: ` · no result could get out after ${fencedInMs} ms · # call cut off`,
      other: ` · no result could get out after ${fencedInMs} ms · # calls cut off`,
    }),
} as const;

export const justConnected = {
  isConnected: (providerTitle: string, account: string) => `${providerTitle} is connected as ${account}.`,
} as const;

export const renameDialog = {
  rename: (name: string) => `Rename ${name}`,
  renamed: (wanted: string) => `Renamed to ${wanted}`,
  name: "Name",
  whatPeopleSee: (slug: string) => `What people see. Agents go on naming it ${slug}.`,
  giveItName: "Give it a name.",
  failedToRename: "Failed to rename",
  cancel: "Cancel",
  renameShort: "Rename",
} as const;

export const revokeAllDialog = {
  revokeAsk: (title: string) => `Revoke ${title}?`,
  everyConnectionOfThisProvider: "Every connection of this provider ends, shared and personal.",
  everyPersonalConnectionOfThis:
    "Every personal connection of this member ends. Shared connections that they authorized go on.",
  everyConnectionOfThisWorkspace:
    "Every connection of this workspace ends, of every provider and every member.",
  grantsEnded: (total: number) => plural(total, { one: "# grant ended", other: "# grants ended" }),
  connectionsNow: (connections: number) =>
    plural(connections, { one: "# connection now.", other: "# connections now." }),
  toolsThatDependOnThemStop: "Tools that depend on them stop working at once; calls under way are cut off.",
  providersAreToldToRevokeAccess:
    "The providers are told to revoke the access too, which may take some minutes.",
  connectorsAgents:
    "Connectors, agents, tokens and the audit log stay. This cannot be undone; each has to be connected again.",
  typeToConfirm: (confirm: ReactNode) => line`Type ${confirm} to confirm`,
  failedToRevokeEverything: "Failed to revoke everything",
  keepEverything: "Keep everything",
  revokeEverything: "Revoke everything",
} as const;
