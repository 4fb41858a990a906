import type { ReactNode } from "react";
import { line } from "./line.ts";

export const company = {
  continue: (title: string) => `Continue with ${title}`,
} as const;

export const linkForm = {
  npmRunSignInLink: "npm run sign-in-link",
  youSignInWithOneTime: (alone: boolean, code: ReactNode) =>
    line`${alone ? "You sign in with a one-time link." : "Or sign in with a one-time link."} Ask an admin of your workspace for one, or run ${code} where the gateway is installed.`,
  signInLinkOrToken: "Sign-in link or token",
  pasteWholeLink: "Paste the whole link, or what comes after the # in it.",
  noSignInLink: "This is no sign-in link. A link ends in # and at least 20 characters.",
  signing: "Signing in…",
  signIn: "Sign in",
} as const;

export const signInPage = {
  signIn: "Sign in",
  signInToValetkey: "Sign in to Valetkey",
} as const;

export const signInProblem = {
  thisLinkNoLongerWorks: "This link no longer works",
  failedToSign: "Failed to sign in",
} as const;
