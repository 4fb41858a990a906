import type { ListWish, Status } from "./list.ts";

/** What a grant allows, and which of its tools were called lately: connectors with the same are judged once. */
export interface Signature {
  provider: string;
  variant: string;
  granted: string[];
  tools: string[];
  used: string[];
}

/** What a wish takes of calls: when the last one was, which tools they used. Each costs a walk through `tool_uses`. */
export interface Taken {
  lastCall: boolean;
  used: boolean;
}
const CALLED = `called AS (
  SELECT g.connector_id, max(u.last_at) AS last_at FROM tool_uses u
  JOIN grants g ON g.workspace_id = u.workspace_id AND g.id = u.grant_id
  WHERE u.workspace_id = $1 GROUP BY g.connector_id
), `;
const USED = `used AS (
  SELECT u.grant_id,
    array_agg(u.tool ORDER BY u.tool COLLATE "C") FILTER (WHERE u.last_at >= $3) AS tools
  FROM tool_uses u WHERE u.workspace_id = $1 GROUP BY u.grant_id
), `;

/**
 * Every connector, once. $1 workspace, $2 what is not old, $3 (where `used`) since when calls count. A grant's tool was
 * used when it was called since, and since the grant began; the last call may have been by an earlier grant.
 */
const listedOf = ({ lastCall, used }: Taken): string => `
WITH ${lastCall ? CALLED : ""}${used ? USED : ""}listed AS MATERIALIZED (
  SELECT c.id, c.provider, c.kind, c.name, c.slug, c.account_label, c.created_at,
    COALESCE(c.owner_id, g.authorized_by) AS person, g.authorized_at,
    ${lastCall ? "called.last_at AS last_call_at," : ""}
    ${used ? "g.variant, g.scopes_granted AS granted, g.tools, COALESCE(used.tools, '{}') AS used," : ""}
    CASE WHEN g.id IS NULL THEN 'disconnected'
      WHEN c.disabled_by = 'unconfirmed' THEN 'unconfirmed'
      WHEN c.disabled_at IS NOT NULL THEN 'off'
      WHEN c.verdict = 'invalid' THEN 'invalid'
      WHEN c.verdict = 'unknown' THEN 'unknown'
      WHEN NOT g.scopes_requested <@ g.scopes_granted OR c.verdict_at IS NULL OR c.verdict_at < $2 THEN 'attention'
      ELSE 'valid' END AS status
  FROM connectors c
  LEFT JOIN grants g ON g.workspace_id = c.workspace_id AND g.connector_id = c.id AND g.ended_at IS NULL
  ${used ? "LEFT JOIN used ON used.grant_id = g.id" : ""}
  ${lastCall ? "LEFT JOIN called ON called.connector_id = c.id" : ""}
  WHERE c.workspace_id = $1 AND c.deleted_at IS NULL
)`;

export const takenBy = (wish: Pick<ListWish, "sort" | "unusedSince" | "overScoped">): Taken => ({
  lastCall: wish.sort === "last_call" || wish.unusedSince !== undefined,
  used: wish.overScoped,
});

const SIGNATURE = `concat_ws(chr(1), l.provider, l.variant, array_to_string(l.granted, chr(2)),
  array_to_string(l.tools, chr(2)), array_to_string(l.used, chr(2)))`;
export const signatureOf = ({ provider, variant, granted, tools, used }: Signature): string =>
  [provider, variant, granted.join("\u0002"), tools.join("\u0002"), used.join("\u0002")].join("\u0001");

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

/** Rows that a wish leaves. `tooWide`: signatures of grants that hold more than their calls needed. */
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
  if (tooWide) parts.push(`l.status <> 'disconnected' AND ${SIGNATURE} = ANY(${bind(tooWide)}::text[])`);
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
  const sql = `${listedOf(takenBy(wish))}, wanted AS ${where ? "MATERIALIZED" : ""} (SELECT * FROM listed l ${where})
    SELECT (SELECT count(*) FROM wanted) AS total,
      (SELECT jsonb_object_agg(status, n) FROM (SELECT status, count(*) AS n FROM listed GROUP BY status) AS s) AS by_status,
      (SELECT jsonb_agg(jsonb_build_object('id', id, 'keys', keys) ORDER BY place) FROM (
        SELECT l.id, ARRAY[${texts.join(", ")}] AS keys, row_number() OVER (ORDER BY ${order}) AS place
        FROM wanted l ${past} ORDER BY ${order} LIMIT ${size + 1}) AS p) AS rows`;
  return { sql, values: bound };
}

export const SIGNATURES = `${listedOf({ lastCall: false, used: true })}
  SELECT DISTINCT l.provider, l.variant, l.granted, l.tools, l.used FROM listed l
  WHERE l.status <> 'disconnected' AND l.used <> '{}'`;
/** What is told of the rows of a page beside their connector. $1 workspace, $2 ids, $3 since when calls count. */
export const DETAILS = `SELECT c.id, c.provider, g.variant, g.scopes_granted AS granted, g.tools,
  COALESCE((SELECT array_agg(u.tool ORDER BY u.tool COLLATE "C") FROM tool_uses u
    WHERE u.workspace_id = $1 AND u.grant_id = g.id AND u.last_at >= $3), '{}') AS used,
  (SELECT max(u.last_at) FROM grants h JOIN tool_uses u ON u.workspace_id = h.workspace_id AND u.grant_id = h.id
    WHERE h.workspace_id = $1 AND h.connector_id = c.id) AS last_call_at
  FROM connectors c
  LEFT JOIN grants g ON g.workspace_id = c.workspace_id AND g.connector_id = c.id AND g.ended_at IS NULL
  WHERE c.workspace_id = $1 AND c.id = ANY($2::text[])`;
/** Tool calls by connector in the last week, and how many of them failed. $2 ids, $3 since. */
export const CALLS = `SELECT connector, sum(calls) AS calls, sum(errors) AS errors FROM call_rollups
  WHERE workspace_id = $1 AND grain = 'hour' AND kind = 'connector' AND connector = ANY($2::text[]) AND connector <> ''
    AND start >= $3
  GROUP BY connector`;
