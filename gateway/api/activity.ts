import type { WorkspaceTx } from "../db/index.ts";
import * as contract from "./contract/index.ts";
import { operation } from "./operation.ts";

const MONTH_MS = 30 * 86_400_000;
const MOST_AGENTS = 20;
/** Nobody has more accounts than that; each costs a look into the log. */
const MOST_CONNECTORS = 50;

/** By the index of what events are about. */
const lastCallOf = (tx: WorkspaceTx, connector: string) =>
  tx.auditEvent.findFirst({
    where: { type: "tool.call", targetId: connector, outcome: { not: "started" } },
    orderBy: { seq: "desc" },
    select: { at: true, tool: true, actorKind: true, actorId: true, actorLabel: true },
  });

type Call = NonNullable<Awaited<ReturnType<typeof lastCallOf>>>;

const callerOf = ({ actorKind, actorId, actorLabel }: Call) => ({
  kind: actorKind === "agent" ? ("agent" as const) : ("user" as const),
  id: actorId ?? "unknown",
  name: actorLabel ?? actorId ?? "unknown",
});

/** From the counted calls, which may be a minute behind. */
async function agentsOf(tx: WorkspaceTx, connector: string, since: Date): Promise<string[]> {
  const rows = await tx.callRollup.groupBy({
    by: ["agent"],
    where: {
      grain: "day",
      kind: "agent_connector",
      connector,
      start: { gte: since },
      agent: { startsWith: "agt_" },
    },
    _max: { start: true },
    orderBy: { _max: { start: "desc" } },
    take: MOST_AGENTS,
  });
  return rows.map(({ agent }) => agent);
}

export const getOwnActivity = operation(contract.getOwnActivity, async ({ deps: { db, clock }, who }) => {
  if (who.userId === undefined) return { connectors: [] };
  const since = new Date(clock() - MONTH_MS);
  return db.inWorkspace(who, async (tx) => {
    const mine = await tx.connector.findMany({
      where: { kind: "personal", ownerId: who.userId ?? "", deletedAt: null },
      select: { id: true },
      orderBy: { createdAt: "desc" },
      take: MOST_CONNECTORS,
    });
    const connectors = [];
    for (const { id } of mine) {
      const last = await lastCallOf(tx, id);
      const counted = last ? await agentsOf(tx, id, since) : [];
      const by = last && callerOf(last);
      const ids = [...new Set([...(by?.kind === "agent" ? [by.id] : []), ...counted])].slice(0, MOST_AGENTS);
      const known = await tx.agent.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
      connectors.push({
        id,
        last_call: last && by ? { at: last.at.toISOString(), tool: last.tool ?? "unknown", by } : null,
        // One that is gone is nobody's agent any more.
        agents: ids.flatMap((one) => {
          const agent = known.find((each) => each.id === one);
          return agent ? [{ kind: "agent" as const, ...agent }] : [];
        }),
      });
    }
    return { connectors };
  });
});
