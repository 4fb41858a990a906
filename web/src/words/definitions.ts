/** Definitions to begin with, for `PROVIDERS_FILE` (docs/providers.md): as narrow as knowing whose account it is. */
export const definitions: Readonly<Record<string, object>> = {
  gitlab: {
    id: "gitlab",
    title: "GitLab",
    description: "Projects, issues and merge requests on gitlab.com.",
    issuer: "https://gitlab.com",
    authorization_endpoint: "https://gitlab.com/oauth/authorize",
    token_endpoint: "https://gitlab.com/oauth/token",
    client_authentication: "client_secret_post",
    identity_scopes: ["read_user"],
    scopes: {
      read_user: {
        title: "See whose account this is",
        sensitivity: "basic",
      },
    },
    refresh_token_expected: true,
    identity: {
      endpoint: "https://gitlab.com/api/v4/user",
      id: "id",
      label: "username",
    },
    revocation: {
      endpoint: "https://gitlab.com/oauth/revoke",
    },
  },
  zoom: {
    id: "zoom",
    title: "Zoom",
    description: "Meetings on Zoom.",
    issuer: "https://zoom.us",
    authorization_endpoint: "https://zoom.us/oauth/authorize",
    token_endpoint: "https://zoom.us/oauth/token",
    client_authentication: "client_secret_basic",
    identity_scopes: ["user:read:user"],
    scopes: {
      "user:read:user": {
        title: "See whose account this is",
        sensitivity: "basic",
      },
    },
    refresh_token_expected: true,
    identity: {
      endpoint: "https://api.zoom.us/v2/users/me",
      id: "id",
      label: "email",
    },
    revocation: {
      endpoint: "https://zoom.us/oauth/revoke",
      authentication: "basic",
      accepts: "access",
    },
  },
  box: {
    id: "box",
    title: "Box",
    description: "Files and folders on Box.",
    issuer: "https://account.box.com",
    authorization_endpoint: "https://account.box.com/api/oauth2/authorize",
    token_endpoint: "https://api.box.com/oauth2/token",
    pkce: "none",
    client_authentication: "client_secret_post",
    identity_scopes: [],
    refresh_token_expected: true,
    identity: {
      endpoint: "https://api.box.com/2.0/users/me",
      id: "id",
      label: "login",
    },
    revocation: {
      endpoint: "https://api.box.com/oauth2/revoke",
    },
  },
  asana: {
    id: "asana",
    title: "Asana",
    description: "Tasks and projects on Asana.",
    issuer: "https://app.asana.com/api/1.0",
    authorization_endpoint: "https://app.asana.com/-/oauth_authorize",
    token_endpoint: "https://app.asana.com/-/oauth_token",
    client_authentication: "client_secret_post",
    identity_scopes: ["default"],
    scopes: {
      default: {
        title: "Do what this account can do",
        sensitivity: "restricted",
      },
    },
    refresh_token_expected: true,
    identity: {
      endpoint: "https://app.asana.com/api/1.0/users/me",
      id: "data.gid",
      label: "data.email",
    },
    revocation: {
      endpoint: "https://app.asana.com/-/oauth_revoke",
    },
  },
  discord: {
    id: "discord",
    title: "Discord",
    description: "Whose Discord account this is, and its servers.",
    issuer: "https://discord.com",
    authorization_endpoint: "https://discord.com/oauth2/authorize",
    token_endpoint: "https://discord.com/api/oauth2/token",
    authorization_params: {
      prompt: "consent",
    },
    client_authentication: "client_secret_basic",
    identity_scopes: ["identify"],
    scopes: {
      identify: {
        title: "See whose account this is",
        sensitivity: "basic",
      },
    },
    refresh_token_expected: true,
    identity: {
      endpoint: "https://discord.com/api/users/@me",
      id: "id",
      label: "username",
    },
    revocation: {
      endpoint: "https://discord.com/api/oauth2/token/revoke",
      ends_whole_grant: true,
    },
  },
  calendly: {
    id: "calendly",
    title: "Calendly",
    description: "Scheduling on Calendly.",
    issuer: "https://auth.calendly.com",
    authorization_endpoint: "https://auth.calendly.com/oauth/authorize",
    token_endpoint: "https://auth.calendly.com/oauth/token",
    client_authentication: "client_secret_post",
    identity_scopes: ["default"],
    scopes: {
      default: {
        title: "Do what this account can do",
        sensitivity: "restricted",
      },
    },
    refresh_token_expected: true,
    identity: {
      endpoint: "https://api.calendly.com/users/me",
      id: "resource.uri",
      label: "resource.email",
    },
    revocation: {
      endpoint: "https://auth.calendly.com/oauth/revoke",
    },
  },
  x_api: {
    id: "x_api",
    title: "X",
    description: "Posts on X.",
    issuer: "https://api.x.com",
    authorization_endpoint: "https://x.com/i/oauth2/authorize",
    token_endpoint: "https://api.x.com/2/oauth2/token",
    client_authentication: "client_secret_basic",
    identity_scopes: ["users.read", "tweet.read", "offline.access"],
    scopes: {
      "users.read": {
        title: "See accounts",
        sensitivity: "basic",
      },
      "tweet.read": {
        title: "See posts",
        sensitivity: "sensitive",
      },
      "offline.access": {
        title: "Stay connected",
        sensitivity: "basic",
      },
    },
    refresh_token_expected: true,
    identity: {
      endpoint: "https://api.x.com/2/users/me",
      id: "data.id",
      label: "data.username",
    },
    revocation: {
      endpoint: "https://api.x.com/2/oauth2/revoke",
      authentication: "basic",
    },
  },
  linkedin: {
    id: "linkedin",
    title: "LinkedIn",
    description: "Whose LinkedIn account this is.",
    issuer: "https://www.linkedin.com/oauth",
    authorization_endpoint: "https://www.linkedin.com/oauth/v2/authorization",
    token_endpoint: "https://www.linkedin.com/oauth/v2/accessToken",
    pkce: "none",
    client_authentication: "client_secret_post",
    identity_scopes: ["openid", "profile", "email"],
    identity: {
      endpoint: "https://api.linkedin.com/v2/userinfo",
      id: "sub",
      label: "email",
    },
    revocation: {
      endpoint: "https://www.linkedin.com/oauth/v2/revoke",
    },
  },
  reddit: {
    id: "reddit",
    title: "Reddit",
    description: "Whose Reddit account this is.",
    issuer: "https://www.reddit.com",
    authorization_endpoint: "https://www.reddit.com/api/v1/authorize",
    token_endpoint: "https://www.reddit.com/api/v1/access_token",
    authorization_params: {
      duration: "permanent",
    },
    pkce: "none",
    client_authentication: "client_secret_basic",
    identity_scopes: ["identity"],
    scopes: {
      identity: {
        title: "See whose account this is",
        sensitivity: "basic",
      },
    },
    refresh_token_expected: true,
    identity: {
      endpoint: "https://oauth.reddit.com/api/v1/me",
      id: "id",
      label: "name",
    },
    revocation: {
      endpoint: "https://www.reddit.com/api/v1/revoke_token",
      authentication: "basic",
    },
  },
};

export const definitionText = (id: string): string => JSON.stringify([definitions[id]], null, 2);
