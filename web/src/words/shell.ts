import { places } from "./places.ts";

export const notFound = {
  pageNotFound: places.pageNotFound,
  noPageAtThisAddress: "There is no page at this address. The link may be old, or cut off.",
  backToIntegrations: "Back to integrations",
} as const;

export const crashed = {
  thisPageFailed: "This page failed",
  somethingInThisPageStopped: "Something in this page stopped working",
  reload: "Reload",
  backToIntegrations: "Back to integrations",
} as const;

export const navDrawer = {
  main: "Main",
} as const;

export const requireSession = {
  valetkey: "Valetkey",
  failedToOpenValetkey: "Failed to open Valetkey",
} as const;

export const shell = {
  sandboxProvidersAreEmulated: "Sandbox: the providers are emulated. Nothing here reaches a real account.",
} as const;

export const side = {
  main: "Main",
} as const;

export const skipLink = {
  skipToContent: "Skip to content",
} as const;

export const starting = {
  loading: "Loading",
} as const;

export const toDecide = {
  waiting: (count: number) => ` ${count} waiting`,
} as const;

export const userMenu = {
  accountMenu: (name: string) => `Account menu of ${name}`,
  yourSessions: places.yourSessions,
  workspaceSettings: "Workspace settings",
  light: "Light",
  dark: "Dark",
  asSystem: "As the system",
  theme: (label: string) => `Theme: ${label}`,
  themeShort: "Theme",
  workspace: (name: string) => `Workspace: ${name}`,
  changingWorkspaceFailed: "Changing the workspace failed. Try again.",
  workspaceShort: "Workspace",
  signOutFailed: "Sign out failed. Try again.",
  signOut: "Sign out",
} as const;
