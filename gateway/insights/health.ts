import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Ask, Reports } from "../db/index.ts";
import { type ConnectorRef, OWNER, REF, refOf } from "./connector-ref.ts";

/** Evidence is fresh for five minutes and old after an hour. Milliseconds. */
export const FRESH_MS = 5 * 60_000;
export const OLD_MS = 3_600_000;
export type Health = "red" | "yellow" | "neutral" | "green";

/** Why nothing can be told of a connector while its provider is out of reach. */
const OUT_OF_REACH = ["provider_unreachable", "egress_timeout"];
const MOST = 100;

/** In the order in which they are told. */
const HEALTHS = ["red", "yellow", "neutral", "green", "off"] as const satisfies readonly (Health | "off")[];

/**
 * One walk through all connectors, with no more of each than decides, and of grants what their index has. $2: what is
 * fresh, $3: what is not old, $4: causes of an outage. `health`: place in `HEALTHS`, from 1 on.
 */
const BOARD = `
WITH live AS MATERIALIZED (
  SELECT c.id, c.name, c.provider, c.verdict_at,
    CASE WHEN c.disabled_at IS NOT NULL OR g.connector_id IS NULL THEN 5
      WHEN c.verdict = 'invalid' THEN 1
      WHEN c.verdict = 'unknown' OR c.verdict_at IS NULL OR c.verdict_at < $3 THEN 2
      WHEN c.verdict_at > $2 THEN 4 ELSE 3 END AS health,
    c.verdict = 'unknown' AND c.verdict_cause = ANY($4::text[]) AND c.disabled_at IS NULL AND g.connector_id IS NOT NULL AS out
  FROM connectors c LEFT JOIN grants g ON g.workspace_id = $1 AND g.connector_id = c.id AND g.ended_at IS NULL
  WHERE c.workspace_id = $1 AND c.deleted_at IS NULL
), outages AS MATERIALIZED (
  SELECT provider, count(*) AS connectors, min(verdict_at) AS since FROM live WHERE out GROUP BY provider HAVING count(*) > 1
), told AS (
  SELECT id, name, health FROM live WHERE health < 5 AND NOT (out AND provider IN (SELECT provider FROM outages))
)
SELECT (SELECT jsonb_object_agg(health, n) FROM (SELECT health, count(*) AS n FROM live GROUP BY health) AS h) AS counts,
  (SELECT count(*) FROM told) AS all,
  (SELECT jsonb_agg(o ORDER BY connectors DESC, provider) FROM outages AS o) AS outages,
  ARRAY(SELECT id FROM told ORDER BY health, name, id LIMIT ${MOST}) AS ids`;

/** $2: ids, in the order of the answer. */
const ROWS = `
SELECT ${REF}, c.verdict, c.verdict_cause, c.verdict_at, c.verdict_source, c.verdict_evidence, g.app_id,
  (SELECT max(t.last_at) FROM tool_uses t WHERE t.workspace_id = $1 AND t.grant_id = g.id) AS last_call_at
FROM unnest($2::text[]) WITH ORDINALITY AS wanted(id, place)
JOIN connectors c ON c.workspace_id = $1 AND c.id = wanted.id
JOIN grants g ON g.workspace_id = $1 AND g.connector_id = c.id AND g.ended_at IS NULL
${OWNER} ORDER BY wanted.place`;

export interface BoardRow extends ConnectorRef {
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
  ...refOf(row),
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
  const [facts] = await ask(BOARD, values);
  const rows = await ask(ROWS, [workspaceId, facts?.ids ?? []]);
  const outages = (facts?.outages ?? []) as { provider: string; connectors: number; since: string }[];
  const counted = (facts?.counts ?? {}) as Record<number, number>;
  const counts = HEALTHS.map((health, place) => [health, counted[place + 1] ?? 0]);
  return {
    counts: Object.fromEntries(counts) as Board["counts"],
    outages: outages.map((row) => ({ ...row, since: new Date(row.since) })),
    rows: rows.map(rowOf),
    more: Math.max(0, Number(facts?.all ?? 0) - rows.length),
  };
}
