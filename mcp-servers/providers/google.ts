import { defineProvider } from "../kit/index.ts";

const G = "https://www.googleapis.com/auth/";

/**
 * https://developers.google.com/identity/protocols/oauth2/web-server; scopes: /workspace/gmail/api/auth/scopes,
 * /workspace/calendar/api/auth, /workspace/drive/api/guides/api-specific-auth
 */
export const google = defineProvider({
  id: "google",
  title: "Google",
  category: "productivity",
  description: "Gmail, Calendar and Drive of a Google or Google Workspace account.",
  // Google has sent `iss` on the callback since 2026-02 without advertising it in its metadata.
  issuer: "https://accounts.google.com",
  authorizationEndpoint: "https://accounts.google.com/o/oauth2/v2/auth",
  tokenEndpoint: "https://oauth2.googleapis.com/token",
  jwksUri: "https://www.googleapis.com/oauth2/v3/certs",
  // `include_granted_scopes` stays out: it would return more than was picked (promise 4).
  authorizationParams: { access_type: "offline", prompt: "consent" },
  pkce: "S256",
  clientIdPattern: /^\d+-[a-z0-9]+\.apps\.googleusercontent\.com$/,
  clientAuthentication: "client_secret_post",
  scopeSeparator: " ",
  identityScopes: ["openid", "email"],
  // Google answers with the long names of these two.
  scopeAliases: { [`${G}userinfo.email`]: "email", [`${G}userinfo.profile`]: "profile" },
  scopes: {
    openid: { title: "Know which account this is", sensitivity: "basic" },
    email: { title: "See the address of the account", sensitivity: "basic" },
    [`${G}gmail.labels`]: { title: "See and edit labels", sensitivity: "basic" },
    [`${G}gmail.send`]: { title: "Send mail as this account", sensitivity: "sensitive" },
    [`${G}gmail.readonly`]: { title: "Read all mail and settings", sensitivity: "restricted" },
    [`${G}gmail.compose`]: {
      title: "Manage drafts and send mail",
      sensitivity: "restricted",
      implies: [`${G}gmail.send`],
    },
    [`${G}gmail.modify`]: {
      title: "Read, write and send mail, but not delete for good",
      sensitivity: "restricted",
      implies: [`${G}gmail.readonly`, `${G}gmail.labels`, `${G}gmail.compose`, `${G}gmail.send`],
    },
    [`${G}calendar.calendarlist.readonly`]: { title: "See the list of calendars", sensitivity: "sensitive" },
    [`${G}calendar.settings.readonly`]: {
      title: "See calendar settings such as the time zone",
      sensitivity: "sensitive",
    },
    [`${G}calendar.events.freebusy`]: {
      title: "See when calendars it can read are free or busy",
      sensitivity: "sensitive",
    },
    [`${G}calendar.events.readonly`]: { title: "Read events of all calendars", sensitivity: "sensitive" },
    [`${G}calendar.events`]: {
      title: "Read, create, change and delete events of all calendars",
      sensitivity: "sensitive",
      implies: [`${G}calendar.events.readonly`],
    },
    [`${G}drive.metadata.readonly`]: {
      title: "See names, owners and sharing of all files in Drive",
      sensitivity: "restricted",
    },
    [`${G}drive.readonly`]: {
      title: "Read all files in Drive",
      sensitivity: "restricted",
      implies: [`${G}drive.metadata.readonly`],
    },
    [`${G}drive.file`]: {
      title: "Create files in Drive, and read and change those it created or was given",
      sensitivity: "basic",
    },
    [`${G}drive`]: {
      title: "Read, create, change and delete all files in Drive",
      sensitivity: "restricted",
      implies: [`${G}drive.readonly`, `${G}drive.metadata.readonly`, `${G}drive.file`],
    },
  },
  refreshTokenExpected: true,
  identity: {
    method: "GET",
    endpoint: "https://openidconnect.googleapis.com/v1/userinfo",
    id: ["sub"],
    label: ["email"],
  },
  revocation: {
    method: "POST",
    endpoint: "https://oauth2.googleapis.com/revoke",
    authentication: "none",
    body: "form",
    accepts: "any",
    // Either token ends the whole grant of this account and client; 400 invalid_token: already dead.
    endsWholeGrant: true,
    alreadyDead: [400],
  },
  probe: {
    method: "GET",
    url: "https://openidconnect.googleapis.com/v1/userinfo",
    label: "userinfo",
  },
  apiHosts: [
    "gmail.googleapis.com",
    "www.googleapis.com",
    "docs.googleapis.com",
    "sheets.googleapis.com",
    "slides.googleapis.com",
  ],
});
