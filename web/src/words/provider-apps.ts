import type { ReactNode } from "react";
import { line } from "./line.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

export const addForm = {
  addedFindingsNeedLook: (name: string, bad: number) =>
    `${name} added${bad > 0 ? `; ${bad} findings need a look` : ""}`,
  provider: "Provider",
  kind: "Kind",
  failedToAddProviderApp: "Failed to add the provider app",
  cancel: "Cancel",
  addAndCheck: "Add and check",
} as const;

export const appCard = {
  default: "Default",
  fromEnvironment: ", from the environment",
  at: (title: string) => ` at ${title}`,
  redirectAddress: (title: string) => `Redirect address, registered at ${title} exactly so:`,
  redirectAddressOf: (name: string) => `redirect address of ${name}`,
  clientId: "Client id",
  numberWithItsKey: (appSlug: ReactNode, appNumber: string, hasPrivateKey: boolean) =>
    line`${appSlug}, number ${appNumber}${hasPrivateKey ? ", with its key" : ", without a key"}`,
  app: "App",
  connections: "Connections",
  replaced: (updatedAt: ReactNode) => line`Replaced ${updatedAt}`,
  secrets: "Secrets",
  checked: "Checked",
  notYet: "Not yet",
  fromEnvironmentOf: (providerTitle: string) => `${providerTitle} from the environment`,
  isDefault: (name: string) => `${name} is the default`,
  checkAgain: "Check again",
  checkAgainOf: (label: string) => `Check again: ${label}`,
  change: "Change",
  changeOf: (name: string) => `Change ${name}`,
  makeDefault: "Make default",
  makeDefaultOf: (name: string) => `Make default: ${name}`,
  remove: "Remove",
  removeOf: (name: string) => `Remove ${name}`,
  changedWhereGateway: "It is changed where the gateway is configured, not here.",
  failedToCheck: (label: string) => `Failed to check ${label}`,
  failedToChange: (name: string) => `Failed to change ${name}`,
  nothingFound: (label: string) => `${label}: nothing found`,
  ofFindingsNeedLook: (label: string, bad: number, findings: number) =>
    `${label}: ${bad} of ${findings} findings need a look`,
} as const;

export const appDialogs = {
  addProviderApp: "Add provider app",
  change: (name: string) => `Change ${name}`,
} as const;

export const appsPage = {
  providerApps: places.providerApps,
  managingProviderApps: "managing provider apps",
  ownerOrAdminOfWorkspace: "An owner or admin of the workspace",
  gatewaysRegistrationsAtGoogle:
    "The gateway's registrations at Google, Slack, GitHub and others. A provider can be connected once it has one; secrets are sealed and never shown again.",
  addProviderApp: "Add provider app",
  failedToLoadProviderApps: "Failed to load provider apps",
  noProviderAppYet:
    "There is no provider app yet. Register one at a provider and enter it here; then accounts can be connected.",
} as const;

export const changeForm = {
  changed: (name: string) => `${name} changed`,
  connectionsGo: (clientId: ReactNode) =>
    line`Connections go on: the client id ${clientId} stays. A new secret is used at once, without a restart.`,
  name: "Name",
  appSlug: "App slug",
  redirectAddress: "Redirect address",
  leftEmpty: "Left empty: the gateway's usual one. It has to be registered at the provider exactly so.",
  failedToChange: (name: string) => `Failed to change ${name}`,
  cancel: "Cancel",
  save: "Save",
} as const;

export const draft = {
  giveItName: "Give it a name, so that you can tell it from others.",
  copyClientId: "Copy the client id: 3 characters or more, without spaces.",
  copyWholeClientSecret: "Copy the whole client secret.",
  addressThatBeginsWithHttps: "An address that begins with https://, or http:// on this machine.",
  numberIsDigitsAlone: "The number is digits alone.",
  nameInAppsAddress: "The name in the app's address: small letters, digits and dashes.",
  copyWholePrivateKey: "Copy the whole private key, with its BEGIN and END lines.",
} as const;

export const fields = {
  name: "Name",
  whatPeopleHereCallItWhen: "What people here call it when there are several.",
  clientId: "Client id",
  anotherRedirectAddress: "Another redirect address",
  redirectAddress: "Redirect address",
  onlyWhereOneAboveDoesNot:
    "Only where the one above does not serve, for example behind a proxy of your own.",
  newClientSecret: "New client secret",
  clientSecret: "Client secret",
  leftEmpty: "Left empty: the present one stays. It cannot be shown.",
  sealedWhenItArrives: "Sealed when it arrives. It can be replaced, and never read again.",
  appsOwnKey: "The app's own key",
  forAccessAsApp:
    "For access as the app, where it is installed. Leave all three empty if people only connect as themselves.",
  appNumber: "App number",
  appSlug: "App slug",
  lastPartOfAppsPublicAddress: "The last part of the app's public address.",
  newPrivateKey: "New private key",
  privateKey: "Private key",
  pemFileThatProviderMade:
    "The PEM file that the provider made. Sealed when it arrives, and never shown again.",
} as const;

export const findings = {
  error: "Error",
  warning: "Warning",
  notCheckedYet: "Not checked yet.",
  findingsAbout: (name: string) => `Findings about ${name}`,
} as const;

export const hints = {
  spaceInIt: "There is a space in it: copy it again.",
  clientId: "This is the client id. The secret is another value.",
  pasteWholeFile: "Paste the whole file, from its BEGIN line to its END line.",
  numberAlone: "A number alone.",
} as const;

export const removeAppDialog = {
  removed: (name: string | undefined) => `${name} removed`,
  removeAsk: (name: string | undefined) => `Remove ${name}?`,
  keep: (name: string | undefined) => `Keep ${name}`,
  remove: (name: string | undefined) => `Remove ${name}`,
  connectionsUsesIt: (used: number) =>
    plural(used, {
      one: "# connection uses it: they could be neither renewed nor ended without it. Revoke them first, or reconnect them through another app.",
      other:
        "# connections use it: they could be neither renewed nor ended without it. Revoke them first, or reconnect them through another app.",
    }),
  itsSealedSecretsAreDeleted: (providerTitle: ReactNode) =>
    line`Its sealed secrets are deleted. Nobody can connect through it any more; the registration at ${providerTitle} stays until you delete it there.`,
} as const;
