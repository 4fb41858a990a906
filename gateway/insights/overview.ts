import type { Overview, OverviewRange } from "../api/contract/overview.ts";
import type { Registry } from "../catalog/index.ts";
import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Ask, Reports } from "../db/index.ts";
import { changesSince } from "./changes.ts";
import { added, type Counted, figuresOf, NOTHING } from "./figures.ts";
import { namesOf } from "./names.ts";
import { type Dimension, type Filter, pointsOf, sharesOf, windowOf } from "./shares.ts";
import { spanOf, startsOf } from "./span.ts";

export interface OverviewOptions {
  reports: Reports;
  registry: Pick<Registry, "servers">;
  clock: Clock;
}
export interface OverviewWish {
  range: OverviewRange;
  agent?: string | undefined;
  connector?: string | undefined;
  tool?: string | undefined;
}

/** Up to when the log is counted, and how many rows are not. */
async function freshness(ask: Ask, workspaceId: string, now: number) {
  const [row] = await ask(
    `SELECT m.at, h.seq - COALESCE(m.seq, 0) AS behind FROM audit_heads h LEFT JOIN rollup_marks m USING (workspace_id)
     WHERE h.workspace_id = $1`,
    [workspaceId],
  );
  const behind = Number(row?.behind ?? 0);
  const at = behind > 0 ? ((row?.at as Date | null)?.getTime() ?? 0) : now;
  return { as_of: new Date(at).toISOString(), behind };
}

const sumOf = (all: readonly Counted[]): Counted => all.reduce(added, NOTHING);

/** The numbers of a range, in one transaction. */
export function readOverview(
  { reports, registry, clock }: OverviewOptions,
  who: Principal,
  { range, agent, connector, tool }: OverviewWish,
): Promise<Overview> {
  const now = clock();
  const span = spanOf(range, now);
  const { workspaceId } = who;
  const wished = Object.entries({ agent, connector, tool }).find(([, id]) => id !== undefined);
  const filter = wished && ({ by: wished[0] as Dimension, id: wished[1] } as Filter);
  return reports.read(who, async (ask) => {
    const points = await pointsOf(ask, workspaceId, span, filter);
    const at = (start: number) => points.get(start) ?? NOTHING;
    const starts = startsOf(span);
    const before = [...points].filter(([start]) => start < span.from).map(([, counted]) => counted);
    const how = { filter, days: await windowOf(ask, workspaceId, span) };
    const [agents, connectors, tools] = [
      await sharesOf(ask, workspaceId, "agent", span, how),
      await sharesOf(ask, workspaceId, "connector", span, how),
      await sharesOf(ask, workspaceId, "tool", span, how),
    ];
    const ids = { agents: agents.map(({ id }) => id), connectors: connectors.map(({ id }) => id) };
    const nameOf = await namesOf(ask, registry, workspaceId, ids);
    const view = (by: Dimension, shares: typeof agents) =>
      shares.map((share) => ({ id: share.id, ...nameOf(by, share.id), ...figuresOf(share) }));
    const subject = filter?.by === "tool" ? undefined : filter?.id;
    return {
      range,
      grain: span.grain,
      from: new Date(span.from).toISOString(),
      to: new Date(span.to).toISOString(),
      ...(await freshness(ask, workspaceId, now)),
      totals: figuresOf(sumOf(starts.map(at))),
      previous: figuresOf(sumOf(before)),
      series: starts.map((start) => ({ at: new Date(start).toISOString(), ...figuresOf(at(start)) })),
      agents: view("agent", agents),
      connectors: view("connector", connectors),
      tools: view("tool", tools),
      changes: await changesSince(ask, workspaceId, new Date(span.from), subject),
    };
  });
}
