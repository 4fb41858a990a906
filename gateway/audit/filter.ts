import type { AuditFilters } from "../api/contract/audit.ts";
import type { Ask } from "../db/index.ts";

/** SQL of conditions on `e`, a row of `audit_events`; `$1` is the workspace. */
export interface Where {
  values: unknown[];
  /** Each row fits all of these. */
  every: string[];
  /**
   * And at least one of these; empty: that asks for nothing. Each is served by an index of its own: values of one column.
   */
  some: { column: string; values: string }[];
}

/** Terms that a search may stand for: beyond that it says nothing. */
const MOST_TERMS = 100;
const COLUMN_OF: Readonly<Record<string, string>> = {
  actor: "actor_id",
  target: "target_id",
  type: "type",
  tool: "tool",
  code: "code",
};

const likeOf = (text: string) => `%${text.replace(/[\\%_]/g, (one) => `\\${one}`)}%`;

/**
 * Which rows of the chain a range of time can be in, from what is counted of each hour; what is not counted yet comes
 * after all of it. Undefined: no row of it is known to be on that side.
 */
async function boundsOf(ask: Ask, workspaceId: string, from: Date | undefined, to: Date | undefined) {
  const [row] = await ask(
    `SELECT m.seq AS mark, m.at AS at,
       (SELECT min(first_seq) FROM audit_hours WHERE workspace_id = $1 AND hour >= date_trunc('hour', $2::timestamptz, 'UTC')) AS lo,
       (SELECT max(last_seq) FROM audit_hours WHERE workspace_id = $1 AND hour < $3::timestamptz) AS hi
     FROM rollup_marks m WHERE m.workspace_id = $1`,
    [workspaceId, from ?? null, to ?? null],
  );
  if (!row) return {};
  const past = BigInt(String(row.mark)) + 1n;
  return {
    ...(from && { lo: row.lo === null ? String(past) : String(row.lo) }),
    // A row that came late is found once it is counted, a minute later at most.
    ...(to && to <= (row.at as Date) && { hi: String(row.hi ?? 0) }),
  };
}

/** Terms of the log, each named once, in which a text occurs; and the request of that id. */
async function termsOf(ask: Ask, workspaceId: string, text: string): Promise<Map<string, string[]>> {
  const rows = await ask(
    `SELECT kind, id FROM audit_terms WHERE workspace_id = $1 AND (label ILIKE $2 OR id ILIKE $2)
     ORDER BY last_seq DESC LIMIT ${MOST_TERMS}`,
    [workspaceId, likeOf(text)],
  );
  const terms = new Map<string, string[]>();
  for (const { kind, id } of rows) {
    const column = COLUMN_OF[String(kind)];
    if (column) terms.set(column, [...(terms.get(column) ?? []), String(id)]);
  }
  return terms.set("request_id", [text]);
}

export async function whereOf(ask: Ask, workspaceId: string, filters: AuditFilters): Promise<Where> {
  const where: Where = { values: [workspaceId], every: ["e.workspace_id = $1"], some: [] };
  const put = (value: unknown): string => `$${where.values.push(value)}`;
  const { type, outcome, actor, target, connector, tool, agent, q } = filters;
  const equal = { type, outcome, actor_id: actor, target_id: target, tool };
  for (const [column, value] of Object.entries(equal))
    if (value !== undefined) where.every.push(`e.${column} = ${put(value)}`);
  if (connector !== undefined)
    where.every.push(`e.target_kind = 'connector' AND e.target_id = ${put(connector)}`);
  const from = filters.from === undefined ? undefined : new Date(filters.from);
  const to = filters.to === undefined ? undefined : new Date(filters.to);
  if (from) where.every.push(`e.at >= ${put(from)}`);
  if (to) where.every.push(`e.at < ${put(to)}`);
  if (from ?? to) {
    const { lo, hi } = await boundsOf(ask, workspaceId, from, to);
    if (lo !== undefined) where.every.push(`e.seq >= ${put(lo)}::bigint`);
    if (hi !== undefined) where.every.push(`e.seq <= ${put(hi)}::bigint`);
  }
  if (q !== undefined) {
    const terms = await termsOf(ask, workspaceId, q);
    for (const [column, values] of terms) where.some.push({ column, values: `${put(values)}::text[]` });
    if (agent !== undefined) {
      const value = put(agent);
      where.every.push(`(e.actor_id = ${value} OR e.target_id = ${value})`);
    }
  } else if (agent !== undefined) {
    const values = `ARRAY[${put(agent)}]::text[]`;
    where.some.push({ column: "actor_id", values }, { column: "target_id", values });
  }
  return where;
}

/** The places in the chain of at most so many rows, in one direction; `more` are conditions on `e` besides. */
export function placesOf(
  { every, some }: Where,
  more: string[],
  order: "ASC" | "DESC",
  limit: string,
): string {
  const tail = `ORDER BY e.seq ${order} LIMIT ${limit}`;
  const conditions = [...every, ...more].join(" AND ");
  if (some.length === 0) return `SELECT e.seq FROM audit_events e WHERE ${conditions} ${tail}`;
  const branches = some.map(
    ({ column, values }) => `SELECT found.seq FROM unnest(${values}) AS t(id) CROSS JOIN LATERAL (
      SELECT e.seq FROM audit_events e WHERE ${conditions} AND e.${column} = t.id ${tail}) AS found`,
  );
  return `SELECT e.seq FROM (${branches.join(" UNION ")}) AS e ${tail}`;
}

export function countOf({ every, some }: Where): string {
  const conditions = every.join(" AND ");
  if (some.length === 0) return `SELECT count(*) AS rows FROM audit_events e WHERE ${conditions}`;
  const any = some.map(({ column, values }) => `e.${column} = ANY(${values})`).join(" OR ");
  return `SELECT count(*) AS rows FROM audit_events e WHERE ${conditions} AND (${any})`;
}
