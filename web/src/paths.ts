/** Every address the app knows: its own pages and the API's. */

type Query = Record<string, string | undefined>;

const q = (path: string, query: Query = {}): string => {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`;
};
const seg = encodeURIComponent;

type ConnectorDialog = "authorize" | "change" | "revoke" | "rename" | "delete" | "revoke_all" | "connected";
export type AgentTab = "connectors" | "tokens" | "delegation" | "clients" | "guard";
type MemberDialog = "invite" | "role" | "link" | "revoke" | "remove";

export const page = {
  home: "/",
  signIn: (next?: string) => q("/sign-in", { next }),
  integrations: (
    query: {
      connect?: string;
      connector?: string;
      connected?: string;
      rename?: string;
      delete?: string;
    } = {},
  ) => q("/integrations", query),
  connectors: (query: Partial<Record<ConnectorDialog, string>> = {}) => q("/settings/connectors", query),
  connector: (id: string) => `/settings/connectors/${seg(id)}`,
  apps: (query: { add?: string; change?: string; remove?: string } = {}) => q("/settings/apps", query),
  members: (query: Partial<Record<MemberDialog, string>> = {}) => q("/settings/members", query),
  member: (id: string) => `/settings/members/${seg(id)}`,
  tokens: "/settings/tokens",
  agents: (query: { new?: string } = {}) => q("/agents", query),
  agent: (id: string, tab?: AgentTab) => `/agents/${seg(id)}${tab ? `/${tab}` : ""}`,
  policies: (query: { rule?: string; remove?: string } = {}) => q("/policies", query),
  approvals: (query: { mine?: string } = {}) => q("/approvals", query),
  approval: (id: string) => `/approvals/${seg(id)}`,
  clients: (query: { revoke?: string } = {}) => q("/settings/clients", query),
  workspace: "/settings/workspace",
  sessions: "/settings/sessions",
  revocations: "/settings/revocations",
  revocation: (id: string) => `/settings/revocations/${seg(id)}`,
  audit: (query: { type?: string; outcome?: string; actor?: string; target?: string; event?: string } = {}) =>
    q("/audit", query),
};

/** Which registration and which kind of access of it; left out where there is no choice. */
export type Access = { app?: string | undefined; access?: string | undefined };

const ws = (workspace: string, rest: string) => `/api/workspaces/${seg(workspace)}${rest}`;

export const api = {
  session: "/api/session",
  switchWorkspace: "/api/session/switch",
  signIn: (problem: string | undefined) => q("/api/sign-in", { problem }),
  companySignIn: "/api/sign-in/company",
  previewInvitation: "/api/invitations/preview",
  acceptInvitation: "/api/invitations/accept",
  workspace: (w: string) => ws(w, ""),
  catalog: (w: string) => ws(w, "/catalog"),
  neededScopes: (w: string, provider: string, query: { tools: string; access: string | undefined }) =>
    q(ws(w, `/catalog/${seg(provider)}/scopes`), query),
  integrations: (w: string) => ws(w, "/integrations"),
  integration: (w: string, service: string, query: { connector?: string | undefined } = {}) =>
    q(ws(w, `/integrations/${seg(service)}`), query),
  authLink: (
    w: string,
    service: string,
    query: { tools: string | undefined; connector: string | undefined } & Access,
  ) => q(ws(w, `/integrations/${seg(service)}/auth_link`), query),
  callback: (w: string, service: string) => ws(w, `/integrations/${seg(service)}/callback`),
  confirm: (w: string, service: string) => ws(w, `/integrations/${seg(service)}/confirm`),
  ownConnector: (w: string, service: string, id: string, query: { shred_now?: string } = {}) =>
    q(ws(w, `/integrations/${seg(service)}/${seg(id)}`), query),
  connectors: (w: string) => ws(w, "/connectors"),
  connector: (w: string, id: string, query: { shred_now?: string } = {}) =>
    q(ws(w, `/connectors/${seg(id)}`), query),
  scopeUse: (w: string, id: string) => ws(w, `/connectors/${seg(id)}/scope_use`),
  authorize: (w: string, id: string) => ws(w, `/connectors/${seg(id)}/authorize`),
  revokePreview: (w: string, id: string) => ws(w, `/connectors/${seg(id)}/revoke_preview`),
  revoke: (w: string, id: string) => ws(w, `/connectors/${seg(id)}/revoke`),
  validate: (w: string, id: string) => ws(w, `/connectors/${seg(id)}/validate`),
  revocations: (w: string) => ws(w, "/revocations"),
  revocation: (w: string, id: string) => ws(w, `/revocations/${seg(id)}`),
  apps: (w: string) => ws(w, "/apps"),
  app: (w: string, id: string) => ws(w, `/apps/${seg(id)}`),
  checkApp: (w: string, id: string) => ws(w, `/apps/${seg(id)}/check`),
  members: (w: string) => ws(w, "/members"),
  member: (w: string, id: string) => ws(w, `/members/${seg(id)}`),
  signInLink: (w: string, id: string) => ws(w, `/members/${seg(id)}/sign_in_link`),
  memberSessions: (w: string, id: string) => ws(w, `/members/${seg(id)}/sessions`),
  sessions: (w: string) => ws(w, "/sessions"),
  oneSession: (w: string, id: string) => ws(w, `/sessions/${seg(id)}`),
  invitations: (w: string) => ws(w, "/invitations"),
  invitation: (w: string, id: string) => ws(w, `/invitations/${seg(id)}`),
  agents: (w: string) => ws(w, "/agents"),
  agent: (w: string, id: string) => ws(w, `/agents/${seg(id)}`),
  checkAgent: (w: string, id: string) => ws(w, `/agents/${seg(id)}/check`),
  checkManifest: (w: string, id: string) => ws(w, `/agents/${seg(id)}/manifest/check`),
  manifestVersion: (w: string, id: string, version: number) =>
    ws(w, `/agents/${seg(id)}/manifests/${version}`),
  agentClients: (w: string, id: string) => ws(w, `/agents/${seg(id)}/clients`),
  agentClient: (w: string, id: string, client: string) => ws(w, `/agents/${seg(id)}/clients/${seg(client)}`),
  policies: (w: string) => ws(w, "/policies"),
  policy: (w: string, id: string) => ws(w, `/policies/${seg(id)}`),
  tryPolicy: (w: string) => ws(w, "/policies/test"),
  guard: (w: string, agent: string) => ws(w, `/agents/${seg(agent)}/guard`),
  guardRun: (w: string, agent: string, run: string) => ws(w, `/agents/${seg(agent)}/guard/${seg(run)}`),
  approvals: (w: string, query: Query = {}) => q(ws(w, "/approvals"), query),
  approvalCounts: (w: string) => ws(w, "/approvals/counts"),
  approval: (w: string, id: string) => ws(w, `/approvals/${seg(id)}`),
  decideApproval: (w: string, id: string) => ws(w, `/approvals/${seg(id)}/decision`),
  tokens: (w: string) => ws(w, "/tokens"),
  token: (w: string, id: string) => ws(w, `/tokens/${seg(id)}`),
  connectLink: (w: string, link: string) => ws(w, `/connect_links/${seg(link)}`),
  interaction: (uid: string) => `/api/oauth/interactions/${seg(uid)}`,
  allowedClients: (w: string, query: Query = {}) => q(ws(w, "/oauth-clients"), query),
  allowedClient: (w: string, id: string) => ws(w, `/oauth-clients/${seg(id)}`),
  issuers: (w: string) => ws(w, "/trusted-issuers"),
  issuer: (w: string, id: string) => ws(w, `/trusted-issuers/${seg(id)}`),
  delegations: (w: string) => ws(w, "/delegations"),
  delegation: (w: string, id: string) => ws(w, `/delegations/${seg(id)}`),
  audit: (w: string, query: Query) => q(ws(w, "/audit"), query),
  auditEvent: (w: string, seq: string) => ws(w, `/audit/${seg(seq)}`),
  verifyAudit: (w: string) => ws(w, "/audit/verify"),
  exportAudit: (w: string, query: Query = {}) => q(ws(w, "/audit/export"), query),
};
