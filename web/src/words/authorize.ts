import type { ReactNode } from "react";
import { line } from "./line.ts";
import { plural } from "./plural.ts";

export const access = {
  whatItMayDo: "What it may do",
  readAndChange: "Read and change",
  alsoToolsThatWrite: "Also tools that write, send or delete.",
  readOnly: "Read only",
  toolsThatChangeSomething: "Tools that change something are refused.",
  onlyRead: "read only",
  itAsks: (strong: ReactNode) => line`It asks to ${strong}: tools that change something are refused.`,
  whatItReaches: "What it reaches",
  itReaches: (title: string | undefined) => `It reaches ${title ?? "one server"}`,
} as const;

export const authorizePage = {
  allowAccess: "Allow access",
  appWithoutName: "an app without a name",
  allowAsk: (visible: string) => `Allow ${visible}?`,
  nothingToAllow: "Nothing to allow",
  thisRequestWasAnswered:
    "This request was answered, has expired, or was begun in another browser. Nothing was allowed just now. Start again in the app that sent you here.",
  seeWhichAppsYouHaveAllowed: "See which apps you have allowed",
  failedToLoadRequest: "Failed to load the request",
} as const;

export const consent = {
  allowedGoingBackToApp: "Allowed. Going back to the app.",
  deniedGoingBackToApp: "Denied. Going back to the app.",
  workspace: "Workspace",
  appReachesThisOneAlone: "The app reaches this one alone.",
  youHaveNoWorkspace:
    "You have no workspace in which it could be allowed. Deny it, and ask an admin for an invitation.",
  answerDidNotCount: "The answer did not count",
  allow: "Allow",
  deny: "Deny",
  tickAtLeastOneServer: "Tick at least one server.",
  youCanTakeThisBack:
    "You can take this back at any time under Allowed apps. No app ever gets a password or a provider’s token from here.",
} as const;

export const serverAccess = {
  nothingIsConnectedYet: "Nothing is connected yet. When it calls a tool, it gets a link to connect.",
  noToolOfItThatOnly: (readOnly: boolean) =>
    `No tool of it ${readOnly ? "that only reads " : ""}can be called through what is connected.`,
  tools: (shown: number) => plural(shown, { one: "# tool", other: "# tools" }),
  valid: "Valid",
  invalid: "Invalid",
  unknown: "Unknown",
  sharedInWorkspace: "shared in the workspace",
  yourOwn: "your own",
} as const;

export const signedInAs = {
  itWouldAct: (name: ReactNode, email: string) => line`It would act as ${name} (${email}).`,
  notYouAsk: "Not you?",
  failedToSignOut: "Failed to sign out",
} as const;

export const whoAsks = {
  thisApp: "this app",
  whoAsks: "Who asks",
  callsItself: "Calls itself",
  noName: "(no name)",
  knownBy: "Known by",
  answerGoes: "Answer goes to",
  thisComputer: " (this computer)",
  thisAppGaveNoName:
    "This app gave no name, and nobody knows who made it. Allow it only if you have just started it yourself.",
  answerGoesToProgramOnThis: (called: string) =>
    `The answer goes to a program on this computer. Any program on it can pretend to be ${called}: allow it only if you started this yourself, a moment ago.`,
  youHaveNotAllowedAtBefore: (called: string, redirectHost: string) =>
    `You have not allowed ${called} at ${redirectHost} before. If you did not start this, deny it.`,
  whichDescribesItChecked: (id: string) => `${id}, which describes it (checked)`,
  adminOfThisGateway: "an admin of this gateway, who made it for an agent",
  itsOwnRegistrationHere: "its own registration here; its name is not checked",
  nobodyItRegisteredWithoutName: "nobody: it registered without a name",
} as const;
