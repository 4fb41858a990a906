import type { ReactNode } from "react";
import { line } from "./line.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

/** What was added to the page of one's own connections. */
export const integrationWords = {
  needsYou: "Needs you",
  connected: "Connected",
  available: "Available",
  access: "What it may do",
  granted: "Granted",
  declined: "Declined",
  toolsWork: (count: number) => plural(count, { one: "# tool works with it", other: "# tools work with it" }),
  usedBy: (agents: string) => `Used by ${agents}.`,
  usedByNone: "No agent has used it yet.",
  lastUsed: (name: string, tool: string) => `Last used by ${name} (${tool})`,
  byYourself: "your own client",
  ends: (provider: string) => `${provider} ends this access for good:`,
  endsWhy: "its app is in test mode, which gives a week at a time. Reconnect before then.",
  validated: (provider: string, account: string, state: string, message: string, call: string | null) =>
    call === null
      ? `${provider} ${account}: ${state}. ${message}`
      : `${provider} ${account}: ${state}. ${message} Checked by calling ${call}.`,
  feeds: "MCP servers it feeds:",

  sandbox: "Sandbox",
  notConnected: "Not connected",
  noAccountOfYoursIsConnected: "No account of yours is connected.",
  yourRoleHere: (role: string) => `Your role here, ${role}, does not connect accounts.`,
  switched: (title: string, enabled: boolean) => `${title} switched ${enabled ? "on" : "off"}`,
  failedToValidate: (title: string) => `Failed to validate ${title}`,
  failedToSwitch: (title: string) => `Failed to switch ${title}`,
  failedToRefreshIntegrations: "Failed to refresh integrations",
  integrationsRefreshed: "Integrations refreshed",
  integrations: places.integrations,
  connectExternalOauthProviders: "Connect external OAuth providers to your account.",
  refresh: "Refresh",
  failedToLoadIntegrations: "Failed to load integrations",
  thisGatewayOffersNoProviderYet: "This gateway offers no provider yet. Whoever runs it adds one.",
} as const;

export const actionsMenu = {
  actions: (label: string) => `Actions for ${label}`,
  notConnectedYet: "Not connected yet",
  noOauthClientYet: "No OAuth client yet",
  connectAnotherAccount: "Connect another account",
  connect: "Connect",
  validate: "Validate",
  reconnect: "Reconnect",
  changeAccess: "Change access",
  rename: "Rename",
  switch: "Switch on",
  switchOff: "Switch off",
  disconnect: "Disconnect",
  delete: "Delete",
} as const;

export const connection = {
  named: (name: string) => `Named ${name}`,
} as const;

export const notConfigured = {
  doesNotKnowThisGatewayYet: (title: string, may: boolean) =>
    may
      ? `${title} does not know this gateway yet, so nobody can connect it. Register an app at ${title} and enter it here.`
      : `${title} does not know this gateway yet, so nobody can connect it. An owner or admin adds a provider app.`,
  addProviderApp: "Add provider app",
} as const;

export const primary = {
  connect: { act: "Connect", of: (what: string) => `Connect ${what}` },
  reconnect: { act: "Reconnect", of: (what: string) => `Reconnect ${what}` },
  validate: { act: "Validate", of: (what: string) => `Validate ${what}` },
  switchOn: { act: "Switch on", of: (what: string) => `Switch on ${what}` },
} as const;

export const shared = {
  shared: (name: ReactNode) => line`Shared: ${name}`,
  more: (count: number) =>
    plural(count, { one: "And # more shared connection.", other: "And # more shared connections." }),
  accountAuthorized: (account: string, owner: string | undefined) =>
    owner
      ? `It is the account ${account}, authorized by ${owner}. Everybody's agents act as it.`
      : `It is the account ${account}. Everybody's agents act as it.`,
} as const;
