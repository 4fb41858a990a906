import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Reports } from "../db/index.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST = 200;

/** Who used a connector. */
export interface Impact {
  calls7Days: number;
  /** `agt_…` or `usr_…`; the hour of the last call. */
  callers: { id: string; calls: number; lastAt: Date }[];
  calls24Hours: number;
  /** Of the last 24 hours, the most first. */
  lost: { caller: string; name: string; tool: string; calls: number }[];
  pendingApprovals: number;
}

/** Calls that went by one connector: a week's from what is counted, the last day's from the log itself. */
export function readImpact(
  { reports, clock }: { reports: Reports; clock: Clock },
  who: Principal,
  connectorId: string,
): Promise<Impact> {
  const { workspaceId } = who;
  const now = clock();
  return reports.read(who, async (ask) => {
    const callers = await ask(
      `SELECT agent AS id, sum(calls) AS calls, max(start) AS last_at FROM call_rollups
       WHERE workspace_id = $1 AND grain = 'hour' AND kind = 'agent_connector' AND start > $3 AND connector = $2
         AND connector <> ''
       GROUP BY agent HAVING sum(calls) > 0 ORDER BY 2 DESC, 1`,
      [workspaceId, connectorId, new Date(now - 7 * DAY_MS)],
    );
    const yesterday = new Date(now - DAY_MS);
    // As a value: the planner would not guess how few rows of the connector come after it.
    const [first] = await ask(
      `SELECT COALESCE(min(first_seq), 0) AS seq FROM audit_hours
       WHERE workspace_id = $1 AND hour >= date_trunc('hour', $2::timestamptz, 'UTC')`,
      [workspaceId, yesterday],
    );
    const lost = await ask(
      `SELECT actor_id AS caller, COALESCE(max(actor_label), actor_id) AS name, tool, count(*) AS calls,
         sum(count(*)) OVER () AS total
       FROM audit_events
       WHERE workspace_id = $1 AND target_id = $2 AND type = 'tool.call' AND outcome <> 'started' AND at >= $3
         AND seq >= $4::bigint
       GROUP BY actor_id, tool ORDER BY 4 DESC, 2, 3 LIMIT ${MOST}`,
      [workspaceId, connectorId, yesterday, String(first?.seq ?? 0)],
    );
    const [pending] = await ask(
      "SELECT count(*) AS n FROM approvals WHERE workspace_id = $1 AND connector_id = $2 AND state = 'pending' AND expires_at > $3",
      [workspaceId, connectorId, new Date(now)],
    );
    return {
      calls7Days: callers.reduce((sum, { calls }) => sum + Number(calls), 0),
      callers: callers.map((row) => ({
        id: String(row.id),
        calls: Number(row.calls),
        lastAt: row.last_at as Date,
      })),
      calls24Hours: Number(lost[0]?.total ?? 0),
      lost: lost.map((row) => ({
        caller: String(row.caller),
        name: String(row.name),
        tool: String(row.tool),
        calls: Number(row.calls),
      })),
      pendingApprovals: Number(pending?.n ?? 0),
    };
  });
}
