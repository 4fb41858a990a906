import type { Guide } from "./guide.ts";

/** https://docs.slack.dev/authentication/installing-with-oauth, /authentication/using-token-rotation */
export const slack: Guide = {
  provider: "slack",
  kind: "oauth_app",
  title: "Slack app",
  summary:
    "One Slack app, made in the workspace it is meant for. The app acts in channels; a person's own part searches.",
  checked: "2026-11-21",
  console: { label: "Your Slack apps", url: "https://api.slack.com/apps" },
  docs: [
    { label: "Installing with OAuth", url: "https://docs.slack.dev/authentication/installing-with-oauth" },
    { label: "Token rotation", url: "https://docs.slack.dev/authentication/using-token-rotation" },
  ],
  auth: [
    "Create a new app “From scratch” and choose the workspace.",
    "Under “OAuth & Permissions”, add the redirect address from above to the redirect URLs and save them.",
    "In the same place add the scopes of the table below: those that begin with “user:” here go under “User Token Scopes” without that word, the others under “Bot Token Scopes”.",
    "Consider switching on token rotation: access then ends after 12 hours unless the gateway renews it, which it does by itself. It cannot be switched off again.",
    "Copy client ID and client secret from “Basic information”.",
  ],
  looks: {
    clientId: { pattern: /^\d+\.\d+$/, hint: "Slack's client ids are two numbers with a dot between." },
    secret: { pattern: /^[0-9a-f]{32}$/, hint: "Slack's client secrets are 32 digits and letters a to f." },
  },
  scopes: [
    "Slack grants no scope that the app does not list, so list all that any of your tools needs.",
    "A new scope in the list asks for nothing by itself: connections get it when they are reconnected.",
  ],
  webhooks: "None: leave Event Subscriptions and Interactivity off. The signing secret is not needed.",
  verification: [
    "An app for one workspace needs no review. Distributed outside it, Slack limits history and replies to one request a minute until the app is in the Marketplace.",
    "Where the workspace wants approval of apps, an administrator approves it once.",
  ],
  troubleshooting: [
    {
      see: "redirect_uri did not match any configured URIs",
      means: "The address is not saved under redirect URLs.",
      do: "Add it from above, press Save URLs, and try again.",
    },
    {
      see: "invalid_scope",
      means: "A scope is not listed in the app.",
      do: "Add it under “OAuth & Permissions”, as bot or user scope as the table says.",
    },
    {
      see: "The app needs approval",
      means: "The workspace restricts which apps may be installed.",
      do: "An administrator approves the app, then connect again.",
    },
    {
      see: "invalid_team_for_non_distributed_app",
      means: "The person is in another Slack workspace than the app's own.",
      do: "Choose the right workspace at the top of Slack's page, or activate public distribution.",
    },
  ],
  rollback: [
    "Revoke the connections here first.",
    "Remove the app under “Manage apps” in the workspace, or delete it in its settings: all of its tokens end.",
  ],
};
