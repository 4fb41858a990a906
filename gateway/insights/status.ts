import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Reports } from "../db/index.ts";
import { type BoardRow, FRESH_MS, OLD_MS } from "./health.ts";

/** The connectors of one provider, in numbers, and the worst of them. */
export interface Standing {
  provider: string;
  connectors: number;
  connected: number;
  valid: number;
  invalid: number;
  unknown: number;
  off: number;
  /** 0 is worst. Undefined: none is connected and switched on. */
  worst: (Pick<BoardRow, Judged> & { rank: number }) | undefined;
}
type Judged = "verdict" | "verdictCause" | "verdictAt" | "verdictSource" | "verdictEvidence" | "kind";

/**
 * $2: of whom personal ones are seen, null: of everybody. $3: what is fresh, $4: what is not old. The worst is the least
 * of rank and id as one text: that takes neither a sort nor a second look at all of them.
 */
const STANDING = `
SELECT s.*, left(s.worst, 1)::int AS rank,
  w.verdict, w.verdict_cause, w.verdict_at, w.verdict_source, w.verdict_evidence, w.kind
FROM (
  SELECT provider, count(*) AS connectors, count(*) FILTER (WHERE is_connected) AS connected,
    count(*) FILTER (WHERE is_on AND verdict = 'valid') AS valid,
    count(*) FILTER (WHERE is_on AND verdict = 'invalid') AS invalid,
    count(*) FILTER (WHERE is_on AND verdict = 'unknown') AS unknown,
    count(*) FILTER (WHERE is_connected AND NOT is_on) AS off,
    min(rank || id) FILTER (WHERE is_on) AS worst
  FROM (
    SELECT c.provider, c.id, c.verdict, g.id IS NOT NULL AS is_connected,
      g.id IS NOT NULL AND c.disabled_at IS NULL AS is_on,
      CASE WHEN c.verdict_at IS NULL THEN '5' WHEN c.verdict = 'invalid' THEN '0' WHEN c.verdict = 'unknown' THEN '1'
        WHEN c.verdict_at < $4 THEN '2' WHEN c.verdict_at <= $3 THEN '3' ELSE '4' END AS rank
    FROM connectors c LEFT JOIN grants g
      ON g.workspace_id = c.workspace_id AND g.connector_id = c.id AND g.ended_at IS NULL
    WHERE c.workspace_id = $1 AND c.deleted_at IS NULL
      AND ($2::text IS NULL OR c.kind = 'shared' OR c.owner_id = $2)
  ) AS seen
  GROUP BY provider
) AS s LEFT JOIN connectors w ON w.workspace_id = $1 AND w.id = substr(s.worst, 2)`;

const worstOf = (row: Record<string, unknown>): Standing["worst"] =>
  row.rank === null
    ? undefined
    : {
        rank: Number(row.rank),
        kind: row.kind as BoardRow["kind"],
        verdict: row.verdict as BoardRow["verdict"],
        verdictCause: row.verdict_cause as string | null,
        verdictAt: row.verdict_at as Date | null,
        verdictSource: row.verdict_source as string | null,
        verdictEvidence: row.verdict_evidence as string | null,
      };

/** `usableBy`: only the shared connectors and those of this person. Providers without connectors have no row. */
export async function readStanding(
  { reports, clock }: { reports: Reports; clock: Clock },
  who: Principal,
  usableBy: string | undefined,
): Promise<Standing[]> {
  const now = clock();
  const values = [who.workspaceId, usableBy ?? null, new Date(now - FRESH_MS), new Date(now - OLD_MS)];
  const rows = await reports.read(who, (ask) => ask(STANDING, values));
  return rows.map((row) => ({
    provider: String(row.provider),
    connectors: Number(row.connectors),
    connected: Number(row.connected),
    valid: Number(row.valid),
    invalid: Number(row.invalid),
    unknown: Number(row.unknown),
    off: Number(row.off),
    worst: worstOf(row),
  }));
}
