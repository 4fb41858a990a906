import type { ReactNode } from "react";
import { line } from "./line.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

export const allowedTable = {
  appWithoutName: "App without a name",
  app: "App",
  for: "For",
  answers: "Answers to",
  reaches: "Reaches",
  allowed: "Allowed",
  lastUsed: "Last used",
  state: "State",
  actions: "Actions",
  allowedApps: "Allowed apps",
  agent: (name: string) => ` (agent ${name})`,
  itself: "Itself",
  readOnly: " · read only",
  byCompanysIdentityProvider: " by the company’s identity provider",
  never: "Never",
  revoked: (revokedAt: ReactNode) => line`Revoked ${revokedAt}`,
  revoke: "Revoke",
  revokeOf: (name: string, everybody: boolean, whose: string) =>
    everybody ? `Revoke ${name} of ${whose}` : `Revoke ${name}`,
} as const;

export const allowed = {
  apps: "Apps",
  whatEverybodyInThisWorkspace: "What everybody in this workspace has allowed.",
  whatYouHaveAllowed: "What you have allowed.",
  everybodys: "Everybody’s",
  failedToLoadAllowedApps: "Failed to load allowed apps",
  nobodyHasAllowedAppYet: (all: boolean) =>
    `${all ? "Nobody has allowed an app yet." : "You have not allowed an app yet."} Paste the address below into one; it sends you here to ask.`,
  loadMore: "Load more",
  addressToPasteIntoApp: "Address to paste into an app that speaks MCP:",
  addressForApps: "address for apps",
} as const;

export const clientsPage = {
  allowedApps: places.allowedApps,
  appsAndAgentsThatMayCall:
    "Apps and agents that may call tools in your name. None of them holds your password or a provider’s token.",
} as const;

export const delegateDialog = {
  letActForYou: (name: string) => `Let ${name} act for you`,
  mayActForYou: (agent: string | undefined) => `${agent} may act for you`,
  apiToken: "API token",
  giveThisTokenToWhoeverRuns: (agent: ReactNode) =>
    line`Give this token to whoever runs ${agent}. With it the agent acts in your name.`,
  forMe: (name: string) => `${name} for me`,
  itReachesYourOwnConnections:
    "It reaches your own connections and the shared ones, as far as its manifest and your own rights go. The audit log names you both.",
  name: "Name",
  giveItName: "Give it a name, so that you can tell it from others.",
  readOnly: "Read only",
  refusesEveryToolThatWrites: "Refuses every tool that writes, sends or deletes.",
  failedToLetItAct: "Failed to let it act for you",
  cancel: "Cancel",
  makeToken: "Make the token",
} as const;

export const delegationTable = {
  name: "Name",
  agent: "Agent",
  reaches: "Reaches",
  state: "State",
  lastUsed: "Last used",
  actions: "Actions",
  tokensByWhichAgentsAct: "Tokens by which agents act for you",
  allServers: "All servers",
  readOnly: " · read only",
  never: "Never",
  end: "End",
  endOf: (name: string) => `End ${name}`,
} as const;

export const delegations = {
  agentsThatActForYou: "Agents that act for you",
  withTokenThatYouMake: "With a token that you make for one, it also reaches your own connections.",
  failedToLoadAgentsThatAct: "Failed to load agents that act for you",
  noAgentHereMayAct: "No agent here may act for you. An admin allows it per agent.",
  agentsThatMayActForYou: "Agents that may act for you",
  tools: (tools: number) => plural(tools, { one: "# tool", other: "# tools" }),
  anyToolThatYouMayUse: "any tool that you may use",
  letActForMe: (name: string) => `Let ${name} act for me`,
  ended: (name: string) => `${name} ended`,
  endAsk: (name: string | undefined) => `End ${name}?`,
  keepIt: "Keep it",
  endIt: "End it",
  noLongerActsForYou: (name: ReactNode) =>
    line`${name} no longer acts for you with this token. What it does for itself stays as it is.`,
} as const;

export const issuers = {
  issuer: "Issuer",
  speaks: "Speaks for",
  addedBy: "Added by",
  added: "Added",
  lastUsed: "Last used",
  actions: "Actions",
  trustedIssuers: "Trusted issuers",
  identityProvidersOfYourCompany:
    "Identity providers of your company whose word lets apps in for people, without asking each of them (enterprise-managed authorization).",
  trustIssuer: "Trust an issuer",
  failedToLoadTrustedIssuers: "Failed to load trusted issuers",
  noneEveryAppAsksEachPerson: "None: every app asks each person.",
  anyAppThatProvesItselfHere: "Any app that proves itself here",
  somebodyWhoLeft: "Somebody who left",
  never: "Never",
  remove: "Remove",
  removeOf: (issuer: string) => `Remove ${issuer}`,
  isNoLongerTrusted: (issuer: string) => `${issuer} is no longer trusted`,
  stopTrustingAsk: (issuer: string | undefined) => `Stop trusting ${issuer}?`,
  keepIt: "Keep it",
  stopTrustingIt: "Stop trusting it",
  everyAppThatItHasLet:
    "Every app that it has let in is refused from now on, for everybody. What people allowed themselves stays.",
} as const;

export const revokeClientDialog = {
  revokedEverywhereAfter: (name: string, fencedInMs: number) =>
    `${name} revoked, everywhere after ${fencedInMs} milliseconds`,
  revokeAsk: (name: string) => `Revoke ${name}?`,
  keepIt: "Keep it",
  revoke: (name: string) => `Revoke ${name}`,
  itCanCallNothingMore: (mine: boolean | undefined, name: ReactNode) =>
    line`It can call nothing more ${mine ? "in your name" : `in the name of ${name}`}: its tokens are refused as soon as this says so.`,
  connectionsToProvidersStay: "Connections to providers stay as they are.",
  whenAppAsksAgain: "When the app asks again, the consent page is shown again.",
} as const;

export const trustDialog = {
  trustIssuer: "Trust an issuer",
  isTrusted: (issuer: string) => `${issuer} is trusted`,
  itCanLetApp:
    "It can let an app in as any person whom you manage here. Trust only your own company’s identity provider.",
  issuer: "Issuer",
  exactlyAsInItsTokens: "Exactly as in its tokens, for example https://login.acme.com.",
  noAddress: "That is no address.",
  addressOfItsKeysJwks: "Address of its keys (JWKS)",
  leftEmpty: "Left empty: what its metadata names.",
  appsItMaySpeak: "Apps it may speak for",
  clientIds: "Client ids, one a line. Left empty: any app that proves itself here.",
  atMost50ClientIds: "At most 50 client ids.",
  failedToTrustIssuer: "Failed to trust the issuer",
  cancel: "Cancel",
  trust: "Trust issuer",
} as const;
