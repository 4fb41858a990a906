import { covers, type RegisteredServer } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { Asked, SignedIn } from "../identity/index.ts";
import type { OAuthInteraction } from "./contract/index.ts";
import type { ApiDeps } from "./operation.ts";
import { verdictView } from "./views.ts";

type Reachable = OAuthInteraction["workspaces"][number]["servers"][number];
type Rows = Awaited<ReturnType<typeof rowsOf>>;

const rowsOf = ({ db }: ApiDeps, who: Principal) =>
  db.inWorkspace(who, (tx) => tx.connector.findMany({ where: { deletedAt: null } }));

/** What a token of this principal would find behind one server: its connectors, and the tools that they can serve. */
async function reachable(
  { directory, clock }: ApiDeps,
  who: Principal,
  rows: Rows,
  { spec, provider, tools }: RegisteredServer,
): Promise<Reachable> {
  const connections = (await directory.connectionsOf(who, provider.id)).filter((c) => c.grant && !c.disabled);
  const served = [...tools.values()].filter(
    ({ tool }) =>
      connections.length === 0 ||
      connections.some((c) => c.grant && covers(c.provider, c.grant.scopes, tool)),
  );
  return {
    id: spec.id,
    title: spec.title,
    provider: provider.id,
    connectors: connections.flatMap(({ id, slug, name, account, kind }) => {
      const row = rows.find((one) => one.id === id);
      return row
        ? [{ id, slug, name, account, kind, verdict: verdictView({ row }, provider.title, clock()) }]
        : [];
    }),
    tools: served.map(({ tool }) => ({ name: tool.name, title: tool.title, effect: tool.effect })),
  };
}

/** The consent page's question, for each workspace in which it may be answered. */
export async function interactionView(
  deps: ApiDeps,
  { user, workspace: current }: SignedIn,
  asked: Asked,
  wouldBe: (workspaceId: string) => Principal,
): Promise<OAuthInteraction> {
  const servers = asked.servers.flatMap((id) => deps.registry.servers.get(id) ?? []);
  const workspaces: OAuthInteraction["workspaces"] = [];
  for (const { id, slug, name, allowed } of asked.workspaces) {
    const who = wouldBe(id);
    const rows = await rowsOf(deps, who);
    workspaces.push({
      id,
      slug,
      name,
      current: id === current.id,
      allowed: allowed && { servers: allowed.servers, read_only: allowed.readOnly },
      servers: await Promise.all(servers.map((server) => reachable(deps, who, rows, server))),
    });
  }
  const { client } = asked;
  return {
    uid: asked.uid,
    client: {
      id: client.id,
      name: client.name,
      kind: client.kind,
      redirect_host: client.redirectHost,
      localhost_only: client.localhostOnly,
      is_new: client.isNew,
    },
    resource: asked.resource,
    servers: [...asked.servers],
    scopes: asked.scopes,
    user,
    workspaces,
    expires_at: asked.expiresAt.toISOString(),
  };
}
