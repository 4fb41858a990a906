import {
  type CheckedManifest,
  checkManifest,
  diffManifests,
  type ManifestDiff,
  type Readiness,
} from "../agents/index.ts";
import type { Connection } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { type AgentView, type Manifest, toolsOf } from "../identity/index.ts";
import type * as contract from "./contract/index.ts";
import type { ApiDeps } from "./operation.ts";

export const agentView = (a: AgentView): contract.AgentInfo => ({
  id: a.id,
  slug: a.slug,
  name: a.name,
  created_at: a.createdAt.toISOString(),
  manifest: a.manifest ?? null,
  version: a.version,
  delegation: typeof a.delegation === "string" ? a.delegation : [...a.delegation],
  created_by: a.createdBy,
  paused_at: a.pausedAt?.toISOString() ?? null,
});

/** The shared connectors of every provider. */
async function sharedConnections({ registry, directory }: ApiDeps, who: Principal): Promise<Connection[]> {
  const found: Connection[] = [];
  for (const provider of registry.providers.keys())
    found.push(...(await directory.connectionsOf(who, provider)).filter((one) => one.kind === "shared"));
  return found;
}

/** What is wrong with a manifest. With an agent also what stands in the way of its calls. */
export async function examined(
  deps: ApiDeps,
  who: Principal,
  manifest: Manifest,
  agent?: Principal,
): Promise<CheckedManifest> {
  const { search, publicUrl } = deps;
  const connections = await sharedConnections(deps, who);
  return checkManifest(manifest, { search, publicUrl, connections, agent });
}

/** With the tools' present names. Throws `bad_request` with every error. */
export async function acceptable(deps: ApiDeps, who: Principal, manifest: Manifest): Promise<Manifest> {
  const checked = await examined(deps, who, manifest);
  const errors = checked.problems.filter(({ level }) => level === "error");
  if (errors.length === 0) return checked.manifest;
  const fields = errors.map(({ path, message }) => ({ path: `manifest.${path}`, message }));
  throw new GatewayError("bad_request", {
    detail: `The manifest has ${errors.length === 1 ? "an error" : `${errors.length} errors`}: ${errors[0]?.message}`,
    data: { fields: fields.slice(0, 50) },
  });
}

export function diffOf(
  { registry }: ApiDeps,
  before: Manifest | undefined,
  after: Manifest | null,
): ManifestDiff {
  const every = [...registry.servers.values()].flatMap(({ tools }) => [...tools.keys()]);
  return diffManifests(toolsOf([], before), toolsOf([], after ?? undefined), every);
}

export const diffView = (diff: ManifestDiff): contract.ManifestDiff => ({
  widens: diff.widens,
  from_everything: diff.fromEverything,
  to_everything: diff.toEverything,
  added: diff.added.map(withList),
  removed: diff.removed.map(withList),
  narrowed: diff.narrowed.map(withLists),
  widened: diff.widened.map(withLists),
});

const listOf = (slugs: readonly string[] | null) => slugs && [...slugs];
const withList = ({ name, connectors }: ManifestDiff["added"][number]) => ({
  name,
  connectors: listOf(connectors),
});
const withLists = ({ name, from, to }: ManifestDiff["narrowed"][number]) => ({
  name,
  from: listOf(from),
  to: listOf(to),
});

/** `now`: milliseconds. */
export const readinessView = (who: Principal, found: Readiness, now: number): contract.Readiness => ({
  ready: found.ready,
  checked_at: new Date(now).toISOString(),
  caller: {
    kind: who.kind === "agent" ? "agent" : "user",
    id: who.id,
    name: who.label,
    on_behalf_of: (who.kind === "agent" && who.userId) || null,
  },
  tools: { usable: found.usable.length, blocked: found.blocked.length },
  problems: found.problems.map(({ missingScopes, ...problem }) => ({
    ...problem,
    ...(missingScopes.length > 0 && { missing_scopes: missingScopes }),
  })),
  more_problems: found.more,
});
