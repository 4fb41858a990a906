import { agentView, diffOf, diffView, examined } from "./agent-views.ts";
import * as contract from "./contract/index.ts";
import { operation } from "./operation.ts";

/** A dry run: what is wrong, and what would change. */
export const checkAgentManifest = operation(
  contract.checkAgentManifest,
  async ({ deps, who, params, body }) => {
    const { agents } = deps.identity;
    const agent = await agents.get(who, params.agent);
    const { manifest } = body;
    const found = manifest && (await examined(deps, who, manifest, await agents.asItself(who, agent.id)));
    const problems = found?.problems ?? [];
    const ok = problems.every(({ level }) => level !== "error");
    const kept = found?.manifest ?? null;
    return {
      ok,
      version: agent.version,
      manifest: kept,
      problems,
      diff: ok ? diffView(diffOf(deps, agent.manifest, kept)) : null,
    };
  },
);

export const getManifestVersion = operation(contract.getManifestVersion, async ({ deps, who, params }) => {
  const { agents } = deps.identity;
  const { id } = agentView(await agents.get(who, params.agent));
  const number = /^\d{1,9}$/.test(params.version) ? Number(params.version) : -1;
  const { version, changedBy, changedAt, manifest } = await agents.version(who, id, number);
  return {
    version,
    changed_by: changedBy,
    changed_at: changedAt.toISOString(),
    manifest: manifest ?? null,
  };
});
