/** Every address the app knows: its own pages and the API's. */

type Query = Record<string, string | undefined>;

const q = (path: string, query: Query = {}): string => {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`;
};
const seg = encodeURIComponent;

export const page = {
  home: "/",
  signIn: (next?: string) => q("/sign-in", { next }),
  integrations: (query: { connect?: string; connector?: string; connected?: string } = {}) =>
    q("/integrations", query),
  connectors: (query: { authorize?: string; change?: string; revoke?: string; connected?: string } = {}) =>
    q("/settings/connectors", query),
  connector: (id: string) => `/settings/connectors/${seg(id)}`,
  tokens: "/settings/tokens",
  audit: (query: { type?: string; outcome?: string; actor?: string; target?: string; event?: string } = {}) =>
    q("/audit", query),
};

const ws = (workspace: string, rest: string) => `/api/workspaces/${seg(workspace)}${rest}`;

export const api = {
  session: "/api/session",
  catalog: (w: string) => ws(w, "/catalog"),
  neededScopes: (w: string, provider: string, tools: string) =>
    q(ws(w, `/catalog/${seg(provider)}/scopes`), { tools }),
  integrations: (w: string) => ws(w, "/integrations"),
  integration: (w: string, service: string, query: { connector?: string | undefined } = {}) =>
    q(ws(w, `/integrations/${seg(service)}`), query),
  authLink: (
    w: string,
    service: string,
    query: { tools?: string | undefined; connector?: string | undefined },
  ) => q(ws(w, `/integrations/${seg(service)}/auth_link`), query),
  callback: (w: string, service: string) => ws(w, `/integrations/${seg(service)}/callback`),
  connectors: (w: string) => ws(w, "/connectors"),
  connector: (w: string, id: string) => ws(w, `/connectors/${seg(id)}`),
  authorize: (w: string, id: string) => ws(w, `/connectors/${seg(id)}/authorize`),
  revokePreview: (w: string, id: string) => ws(w, `/connectors/${seg(id)}/revoke_preview`),
  revoke: (w: string, id: string) => ws(w, `/connectors/${seg(id)}/revoke`),
  validate: (w: string, id: string) => ws(w, `/connectors/${seg(id)}/validate`),
  agents: (w: string) => ws(w, "/agents"),
  tokens: (w: string) => ws(w, "/tokens"),
  token: (w: string, id: string) => ws(w, `/tokens/${seg(id)}`),
  audit: (w: string, query: Query) => q(ws(w, "/audit"), query),
  auditEvent: (w: string, seq: string) => ws(w, `/audit/${seg(seq)}`),
  verifyAudit: (w: string) => ws(w, "/audit/verify"),
  exportAudit: (w: string, query: Query = {}) => q(ws(w, "/audit/export"), query),
};
