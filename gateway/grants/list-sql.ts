import type { ListWish, Status } from "./list.ts";

/** What a grant allows, and which of its tools were called lately: grants with the same are judged once. */
export interface Signature {
  provider: string;
  variant: string;
  granted: string[];
  tools: string[];
  used: string[];
}

/** When the last call was, for a wish that asks: it may have been by an earlier grant. A walk through `tool_uses`. */
const CALLED = `called AS (
  SELECT g.connector_id, max(u.last_at) AS last_at FROM tool_uses u
  JOIN grants g ON g.workspace_id = $1 AND g.id = u.grant_id
  WHERE u.workspace_id = $1 GROUP BY g.connector_id
), `;

/** What a wish can narrow by and sort by, beside the id and the status. */
const COLUMNS: Readonly<Record<string, string>> = {
  provider: "c.provider",
  kind: "c.kind",
  name: "c.name",
  slug: "c.slug",
  account_label: "c.account_label",
  created_at: "c.created_at",
  person: "COALESCE(c.owner_id, g.authorized_by)",
  grant_id: "g.id",
  authorized_at: "g.authorized_at",
  last_call_at: "called.last_at",
};

/**
 * Every connector, once, with those columns alone that `rest` of the statement names: each is carried 10,000 times.
 * $1 workspace, which no join compares row by row, $2 what is not old. Scopes are not read of every grant: those that
 * miss some have an index.
 */
function listedFor(rest: string): string {
  const columns = Object.entries(COLUMNS).filter(([name]) => rest.includes(`l.${name}`));
  const lastCall = rest.includes("l.last_call_at");
  return `WITH ${lastCall ? CALLED : ""}listed AS MATERIALIZED (
  SELECT c.id, ${columns.map(([name, from]) => `${from} AS ${name}, `).join("")}
    CASE WHEN g.connector_id IS NULL THEN 'disconnected'
      WHEN c.disabled_by = 'unconfirmed' THEN 'unconfirmed'
      WHEN c.disabled_at IS NOT NULL THEN 'off'
      WHEN c.verdict = 'invalid' THEN 'invalid'
      WHEN c.verdict = 'unknown' THEN 'unknown'
      WHEN c.verdict_at IS NULL OR c.verdict_at < $2 OR c.id IN (SELECT m.connector_id FROM grants m
        WHERE m.workspace_id = $1 AND m.ended_at IS NULL AND NOT m.scopes_requested <@ m.scopes_granted) THEN 'attention'
      ELSE 'valid' END AS status
  FROM connectors c
  LEFT JOIN grants g ON g.workspace_id = $1 AND g.connector_id = c.id AND g.ended_at IS NULL
  ${lastCall ? "LEFT JOIN called ON called.connector_id = c.id" : ""}
  WHERE c.workspace_id = $1 AND c.deleted_at IS NULL
)`;
}

/** Worst first; what nobody waits for comes last. */
const RANK: readonly Status[] = [
  "invalid",
  "unconfirmed",
  "attention",
  "unknown",
  "valid",
  "off",
  "disconnected",
];
const rank = `array_position(ARRAY['${RANK.join("','")}'], l.status)`;

/** What each order sorts by: columns, all ascending but the first of `newest` and `last_call`. Always ended by the id. */
const ORDERS: Readonly<Record<ListWish["sort"], { keys: readonly string[]; down: boolean }>> = {
  newest: { keys: ["l.created_at"], down: true },
  name: { keys: ["lower(l.name)"], down: false },
  health: { keys: [rank, "lower(l.name)"], down: false },
  last_call: { keys: ["COALESCE(l.last_call_at, '-infinity'::timestamptz)"], down: true },
};

export interface Statement {
  where: string;
  values: unknown[];
}

/** Rows that a wish leaves. `tooWide`: ids of grants that hold more than their calls needed. */
export function narrowed(
  wish: ListWish,
  first: unknown[],
  tooWide: readonly string[] | undefined,
): Statement {
  const values = [...first];
  const parts: string[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const among = (column: string, list: readonly string[] | undefined) => {
    if (list && list.length > 0) parts.push(`${column} = ANY(${bind(list)}::text[])`);
  };
  among("l.provider", wish.provider);
  among("l.status", wish.status);
  if (wish.kind) parts.push(`l.kind::text = ${bind(wish.kind)}`);
  if (wish.owner) parts.push(`l.person = ${bind(wish.owner)}`);
  if (wish.q) {
    const like = bind(`%${wish.q.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`);
    const texts = ["l.name", "l.slug", "l.account_label", "l.id"].map((c) => `lower(${c}) LIKE ${like}`);
    parts.push(
      `(${texts.join(" OR ")} OR EXISTS (SELECT 1 FROM users p WHERE p.id = l.person
        AND (lower(p.name) LIKE ${like} OR lower(p.email) LIKE ${like})))`,
    );
  }
  if (wish.unusedSince) {
    const since = bind(wish.unusedSince);
    parts.push(
      `l.status <> 'disconnected' AND COALESCE(l.last_call_at, l.authorized_at) < ${since}::timestamptz`,
    );
  }
  if (tooWide) parts.push(`l.grant_id = ANY(${bind(tooWide)}::text[])`);
  return { where: parts.length > 0 ? `WHERE ${parts.join(" AND ")}` : "", values };
}

/**
 * One page and what is counted, in one walk: `rows` (each an id and its keys for the cursor, one more than asked for),
 * `total` of what the wish leaves, `by_status` of all. `after`: keys of the last row before it.
 */
export function pageOf(
  { where, values }: Statement,
  { size, ...wish }: ListWish,
  after: readonly string[] | undefined,
): { sql: string; values: unknown[] } {
  const bound = [...values];
  const { keys, down } = ORDERS[wish.sort];
  const [first = "l.id", ...more] = keys;
  const texts = [...keys, "l.id"].map((key) => `(${key})::text`);
  const types = { newest: "timestamptz", last_call: "timestamptz", health: "int", name: "text" };
  let past = "";
  if (after) {
    const [at, ...rest] = after.map((key) => `$${bound.push(key)}`);
    const typed = `${at}::${types[wish.sort]}`;
    const others = [...more, "l.id"];
    past =
      `WHERE (${first} ${down ? "<" : ">"} ${typed} OR ` +
      `(${first} = ${typed} AND (${others.join(", ")}) > (${rest.map((p) => `${p}::text`).join(", ")})))`;
  }
  const order = [`${first} ${down ? "DESC" : "ASC"}`, ...more, "l.id"].join(", ");
  // Keys become text in the rows of the page alone.
  const rest = `wanted AS ${where ? "MATERIALIZED" : ""} (SELECT * FROM listed l ${where})
    SELECT (SELECT count(*) FROM wanted) AS total,
      (SELECT jsonb_object_agg(status, n) FROM (SELECT status, count(*) AS n FROM listed GROUP BY status) AS s) AS by_status,
      (SELECT jsonb_agg(jsonb_build_object('id', l.id, 'keys', ARRAY[${texts.join(", ")}]) ORDER BY ${order})
       FROM (SELECT * FROM wanted l ${past} ORDER BY ${order} LIMIT ${size + 1}) AS l) AS rows`;
  return { sql: `${listedFor(rest)}, ${rest}`, values: bound };
}

/** Live grants whose tools were called since $2, by what they allow and which of their tools that were. $1 workspace. */
export const SIGNATURES = `
SELECT g.provider, g.variant, g.scopes_granted AS granted, g.tools, used.tools AS used, array_agg(g.id) AS grants
FROM (SELECT grant_id, array_agg(tool ORDER BY tool COLLATE "C") AS tools FROM tool_uses
  WHERE workspace_id = $1 AND last_at >= $2 GROUP BY grant_id) AS used
JOIN grants g ON g.workspace_id = $1 AND g.id = used.grant_id AND g.ended_at IS NULL
GROUP BY 1, 2, 3, 4, 5`;
/** What is told of the rows of a page beside their connector. $1 workspace, $2 ids, $3 since when calls count. */
export const DETAILS = `SELECT c.id, c.provider, g.variant, g.scopes_granted AS granted, g.tools,
  COALESCE((SELECT array_agg(u.tool ORDER BY u.tool COLLATE "C") FROM tool_uses u
    WHERE u.workspace_id = $1 AND u.grant_id = g.id AND u.last_at >= $3), '{}') AS used,
  (SELECT max(u.last_at) FROM grants h JOIN tool_uses u ON u.workspace_id = h.workspace_id AND u.grant_id = h.id
    WHERE h.workspace_id = $1 AND h.connector_id = c.id) AS last_call_at
  FROM unnest($2::text[]) AS wanted(id)
  JOIN connectors c ON c.workspace_id = $1 AND c.id = wanted.id
  LEFT JOIN grants g ON g.workspace_id = $1 AND g.connector_id = c.id AND g.ended_at IS NULL`;
/**
 * Tool calls by connector, and how many of them failed. $2 ids, $3 since: hours until $4, where a day begins, and days
 * from there on.
 */
export const CALLS = `SELECT connector, sum(calls) AS calls, sum(errors) AS errors FROM (
  SELECT connector, calls, errors FROM call_rollups WHERE workspace_id = $1 AND connector = ANY($2::text[])
    AND connector <> '' AND grain = 'hour' AND kind = 'connector' AND start >= $3 AND start < $4
  UNION ALL
  SELECT connector, calls, errors FROM call_rollups WHERE workspace_id = $1 AND connector = ANY($2::text[])
    AND connector <> '' AND grain = 'day' AND kind = 'connector' AND start >= $4) AS counted
  GROUP BY connector`;
