import type { Guide } from "./guide.ts";

/** https://developers.google.com/identity/protocols/oauth2/web-server, https://support.google.com/cloud/answer/15549257 */
export const google: Guide = {
  provider: "google",
  kind: "oauth_app",
  title: "Google OAuth client",
  summary: "One OAuth client of the type “Web application” in a Google Cloud project of your organisation.",
  checked: "2026-11-21",
  console: { label: "Google Auth Platform, Clients", url: "https://console.cloud.google.com/auth/clients" },
  docs: [
    {
      label: "OAuth 2.0 for web server applications",
      url: "https://developers.google.com/identity/protocols/oauth2/web-server",
    },
    { label: "Gmail scopes", url: "https://developers.google.com/workspace/gmail/api/auth/scopes" },
  ],
  auth: [
    "Choose or make a Google Cloud project. No billing account is needed for this.",
    "In “APIs & Services”, switch on the APIs that agents will use: Gmail API, Google Calendar API, Google Drive API.",
    "Open “Google Auth Platform” and go through “Get started”: app name, support address. Under audience choose Internal if everybody who connects is in your Google Workspace, else External.",
    "Under “Clients” create a client of the type “Web application”, and add the redirect address from above to its authorised redirect URIs.",
    "Copy the client ID and the client secret at once: the secret is shown in full only when it is made.",
  ],
  looks: {
    clientId: {
      pattern: /^[\w-]+\.apps\.googleusercontent\.com$/,
      hint: "Google's client ids end in .apps.googleusercontent.com.",
    },
    secret: { pattern: /^GOCSPX-[\w-]{20,}$/, hint: "Google's client secrets begin with GOCSPX-." },
  },
  scopes: [
    "Under “Data access” add the scopes of the table below for the tools you want to offer. Internal apps work without it.",
    "People may untick scopes on Google's page. The gateway then says which tools would be lost, and connects nothing.",
  ],
  webhooks: "None. The gateway calls Google when an agent does; Google does not call the gateway.",
  verification: [
    "Internal apps need no verification.",
    "External apps in “Testing” serve up to 100 test users, and their access ends after 7 days. Publish the app to keep connections.",
    "Restricted scopes (reading or changing mail, all of Drive) of a published external app need Google's verification and a yearly security assessment.",
  ],
  troubleshooting: [
    {
      see: "Error 400: redirect_uri_mismatch",
      means:
        "The redirect address is not registered, or differs in a letter, the port or a slash at the end.",
      do: "Copy it from above into the client's authorised redirect URIs. It can take some minutes to work.",
    },
    {
      see: "Access blocked, or Error 403: access_denied",
      means: "The app is in testing and this account is no test user, or an administrator blocks the app.",
      do: "Add the account under “Audience”, or have the administrator trust the client ID in the Admin console.",
    },
    {
      see: "invalid_client",
      means: "The secret is wrong, was replaced, or the client was deleted.",
      do: "Add a new secret to the client and enter it here; connections go on.",
    },
    {
      see: "accessNotConfigured in a tool's answer",
      means: "The API is not switched on in the project.",
      do: "Switch it on under “APIs & Services” and wait a few minutes.",
    },
    {
      see: "No refresh token",
      means: "The account allowed this client before, and Google gave none again.",
      do: "Remove the app under myaccount.google.com/permissions, then connect again.",
    },
  ],
  rollback: [
    "Revoke the connections here first: each ends at Google too.",
    "Remove the provider app here, then delete the client in the console. Everything that it was given ends with it.",
  ],
};
