import type { ReactNode } from "react";
import { line } from "./line.ts";
import { plural } from "./plural.ts";

export const verdict = {
  switchedOff: "Switched off",
  waitsForAnswer: "Waits for an answer",
  notConnected: "Not connected",
  invalid: "Invalid",
  unknown: "Unknown",
  validScopeNotGiven: (missing: number) =>
    plural(missing, { one: "Valid · # scope not given", other: "Valid · # scopes not given" }),
  validNotCheckedLately: "Valid · not checked lately",
  valid: "Valid",
  ownerOfThisConnectionCanFix: "The owner of this connection can fix it.",
  adminCanFixIt: "An admin can fix it.",
  whoeverRunsGatewayCanFixIt: "Whoever runs the gateway can fix it.",
  itKeepsItsAccessAndServes: "It keeps its access and serves no call.",
  itServesNoCallUntilSomebody:
    "It serves no call until somebody says that it shall stay, and goes by itself an hour after it was authorized.",
  youCanFixIt: "You can fix it.",
  seenInToolsCall: "Seen in a tool's call",
  checked: "Checked",
  authorized: "Authorized",
  seenWhenAccess: "Seen when access was to be renewed,",
  ended: "Ended",
  byCalling: (evidence: ReactNode) => line` by calling ${evidence}`,
} as const;
