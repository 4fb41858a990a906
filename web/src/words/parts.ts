import type { ReactNode } from "react";
import { line } from "./line.ts";

export const confirmDialog = {
  thatFailed: "That failed",
} as const;

export const copy = {
  copy: "Copy",
  copied: (what: string) => `Copied ${what}`,
  copiedShort: "Copied",
} as const;

export const errorPanel = {
  retry: "Retry",
  request: (requestId: ReactNode) => line`Request ${requestId}`,
  codeAndRequestId: "code and request id",
} as const;

export const failureDialog = {
  close: "Close",
} as const;

export const forbidden = {
  yourRoleHere: (role: string, doing: string, who: string) =>
    `Your role here is ${role}; it does not allow ${doing}. ${who} can, or can change your role.`,
} as const;

export const guard = {
  leaveWithoutSavingAsk: "Leave without saving?",
  yourChangesToAreNotSaved: (what: string) =>
    `Your changes to ${what} are not saved. They are lost when you leave.`,
  stay: "Stay",
  leave: "Leave",
} as const;

export const loading = {
  loading: "Loading",
} as const;

export const notice = {
  dismiss: "Dismiss",
} as const;

export const once = {
  copyItNow: "Copy it now. It is shown this once and never again.",
  iCopiedIt: "I copied it",
} as const;

export const page = {
  valetkey: (title: string) => `${title} · Valetkey`,
} as const;

export const shownOnce = {
  saveItNow: "Save it now. It is shown this once and never again.",
  iSavedIt: "I saved it",
  done: "Done",
} as const;

export const timeLeft = {
  timeIsUp: "time is up",
  sLeft: (seconds: number) => `${seconds} s left`,
  minLeft: (minutes: number) => `${minutes} min left`,
  hLeft: (floor: number) => `${floor} h left`,
} as const;

export const time = {
  justNow: "just now",
} as const;

export const upstream = {
  nothingToRevoke: "nothing to revoke",
  revokedAtProvider: (word: string) => `Revoked at provider: ${word}`,
  afterAttempts: (attempts: number) => ` after ${attempts} attempts`,
} as const;
