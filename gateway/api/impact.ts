import { csvRecord } from "../audit/index.ts";
import type { Principal } from "../context.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation, streamOperation } from "./operation.ts";
import { connectorView } from "./views.ts";

/** Who and what would stop working if a connector were revoked. Throws `connector_not_found`. */
async function impactOf(deps: ApiDeps, who: Principal, id: string): Promise<contract.RevokePreview> {
  const connector = connectorView(deps, who, await deps.grants.get(who, id));
  const preview = await deps.grants.preview(who, id);
  const impact = await deps.insights.impact(who, id);
  const used = new Map(impact.callers.map((caller) => [caller.id, caller]));
  const agents = preview.agents.map(({ id: agent, name }) => ({
    id: agent,
    name,
    calls_7_days: used.get(agent)?.calls ?? 0,
    last_call_at: used.get(agent)?.lastAt.toISOString() ?? null,
  }));
  return {
    connector,
    tokens: preview.tokens,
    agents: agents.toSorted((a, b) => b.calls_7_days - a.calls_7_days || a.name.localeCompare(b.name)),
    people: preview.people,
    people_active: impact.callers.filter((caller) => caller.id.startsWith("usr_")).length,
    tools: preview.tools,
    pending_approvals: impact.pendingApprovals,
    calls_7_days: impact.calls7Days,
    calls_24_hours: { calls: impact.calls24Hours, by: impact.lost },
    shares_account_with: preview.sharesAccountWith,
    ends_together: preview.endsTogether,
  };
}

export const previewRevoke = operation(contract.previewRevoke, ({ deps, who, params }) =>
  impactOf(deps, who, params.id),
);

/** A record for each agent, tool and use, so that whoever gets the list can sort it. */
function* records(preview: contract.RevokePreview): Generator<string> {
  const { connector, agents, calls_24_hours: day } = preview;
  yield csvRecord(["what", "id", "name", "tool", "calls_7_days", "calls_24_hours", "last_call_at"]);
  yield csvRecord(["connector", connector.id, connector.name, "", preview.calls_7_days, day.calls, ""]);
  for (const one of agents)
    yield csvRecord(["agent", one.id, one.name, "", one.calls_7_days, "", one.last_call_at]);
  for (const name of preview.tools) yield csvRecord(["tool", "", "", name, "", "", ""]);
  for (const { caller, name, tool, calls } of day.by)
    yield csvRecord(["calls", caller, name, tool, "", calls, ""]);
  yield csvRecord(["people", "", "", "", preview.people_active, "", ""]);
  yield csvRecord(["pending approvals", "", "", "", preview.pending_approvals, "", ""]);
}

export const exportImpact = streamOperation(contract.exportImpact, {
  fileName: ({ params }) => `valetkey-impact-${params.id.replace(/[^A-Za-z0-9_-]/g, "")}.csv`,
  async open({ deps, who, params }) {
    const preview = await impactOf(deps, who, params.id);
    async function* lines() {
      yield* records(preview);
    }
    return { lines: lines() };
  },
});
