export const sessionWords = {
  ended: "You were signed out",
  endedDetail: (name: string) =>
    `Your session ended. What you typed is still here: sign in again as ${name}, and go on where you were.`,
  newTab: "Sign in in a new tab",
  newTabHint: "This page goes on by itself as soon as you are signed in.",
  waiting: "Waiting for your sign-in…",
  leave: "Leave for the sign-in page",
  leaveHint: "Opens this address again afterwards. What you typed here is lost.",
  again: "Signed in again.",
  failed: "Failed to sign in",
  spent: "This link no longer works",
  done: "You are signed in",
  doneLead: "Close this tab and go on where you were.",
  here: "Go on in this tab",
} as const;
