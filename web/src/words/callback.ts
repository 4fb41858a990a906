import type { ReactNode } from "react";
import { line } from "./line.ts";
import { plural } from "./plural.ts";

export const callbackPage = {
  connectingIntegration: "Connecting integration…",
  gatewayIsTradingProviders:
    "The gateway is trading the provider's answer for access. This takes a few seconds.",
  anotherAccount: "Another account",
  youSigned: (actualAccount: ReactNode, expectedAccount: ReactNode, actual: string) =>
    line`You signed in as ${actualAccount}; this connection is ${expectedAccount}’s. Keep ${actual} as a connection of its own?`,
  connectionOfIsAsIt: (expectedAccount: string, actualAccount: string) =>
    `The connection of ${expectedAccount} is as it was. Nothing works with ${actualAccount} until you answer; without an answer it is discarded after an hour.`,
  accountDiscarded: "Account discarded",
  isNotConnected: (actualAccount: string, expectedAccount: string) =>
    `${actualAccount} is not connected. The connection of ${expectedAccount} is as it was.`,
  backToConnectors: "Back to connectors",
  backToIntegrations: "Back to integrations",
  integrationConnected: "Integration connected",
  isConnectedAgain: (providerTitle: string, again: boolean, account: ReactNode) =>
    line`${providerTitle} is ${again ? "connected again" : "connected"} as ${account}.`,
} as const;

export const failed = {
  failedToConnectIntegration: "Failed to connect integration",
  backToConnectors: "Back to connectors",
  backToIntegrations: "Back to integrations",
  wouldWorkWithWhatWasGiven: "Would work with what was given",
  wouldNotWork: "Would not work",
  anotherAccount: "another account",
  ofDifferentOne: "of a different one",
  youSigned: (actual: ReactNode, expected: ReactNode) =>
    line`You signed in as ${actual}; this connection is ${expected}.`,
} as const;

export const nextStep = {
  signIn: "Sign in",
  connectWithToolsOnly: (tools: number) =>
    plural(tools, { one: "Connect with # tool only", other: "Connect with # tools only" }),
  connectOtherAccountSeparately: "Connect the other account separately",
  failedToStartAgain: "Failed to start again",
} as const;

export const steps = {
  tryAgain: "Try again",
  startAgain: "Start again",
} as const;
