import type { ReactNode } from "react";
import { line } from "./line.ts";
import { plural } from "./plural.ts";

const quoted = (titles: readonly string[]): string => titles.map((title) => `“${title}”`).join(", ");

export const access = {
  access: "Access",
  accessItHad: "Access it had",
  askedFor: "Asked for, but not given. Tools that need it are not listed to agents.",
  givenWithoutBeingAsked: "Given without being asked for. The gateway never uses it.",
  tools: (tools: number) => plural(tools, { one: "# tool", other: "# tools" }),
} as const;

export const authorizeButton = {
  authorizeConnector: "Authorize connector",
  noOauthClientYet: " (no OAuth client yet)",
} as const;

export const connectorDialogs = {
  everything: (title: string) => `everything of ${title}`,
} as const;

export const grantFacts = {
  lastGrant: "Last grant",
  grant: "Grant",
  by: (authorizedAt: ReactNode, by: { name: string; email: string } | null) =>
    line`${authorizedAt} by ${by ? `${by.name} (${by.email})` : "somebody who left"}`,
  authorized: "Authorized",
  ended: "Ended",
  providerApp: "Provider app",
  goneReconnectThroughAnotherOne: "Gone: reconnect through another one",
  access: "Access",
  grantId: "Grant id",
  grantIdWhat: "grant id",
} as const;

export const othersChoice = {
  isOnSameAccount: (slugs: string, one: boolean) =>
    one ? `${slugs} is on the same account` : `${slugs} are on the same account`,
  canOnlyEndEverythingOfAccount: (title: string) => `${title} can only end everything of an account at once.`,
  keep: (slugs: string) => `Keep ${slugs}`,
  thisConnectorEndsHereNow: (title: string) =>
    `This connector ends here now; the access at ${title} stays until the last one on the account goes.`,
  endAsWell: (slugs: string) => `End ${slugs} as well`,
  everythingOnEndsHere: (account: string, title: string) =>
    `Everything on ${account} ends here and at ${title}. That cannot be undone.`,
} as const;

export const revokeAllMenu = {
  revokeEverything: "Revoke everything",
  of: (title: string) => `Of ${title}`,
  pastRuns: "Past runs",
} as const;

export const revokeDialog = {
  revoked: (name: string) => `${name} revoked`,
  revokeAsk: (name: string) => `Revoke ${name}?`,
  failedToLoadWhatWouldStop: "Failed to load what would stop working",
} as const;

export const rowMenu = {
  actions: (name: string) => `Actions for ${name}`,
  details: "Details",
  validate: "Validate",
  changeScopes: "Change scopes",
  reconnect: "Reconnect",
  rename: "Rename",
  switch: { on: "Switch on", off: "Switch off" },
  revoke: "Revoke",
  delete: "Delete",
  thatFailed: (name: string) => `${name}: that failed`,
} as const;

export const scopeUse = {
  scopeUse: "Scope use",
  failedToLoadUse: "Failed to load the use",
  sinceItWasAuthorized: "Since it was authorized",
  inLast30Days: "In the last 30 days",
  noToolWasCalled: ": no tool was called, so there is nothing to propose.",
  thisGrantHoldsNoScopeBeyond: "This grant holds no scope beyond knowing whose account it is.",
  usedBy: (tools: string, calls: number, lastUsedAt: ReactNode) =>
    line`Used by ${tools} (${plural(calls, { one: "# call", other: "# calls" })}), last ${lastUsedAt}`,
  notUsed: "Not used",
  narrowerGrantWouldHaveServed: "A narrower grant would have served every call.",
  itGivesUpAndKeeps: (served: ReactNode, gone: readonly string[], kept: readonly string[], tools: string) =>
    line`${served} It gives up ${quoted(gone)} and keeps ${kept.length > 0 ? quoted(kept) : "no scope"}, for ${tools}.`,
  reauthorizeWithTools: (tools: number) =>
    plural(tools, { one: "Reauthorize with # tool", other: "Reauthorize with # tools" }),
  presentAccessKeepsWorkingUntil: "The present access keeps working until the new one has passed its check.",
  failedToStartConnection: "Failed to start the connection",
} as const;

export const useActions = {
  onlyCanReconnectPersonal: (name: string | undefined) =>
    `Only ${name ?? "its owner"} can reconnect a personal connector.`,
  failedToValidate: (name: string) => `Failed to validate ${name}`,
  switched: (name: string, on: boolean) => (on ? `${name} switched on` : `${name} switched off`),
  switchedAgain: (name: string, on: boolean) =>
    on ? `${name} switched on again` : `${name} switched off again`,
} as const;
