import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Ask, Reports } from "../db/index.ts";

/** Evidence is fresh for five minutes and old after an hour. Milliseconds. */
export const FRESH_MS = 5 * 60_000;
export const OLD_MS = 3_600_000;
export type Health = "red" | "yellow" | "neutral" | "green";

/** Why nothing can be told of a connector while its provider is out of reach. */
const OUT_OF_REACH = ["provider_unreachable", "egress_timeout"];
const MOST = 100;

/** Worst first. $2: what is fresh, $3: what is not old, $4: causes of an outage. */
const BOARD = `
WITH live AS (
  SELECT c.*, g.id AS grant_id, g.app_id, g.variant, g.authorized_by,
    CASE WHEN c.disabled_at IS NOT NULL OR g.id IS NULL THEN 'off'
      WHEN c.verdict = 'invalid' THEN 'red'
      WHEN c.verdict = 'unknown' OR c.verdict_at IS NULL OR c.verdict_at < $3 THEN 'yellow'
      WHEN c.verdict_at > $2 THEN 'green' ELSE 'neutral' END AS health,
    c.verdict = 'unknown' AND c.verdict_cause = ANY($4::text[]) AND c.disabled_at IS NULL AND g.id IS NOT NULL AS out
  FROM connectors c LEFT JOIN grants g
    ON g.workspace_id = c.workspace_id AND g.connector_id = c.id AND g.ended_at IS NULL
  WHERE c.workspace_id = $1 AND c.deleted_at IS NULL
), outages AS (
  SELECT provider, count(*) AS connectors, min(verdict_at) AS since FROM live WHERE out GROUP BY provider HAVING count(*) > 1
)`;

export interface BoardRow {
  id: string;
  slug: string;
  name: string;
  provider: string;
  kind: "shared" | "personal";
  ownerId: string | null;
  ownerName: string | null;
  verdict: "valid" | "invalid" | "unknown";
  verdictCause: string | null;
  verdictAt: Date | null;
  verdictSource: string | null;
  verdictEvidence: string | null;
  appId: string;
  lastCallAt: Date | null;
}
export interface Board {
  counts: Record<Health | "off", number>;
  outages: { provider: string; connectors: number; since: Date }[];
  rows: BoardRow[];
  more: number;
}

const rowOf = (row: Record<string, unknown>): BoardRow => ({
  id: String(row.id),
  slug: String(row.slug),
  name: String(row.name),
  provider: String(row.provider),
  kind: row.kind as BoardRow["kind"],
  ownerId: row.owner as string | null,
  ownerName: row.owner_name as string | null,
  verdict: row.verdict as BoardRow["verdict"],
  verdictCause: row.verdict_cause as string | null,
  verdictAt: row.verdict_at as Date | null,
  verdictSource: row.verdict_source as string | null,
  verdictEvidence: row.verdict_evidence as string | null,
  appId: String(row.app_id),
  lastCallAt: row.last_call_at as Date | null,
});

/** Every connector's verdict. Connectors that share an outage stand in it and nowhere else. */
export function readBoard(
  { reports, clock }: { reports: Reports; clock: Clock },
  who: Principal,
): Promise<Board> {
  return reports.read(who, (ask) => boardOf(ask, who.workspaceId, clock()));
}

export async function boardOf(ask: Ask, workspaceId: string, now: number): Promise<Board> {
  const values = [workspaceId, new Date(now - FRESH_MS), new Date(now - OLD_MS), OUT_OF_REACH];
  const [facts] = await ask(
    `${BOARD} SELECT (SELECT jsonb_object_agg(health, n) FROM (SELECT health, count(*) AS n FROM live GROUP BY health) AS h) AS counts,
      (SELECT count(*) FROM live WHERE health <> 'off' AND NOT (out AND provider IN (SELECT provider FROM outages))) AS all,
      (SELECT jsonb_agg(o ORDER BY connectors DESC, provider) FROM outages AS o) AS outages`,
    values,
  );
  const outages = (facts?.outages ?? []) as { provider: string; connectors: number; since: string }[];
  const rows = await ask(
    `${BOARD} SELECT l.*, COALESCE(l.owner_id, l.authorized_by) AS owner, u.name AS owner_name,
       (SELECT max(t.last_at) FROM tool_uses t WHERE t.workspace_id = $1 AND t.grant_id = l.grant_id) AS last_call_at
     FROM (SELECT * FROM live WHERE health <> 'off' AND NOT (out AND provider IN (SELECT provider FROM outages))
       ORDER BY array_position(ARRAY['red', 'yellow', 'neutral', 'green'], health), name, id LIMIT ${MOST}) AS l
     LEFT JOIN users u ON u.id = COALESCE(l.owner_id, l.authorized_by)
     ORDER BY array_position(ARRAY['red', 'yellow', 'neutral', 'green'], l.health), l.name, l.id`,
    values,
  );
  const counts = (facts?.counts ?? {}) as Partial<Record<Health | "off", number>>;
  return {
    counts: { red: 0, yellow: 0, neutral: 0, green: 0, off: 0, ...counts },
    outages: outages.map((row) => ({ ...row, since: new Date(row.since) })),
    rows: rows.map(rowOf),
    more: Math.max(0, Number(facts?.all ?? 0) - rows.length),
  };
}
