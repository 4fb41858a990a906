import type { AllowedClient, OAuthInteraction, TrustedIssuer } from "../../gateway/api/contract/index.ts";
import { newTrustedIssuer } from "../../gateway/api/contract/index.ts";
import type { Handler } from "./fake-call.ts";
import { agents, ago, ana, connectors, li, makeId, session, tokens, tools } from "./fake-data.ts";
import { Fault } from "./fake-problem.ts";

const allowed = (more: Partial<AllowedClient>): AllowedClient => ({
  id: makeId("cns"),
  client: {
    id: "https://claude.ai/oauth/client.json",
    name: "Claude",
    kind: "metadata_document",
    redirect_host: "claude.ai",
  },
  user: ana,
  agent: null,
  allowed_by: "person",
  resource: "http://localhost:8787/mcp",
  servers: ["gmail", "google_calendar"],
  read_only: false,
  created_at: ago(4_000),
  last_used_at: ago(3),
  revoked_at: null,
  mine: true,
  ...more,
});
const clients: AllowedClient[] = [
  allowed({}),
  allowed({
    client: { id: "dyn_1", name: null, kind: "unknown", redirect_host: "127.0.0.1" },
    read_only: true,
    revoked_at: ago(300),
  }),
  allowed({ user: li, mine: false, allowed_by: "issuer", last_used_at: null }),
];
const issuers: TrustedIssuer[] = [];

const interaction = (uid: string): OAuthInteraction => {
  const server = (id: string, title: string, connected: boolean) => ({
    id,
    title,
    provider: "google",
    connectors: connected
      ? connectors.slice(0, 2).map(({ id, slug, name, account, kind, verdict }) => ({
          id,
          slug,
          name,
          account,
          kind,
          verdict,
        }))
      : [],
    tools: tools.map(({ name, title: words, effect }) => ({ name, title: words, effect })),
  });
  return {
    uid,
    client: {
      id: uid === "known" ? "https://claude.ai/oauth/client.json" : "dyn_2",
      name: uid === "unknown" ? null : "Claude",
      kind: uid === "unknown" ? "unknown" : uid === "known" ? "metadata_document" : "registered",
      redirect_host: uid === "known" ? "claude.ai" : "127.0.0.1",
      localhost_only: uid !== "known",
      is_new: true,
    },
    resource: "http://localhost:8787/mcp",
    servers: uid === "one" ? ["gmail"] : ["gmail", "google_calendar"],
    scopes: ["mcp:read", "mcp:write"],
    user: ana,
    workspaces: session.workspaces.map(({ id, slug, name }, at) => ({
      id,
      slug,
      name,
      current: at === 0,
      allowed: null,
      servers: [server("gmail", "Gmail", at === 0), server("google_calendar", "Google Calendar", false)],
    })),
    expires_at: ago(-10),
  };
};

export function onInteraction(method: string, path: string, _body: unknown): unknown {
  const uid = /^\/api\/oauth\/interactions\/([^/]+)$/.exec(path)?.[1];
  if (!uid) return undefined;
  if (uid === "over")
    throw new Fault(404, "interaction_not_found", "This request is over.", "Start again in the app.");
  return method === "GET" ? interaction(uid) : { redirect_to: `/integrations?answered=${uid}` };
}

const drop = <T extends { id: string }>(list: T[], id: string | undefined): T | undefined =>
  list.splice(
    list.findIndex((each) => each.id === id),
    1,
  )[0];

export const clientHandlers: Handler[] = [
  [
    "GET",
    "/oauth-clients",
    ({ query }) => ({
      clients: clients.filter(({ mine }) => mine || query.get("all") === "true"),
      next_cursor: null,
    }),
  ],
  [
    "DELETE",
    "/oauth-clients/*",
    ({ ids }) => {
      const client = clients.find(({ id }) => id === ids[0]);
      if (client) client.revoked_at = ago(0);
      return { client, fenced_in_ms: 3.2 };
    },
  ],
  ["GET", "/trusted-issuers", () => ({ issuers })],
  [
    "POST",
    "/trusted-issuers",
    ({ body }) => {
      const { issuer, jwks_uri, client_ids } = newTrustedIssuer.parse(body);
      const made: TrustedIssuer = {
        id: makeId("iss"),
        issuer,
        jwks_uri: jwks_uri ?? `${issuer}/jwks`,
        client_ids,
        created_by: ana,
        created_at: ago(0),
        last_used_at: null,
      };
      issuers.unshift(made);
      return made;
    },
  ],
  ["DELETE", "/trusted-issuers/*", ({ ids }) => drop(issuers, ids[0])],
  [
    "GET",
    "/delegations",
    () => ({
      agents: agents.slice(0, 1).map(({ id, name, manifest }) => ({ id, name, manifest })),
      tokens: tokens.filter(({ on_behalf_of }) => on_behalf_of?.id === ana.id),
    }),
  ],
];
