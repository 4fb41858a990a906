/** Every address of the app's own pages; those of the API stand in its contract. */

type Query = Record<string, string | undefined>;

const q = (path: string, query: Query = {}): string => {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`;
};
const seg = encodeURIComponent;

type ConnectorDialog = "authorize" | "change" | "revoke" | "rename" | "delete" | "revoke_all" | "connected";
export type AgentTab = "connectors" | "tokens" | "delegation" | "clients" | "guard" | "activity";
type MemberDialog = "invite" | "role" | "link" | "revoke" | "remove";

type AuditFilter =
  | "type"
  | "outcome"
  | "actor"
  | "target"
  | "agent"
  | "connector"
  | "tool"
  | "from"
  | "to"
  | "q";

export const page = {
  home: "/",
  signIn: (next?: string) => q("/sign-in", { next }),
  /** Where a sign-in ends that began in another tab. */
  signedIn: "/signed-in",
  cli: (code?: string) => (code === undefined ? "/cli" : `/cli/${seg(code)}`),
  integrations: (
    query: {
      connect?: string;
      connector?: string;
      connected?: string;
      rename?: string;
      delete?: string;
    } = {},
  ) => q("/integrations", query),
  mcps: (query: { agent?: string; open?: string; connected?: string } = {}) => q("/mcps", query),
  overview: (query: { range?: string } = {}) => q("/overview", query),
  connectors: (query: Partial<Record<ConnectorDialog | "tools", string>> = {}) =>
    q("/settings/connectors", query),
  connector: (id: string, tab?: string) => `/settings/connectors/${seg(id)}${tab ? `/${tab}` : ""}`,
  catalogue: "/settings/connectors/catalogue",
  apps: (query: { add?: string; change?: string; remove?: string; rehearse?: string } = {}) =>
    q("/settings/apps", query),
  guide: (provider: string, kind?: string) => q(`/settings/apps/guides/${seg(provider)}`, { kind }),
  rehearsals: (app?: string) => q("/settings/apps/rehearsals", { app }),
  rehearsal: (id: string) => `/settings/apps/rehearsals/${seg(id)}`,
  members: (query: Partial<Record<MemberDialog, string>> = {}) => q("/settings/members", query),
  member: (id: string) => `/settings/members/${seg(id)}`,
  tokens: "/settings/tokens",
  newToken: "/settings/tokens?new=token",
  agents: (query: { new?: string } = {}) => q("/agents", query),
  agent: (id: string, tab?: AgentTab) => `/agents/${seg(id)}${tab ? `/${tab}` : ""}`,
  /** With `rule: "new"` the others fill the form in. */
  policies: (
    query: {
      rule?: string;
      remove?: string;
      name?: string;
      decision?: "allow" | "ask" | "deny";
      agent?: string;
      tool?: string;
      connector?: string;
    } = {},
  ) => q("/policies", query),
  limits: (query: { new?: string } = {}) => q("/limits", query),
  approvals: (query: { mine?: string } = {}) => q("/approvals", query),
  approval: (id: string) => `/approvals/${seg(id)}`,
  clients: (query: { revoke?: string } = {}) => q("/settings/clients", query),
  company: "/settings/company",
  workspace: "/settings/workspace",
  sessions: "/settings/sessions",
  revocations: "/settings/revocations",
  revocation: (id: string) => `/settings/revocations/${seg(id)}`,
  audit: (query: Partial<Record<AuditFilter | "event", string>> = {}) => q("/audit", query),
};

/** Which registration and which kind of access of it; left out where there is no choice. */
export type Access = { app?: string | undefined; access?: string | undefined };
