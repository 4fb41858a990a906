export const client = {
  gatewayCannotBeReached: "The gateway cannot be reached. Nothing was sent.",
} as const;

export const error = {
  gatewayCouldNotBeReached: "The gateway could not be reached.",
  checkConnectionAndTryAgain: "Check the connection and try again.",
  gatewaysAnswerIsNotWhatThis: "The gateway's answer is not what this page expects.",
  reloadPage: "Reload the page: it may be older than the gateway.",
  thisPageFailed: "This page failed.",
  tellWhoeverRunsIt: "Reload the page. If it fails again, tell whoever runs the gateway.",
} as const;
