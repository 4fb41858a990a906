import type { ReactNode } from "react";
import { line } from "./line.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

export const names = {
  everythingIn: (workspace: string) => `Everything in ${workspace}`,
  everythingOf: (whom: string) => `Everything of ${whom}`,
  formerMember: (id: string) => `Everything of a former member (${id})`,
} as const;

export const progress = {
  askedOrToBeAskedAgain: "asked, or to be asked again",
  confirmedByProvider: "confirmed by the provider",
  anotherConnectorIsOnAccount: "another connector is on the account, or it cannot be revoked",
  endItInAccountsOwnSettings: "end it in the account's own settings",
  here: "Here",
  endedHere: "Ended here",
  nothingWasConnected: "Nothing was connected.",
  grantsEnded: (total: number) =>
    plural(total, {
      one: "# grant ended: no result of theirs gets out any more.",
      other: "# grants ended: no result of theirs gets out any more.",
    }),
  ending: "Ending",
  grantsToEnd: (total: number) => plural(total, { one: "# grant to end.", other: "# grants to end." }),
  atProviders: "At the providers",
  ofSettledAtProviders: (answered: number, owed: number) => `${answered} of ${owed} settled at the providers`,
} as const;

export const revocationsPage = {
  revocations: places.revocations,
  revokingEverything: "revoking everything",
  ownerOrAdminOfWorkspace: "An owner or admin of the workspace",
  eachTimeThatEverything:
    "Each time that everything of a provider, a member or the workspace was ended at once, and what the providers have answered since.",
  failedToLoadRevocations: "Failed to load revocations",
} as const;

export const runDrawer = {
  revocation: "Revocation",
  noSuchRunInThisWorkspace: "There is no such run in this workspace.",
  failedToLoadRun: "Failed to load the run",
  revocationDone: "Revocation done: nothing is pending",
  by: (startedAt: ReactNode, startedBy: string) => line`${startedAt} by ${startedBy}`,
  started: "Started",
  endedHere: "Ended here",
  goingOn: "Going on",
  runId: "Run id",
  runIdWhat: "run id",
  seeEachGrantInAuditLog: "See each grant in the audit log",
} as const;

export const runState = {
  ending: "Ending",
  pending: (pending: number) => `${pending} pending`,
  failed: (failed: number) => `${failed} failed`,
  done: "Done",
} as const;

export const runTable = {
  what: "What",
  started: "Started",
  by: "By",
  endedHere: "Ended here",
  atProviders: "At the providers",
  nothingWasRevokedAllAtOnce:
    "Nothing was revoked all at once yet. Connectors, Members and Workspace each offer it.",
  revocations: "Revocations",
  ofGoing: (total: number) => `of ${total}, going on`,
} as const;
