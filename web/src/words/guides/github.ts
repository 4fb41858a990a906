import type { Guide } from "./guide.ts";

/** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/creating-an-oauth-app */
export const githubOauth: Guide = {
  provider: "github",
  kind: "oauth_app",
  title: "GitHub OAuth app",
  summary:
    "The quickest start. It acts as the person who connects, with scopes as wide as GitHub makes them.",
  checked: "2026-11-21",
  console: { label: "New OAuth app", url: "https://github.com/settings/applications/new" },
  docs: [
    {
      label: "Creating an OAuth app",
      url: "https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/creating-an-oauth-app",
    },
  ],
  auth: [
    "Register it under the organisation's settings, “Developer settings”, “OAuth apps”, so that it does not go when a person leaves.",
    "Set the authorization callback URL to the redirect address from above. An OAuth app has one.",
    "Generate a client secret and copy it at once: it is shown only then.",
  ],
  looks: {
    clientId: {
      pattern: /^(Ov23[\w]{16}|[0-9a-f]{20})$/,
      hint: "Client ids of OAuth apps begin with Ov23, older ones are 20 digits and letters a to f. One that begins with Iv belongs to a GitHub App.",
    },
    secret: { pattern: /^[0-9a-f]{40}$/, hint: "GitHub's client secrets are 40 digits and letters a to f." },
  },
  scopes: [
    "Nothing is registered: scopes are asked for when somebody connects.",
    "There is no scope that only reads private repositories. Where that matters, register a GitHub App instead.",
  ],
  webhooks: "None.",
  verification: [
    "No review. Organisations with app restrictions approve it once, under “Third-party access”.",
  ],
  troubleshooting: [
    {
      see: "The redirect_uri is not associated with this application",
      means: "The callback URL of the app is another one.",
      do: "Set it to the redirect address from above.",
    },
    {
      see: "Connected, and an organisation's repositories are missing",
      means: "The organisation has not approved the app.",
      do: "Ask for approval on GitHub's page, or in the organisation's settings.",
    },
    {
      see: "incorrect_client_credentials",
      means: "The secret is wrong or was deleted.",
      do: "Generate another one and enter it here.",
    },
  ],
  rollback: [
    "Revoke the connections here first.",
    "Delete the OAuth app in its settings: all of its tokens end.",
  ],
};

/** https://docs.github.com/en/apps/creating-github-apps/registering-a-github-app/registering-a-github-app */
export const githubApp: Guide = {
  provider: "github",
  kind: "github_app",
  title: "GitHub App",
  summary:
    "Fine permissions, chosen repositories, tokens that end after eight hours. With its key it can also act as itself where it is installed.",
  checked: "2026-11-21",
  console: { label: "New GitHub App", url: "https://github.com/settings/apps/new" },
  docs: [
    {
      label: "Registering a GitHub App",
      url: "https://docs.github.com/en/apps/creating-github-apps/registering-a-github-app/registering-a-github-app",
    },
    {
      label: "Permissions required for GitHub Apps",
      url: "https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps",
    },
  ],
  auth: [
    "Register it under the organisation's settings, “Developer settings”, “GitHub Apps”.",
    "Set the callback URL to the redirect address from above. Leave “Expire user authorization tokens” on.",
    "For access as the app, tick “Request user authorization (OAuth) during installation”: the gateway proves that way that the installation is the person's to connect.",
    "Under “Permissions”, choose those of the table below, no more.",
    "Generate a client secret. For access as the app also generate a private key, and note the App ID and the name at the end of its public address.",
    "Install the app on the repositories it is meant for.",
  ],
  looks: {
    clientId: {
      pattern: /^Iv(1\.[0-9a-f]{16}|23[\w]{16})$/,
      hint: "Client ids of GitHub Apps begin with Iv. The App ID, a number, has a field of its own.",
    },
    secret: { pattern: /^[0-9a-f]{40}$/, hint: "GitHub's client secrets are 40 digits and letters a to f." },
  },
  scopes: [
    "Permissions are part of the registration, not of the request. After a change each installation has to accept it.",
    "The check here compares them with what the tools need, when the app's key is entered.",
  ],
  webhooks: "None: untick “Active” under Webhook. No webhook secret is needed.",
  verification: ["No review for an app that only your organisation installs: choose “Only on this account”."],
  troubleshooting: [
    {
      see: "redirect_uri_mismatch",
      means: "The callback URL of the app is another one.",
      do: "Add the redirect address from above to its callback URLs.",
    },
    {
      see: "Resource not accessible by integration",
      means: "A permission is missing, or the installation has not accepted it yet.",
      do: "Add it to the app, then accept it where the app is installed.",
    },
    {
      see: "The app's number and private key do not belong together",
      means: "The key is of another app, was deleted, or was not copied whole.",
      do: "Generate another private key and paste the whole file.",
    },
    {
      see: "Connected, and repositories are missing",
      means: "The app is not installed on them.",
      do: "Change the installation's repositories, on GitHub.",
    },
  ],
  rollback: [
    "Revoke the connections here first. Revoking access as the app uninstalls it.",
    "Delete the private keys and the app in its settings: all of its tokens end.",
  ],
};
