import { STEPS } from "./scale.ts";

/** By which of agent, connector and tool; the number is what PostgreSQL's GROUPING gives for it. */
const KINDS = {
  all: 7,
  agent: 3,
  connector: 5,
  tool: 6,
  agent_connector: 1,
  agent_tool: 2,
  connector_tool: 4,
} as const;
export type Kind = keyof typeof KINDS;

const columns = (kind: string) => (kind === "all" ? [] : kind.split("_"));
const SETS = Object.keys(KINDS).map((kind) =>
  `(grain, start, ${columns(kind).join(", ") || "()"})`.replace(", ()", ""),
);
const KIND_OF = Object.entries(KINDS).map(([kind, mask]) => `WHEN ${mask} THEN '${kind}'`);
const HISTOGRAM = Array.from({ length: STEPS.length + 1 }, (_, n) => `count(*) FILTER (WHERE step = ${n})`);
const number = (key: string) =>
  `CASE WHEN jsonb_typeof(data->'${key}') = 'number' THEN (data->>'${key}')::float8 END`;
const NUMBERS = [
  "calls",
  "errors",
  "refused",
  "provider_bytes",
  "answer_bytes",
  "saved_bytes",
  "refreshes",
  "refreshes_failed",
];

const ADD = `ON CONFLICT (workspace_id, grain, kind, start, agent, connector, tool) DO UPDATE SET
  ${NUMBERS.map((name) => `${name} = r.${name} + EXCLUDED.${name}`).join(", ")}`;

/**
 * Counts the rows of one workspace ($1) after its mark ($2) up to a row ($3) and moves the mark, in one statement: each
 * row once, whoever else counts and wherever this is cut off. The mark is the lease: one that another has taken or moved
 * leaves nothing to do. Hours are kept from a time on ($4), those of pairs from another ($5). Answers with `done`.
 */
export const COUNT = `
WITH mark AS (
  SELECT seq FROM rollup_marks WHERE workspace_id = $1 AND seq = $2::bigint FOR UPDATE SKIP LOCKED
), fresh AS MATERIALIZED (
  SELECT seq, at, type, actor_id, actor_label, target_kind, target_id, target_label, outcome, tool, code, data
  FROM audit_events
  WHERE workspace_id = $1 AND seq > $2::bigint AND seq <= $3::bigint AND EXISTS (SELECT 1 FROM mark)
), counted AS MATERIALIZED (
  SELECT at, type,
    CASE WHEN type LIKE 'tool.%' THEN COALESCE(actor_id, '') ELSE '' END AS agent,
    COALESCE(CASE WHEN target_kind = 'connector' THEN target_id END, '') AS connector,
    CASE WHEN type LIKE 'tool.%' THEN COALESCE(tool, '') ELSE '' END AS tool,
    type = 'tool.call' AS ran, outcome = 'failed' AS failed,
    CASE WHEN outcome = 'ok' THEN COALESCE(${number("provider_bytes")}, 0) ELSE 0 END AS got,
    CASE WHEN outcome = 'ok' THEN COALESCE(${number("answer_bytes")}, 0) ELSE 0 END AS gave,
    CASE WHEN type = 'tool.call' THEN width_bucket(${number("duration_ms")}, ARRAY[${STEPS.join(",")}]::float8[]) END AS step
  FROM fresh
  WHERE (type = 'tool.call' AND outcome <> 'started') OR type IN ('tool.refused', 'refresh.failed', 'refresh.recovered')
), grouped AS (
  SELECT grain, start, COALESCE(agent, '') AS agent, COALESCE(connector, '') AS connector, COALESCE(tool, '') AS tool,
    CASE GROUPING(agent, connector, tool) ${KIND_OF.join(" ")} END AS kind,
    count(*) FILTER (WHERE ran) AS calls,
    count(*) FILTER (WHERE ran AND failed) AS errors,
    count(*) FILTER (WHERE type = 'tool.refused') AS refused,
    sum(got)::bigint AS provider_bytes, sum(gave)::bigint AS answer_bytes,
    sum(GREATEST(got - gave, 0))::bigint AS saved_bytes,
    count(*) FILTER (WHERE type = 'refresh.recovered') AS refreshes,
    count(*) FILTER (WHERE type = 'refresh.failed') AS refreshes_failed,
    ARRAY[${HISTOGRAM.join(",")}]::int[] AS latency
  FROM (SELECT g.grain, date_trunc(g.grain, c.at, 'UTC') AS start, c.*
        FROM counted c CROSS JOIN (VALUES ('hour'), ('day')) AS g(grain)) AS spread
  GROUP BY GROUPING SETS (${SETS.join(", ")})
), numbers AS (
  INSERT INTO call_rollups AS r (workspace_id, grain, kind, start, agent, connector, tool, ${NUMBERS.join(", ")}, latency)
  SELECT $1, grain, kind, start, agent, connector, tool, ${NUMBERS.join(", ")}, latency FROM grouped
  WHERE (calls + refused > 0 OR kind IN ('all', 'connector'))
    AND (grain = 'day' OR start >= CASE WHEN kind LIKE '%\\_%' THEN $5::timestamptz ELSE $4::timestamptz END)
  ${ADD}, latency = (SELECT COALESCE(array_agg(COALESCE(a, 0) + COALESCE(b, 0) ORDER BY i), '{}')
    FROM unnest(r.latency, EXCLUDED.latency) WITH ORDINALITY AS t(a, b, i))
), hours AS (
  INSERT INTO audit_hours AS h (workspace_id, hour, first_seq, last_seq, rows)
  SELECT $1, date_trunc('hour', at, 'UTC'), min(seq), max(seq), count(*) FROM fresh GROUP BY 2
  ON CONFLICT (workspace_id, hour) DO UPDATE SET first_seq = LEAST(h.first_seq, EXCLUDED.first_seq),
    last_seq = GREATEST(h.last_seq, EXCLUDED.last_seq), rows = h.rows + EXCLUDED.rows
), terms AS (
  INSERT INTO audit_terms AS t (workspace_id, kind, id, label, rows, last_seq)
  SELECT $1, kind, id, COALESCE((array_agg(label ORDER BY seq DESC) FILTER (WHERE label IS NOT NULL))[1], id),
    count(*), max(seq)
  FROM (
    SELECT 'actor' AS kind, actor_id AS id, actor_label AS label, seq FROM fresh
    UNION ALL SELECT 'target', target_id, target_label, seq FROM fresh
      WHERE target_kind NOT IN ('session', 'token', 'approval', 'invitation', 'workspace')
    UNION ALL SELECT 'type', type, NULL, seq FROM fresh
    UNION ALL SELECT 'tool', tool, NULL, seq FROM fresh
    UNION ALL SELECT 'code', code, NULL, seq FROM fresh
  ) AS named WHERE id IS NOT NULL GROUP BY kind, id
  ON CONFLICT (workspace_id, kind, id) DO UPDATE SET rows = t.rows + EXCLUDED.rows,
    label = CASE WHEN EXCLUDED.label <> EXCLUDED.id THEN EXCLUDED.label ELSE t.label END,
    last_seq = GREATEST(t.last_seq, EXCLUDED.last_seq)
), stale AS (
  DELETE FROM call_windows w WHERE w.workspace_id = $1
    AND EXISTS (SELECT 1 FROM fresh WHERE at < w.start + (w.days - 1) * interval '1 day')
), moved AS (
  UPDATE rollup_marks SET seq = $3::bigint, at = COALESCE((SELECT max(at) FROM fresh WHERE seq = $3::bigint), at)
  WHERE workspace_id = $1 AND EXISTS (SELECT 1 FROM mark)
)
SELECT EXISTS (SELECT 1 FROM mark) AS done`;

const SUMMED_STEPS = Array.from(
  { length: STEPS.length + 1 },
  (_, n) => `sum(COALESCE(latency[${n + 1}], 0))`,
);

/**
 * Sums the days of a range that are over ($3 to $4, without; $2 days with today) for one workspace ($1), where nothing
 * has been counted since the mark was read ($5): a day that is counted again drops the sums that hold it.
 */
export const SUM_WINDOW = `
WITH mark AS (
  SELECT seq FROM rollup_marks WHERE workspace_id = $1 AND seq = $5::bigint FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM call_windows WHERE workspace_id = $1 AND days = $2 AND start <> $3 AND EXISTS (SELECT 1 FROM mark)
), nothing AS (
  SELECT 'all' AS kind, '' AS id FROM mark
), sums AS (
  SELECT kind, agent || connector || tool AS id, ${NUMBERS.map((name) => `sum(${name}) AS ${name}`).join(", ")},
    ARRAY[${SUMMED_STEPS.join(",")}]::int[] AS latency
  FROM call_rollups
  WHERE workspace_id = $1 AND grain = 'day' AND kind IN ('all', 'agent', 'connector', 'tool') AND start >= $3 AND start < $4
    AND EXISTS (SELECT 1 FROM mark)
  GROUP BY kind, agent, connector, tool
)
INSERT INTO call_windows (workspace_id, days, start, kind, id, ${NUMBERS.join(", ")}, latency)
SELECT $1, $2, $3, kind, id, ${NUMBERS.map((name) => `COALESCE(${name}, 0)`).join(", ")}, COALESCE(latency, '{}')
FROM sums FULL JOIN nothing USING (kind, id)
ON CONFLICT DO NOTHING`;

/** Renewals that worked, which the log does not hold: workspaces ($1), hours ($2), connectors ($3), how many ($4). */
export const ADD_REFRESHES = `
INSERT INTO call_rollups AS r (workspace_id, grain, kind, start, agent, connector, tool, refreshes)
SELECT w, grain, kind, date_trunc(grain, at, 'UTC'), '', CASE kind WHEN 'all' THEN '' ELSE c END, '', sum(n)
FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::bigint[]) AS u(w, at, c, n)
CROSS JOIN (VALUES ('hour'), ('day')) AS g(grain) CROSS JOIN (VALUES ('all'), ('connector')) AS k(kind)
GROUP BY 1, 2, 3, 4, 6
ON CONFLICT (workspace_id, grain, kind, start, agent, connector, tool) DO UPDATE SET refreshes = r.refreshes + EXCLUDED.refreshes`;
