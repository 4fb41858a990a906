import { defineProvider } from "../kit/index.ts";

const API = "https://api.github.com";

/** Permissions of a GitHub App: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
const appScopes = {
  "metadata:read": { title: "See repositories and their facts", sensitivity: "basic" },
  "contents:read": { title: "Read code", sensitivity: "sensitive" },
  "contents:write": { title: "Change code", sensitivity: "restricted", implies: ["contents:read"] },
  "workflows:write": { title: "Change workflow files", sensitivity: "restricted" },
  "issues:read": { title: "Read issues", sensitivity: "basic" },
  "issues:write": { title: "Create and change issues", sensitivity: "sensitive", implies: ["issues:read"] },
  "pull_requests:read": { title: "Read pull requests", sensitivity: "basic" },
  "pull_requests:write": {
    title: "Create and change pull requests",
    sensitivity: "sensitive",
    implies: ["pull_requests:read"],
  },
  "checks:read": { title: "See the results of checks", sensitivity: "basic" },
  "statuses:read": { title: "See the statuses of commits", sensitivity: "basic" },
  "actions:read": { title: "See workflow runs and their logs", sensitivity: "sensitive" },
} as const;

/** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps and /scopes-for-oauth-apps */
export const github = defineProvider({
  id: "github",
  title: "GitHub",
  category: "development",
  description: "Repositories, issues and pull requests on GitHub.",
  // Sent on the callback since 2026-04.
  issuer: "https://github.com/login/oauth",
  authorizationEndpoint: "https://github.com/login/oauth/authorize",
  tokenEndpoint: "https://github.com/login/oauth/access_token",
  authorizationParams: { prompt: "select_account" },
  pkce: "S256",
  clientAuthentication: "client_secret_post",
  scopeSeparator: " ",
  identityScopes: [],
  scopeAliases: {},
  scopes: {
    "read:user": { title: "See your profile", sensitivity: "basic" },
    public_repo: { title: "Read and change public repositories, issues included", sensitivity: "sensitive" },
    repo: {
      title: "Read and change all repositories, private ones included",
      sensitivity: "restricted",
      implies: ["public_repo"],
    },
    workflow: { title: "Change workflow files", sensitivity: "restricted" },
  },
  // Tokens of OAuth apps do not end; those of GitHub Apps bring a refresh token when they do.
  refreshTokenExpected: false,
  identity: { method: "GET", endpoint: `${API}/user`, id: ["id"], label: ["login"] },
  // Ends every token of this account and client: https://docs.github.com/en/rest/apps/oauth-applications
  revocation: {
    method: "DELETE",
    endpoint: `${API}/applications/{client_id}/grant`,
    authentication: "basic",
    body: "json",
    accepts: "access",
    endsWholeGrant: true,
    alreadyDead: [404, 422],
  },
  probe: { method: "GET", url: `${API}/user`, label: "user" },
  apiHosts: ["api.github.com"],
  // Search is counted apart: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
  limitsByPath: true,
  // Ten a minute, beside thirty other searches: https://docs.github.com/en/rest/search/search#rate-limit
  limitedApart: ["/search/code"],
  apiHeaders: { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" },
  variants: {
    // A GitHub App on behalf of a person: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
    github_app: {
      access: "As the person who connects",
      scopes: appScopes,
      appPermissions: {
        endpoint: `${API}/user/installations`,
        list: "installations",
        permissions: "permissions",
      },
    },
    // The app itself, on an organisation or account that installed it.
    github_installation: {
      registration: "github_app",
      access: "As the app, where it is installed",
      scopes: appScopes,
      appPermissions: {
        endpoint: `${API}/user/installations`,
        list: "installations",
        permissions: "permissions",
      },
      installation: {
        authorizationEndpoint: "https://github.com/apps/{app_slug}/installations/new",
        appEndpoint: `${API}/app`,
        tokenEndpoint: `${API}/app/installations/{installation_id}/access_tokens`,
        reachedEndpoint: `${API}/installation/repositories`,
        // https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-user-access-token
        seenEndpoint: `${API}/user/installations/{installation_id}/repositories`,
        // That one token, not the person's whole grant: https://docs.github.com/en/rest/apps/oauth-applications
        discard: {
          method: "DELETE",
          endpoint: `${API}/applications/{client_id}/token`,
          authentication: "basic",
          body: "json",
          accepts: "access",
          endsWholeGrant: false,
          alreadyDead: [404, 422],
        },
      },
      identity: {
        method: "GET",
        endpoint: `${API}/app/installations/{installation_id}`,
        id: ["account.id"],
        label: ["account.login"],
      },
      // Uninstalls the app: https://docs.github.com/en/rest/apps/apps#delete-an-installation-for-the-authenticated-app
      revocation: {
        method: "DELETE",
        endpoint: `${API}/app/installations/{installation_id}`,
        authentication: "app",
        body: "none",
        accepts: "access",
        endsWholeGrant: true,
        alreadyDead: [404],
      },
      probe: {
        method: "GET",
        url: `${API}/installation/repositories?per_page=1`,
        label: "installation/repositories",
      },
    },
  },
});
