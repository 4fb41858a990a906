import type { ReactNode } from "react";
import { line } from "./line.ts";

export const sessionList = {
  signInLink: "a sign-in link",
  operatorsLink: "an operator's link",
  companysSign: "the company's sign-in",
  programThatWasConfirmed: "a program that was confirmed in the browser",
  notSignedInAnywhere: "Not signed in anywhere.",
  sessions: "Sessions",
  unknownBrowser: "Unknown browser",
  thisOne: "This one",
  beganWith: (createdAt: ReactNode, ways: string, lastSeenAt: ReactNode, expiresAt: ReactNode) =>
    line`Began ${createdAt} with ${ways}; last seen ${lastSeenAt}; ends ${expiresAt} at the latest.`,
  end: "End",
  endSession: (device: string) => `End the session of ${device}`,
} as const;
