/** While somebody signs in at a provider in a window of its own. */
export const signInWindow = {
  waiting: (provider: string) => `Finish signing in at ${provider} in the other window.`,
  waitingHint: "This page goes on by itself. What is connected now keeps working until then.",
  show: "Show the window",
  cancel: "Cancel",
  cancelled: "Connecting was cancelled. Nothing changed.",
  closed: "Sign-in window closed",
  closedHint: (provider: string) => `${provider} was not connected. Nothing changed.`,
  again: "Try again",
  dismiss: "Dismiss",
  failedToStart: (provider: string) => `Failed to start the connection to ${provider}`,
  refused: (provider: string) => `${provider} was not connected`,
  refusedHint: "The window says why, and what to do next.",
  close: "Close this window",
} as const;
