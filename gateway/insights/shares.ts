import type { Ask } from "../db/index.ts";
import type { Kind } from "./count-sql.ts";
import { type Counted, countedOf, NUMBERS, SUMS } from "./figures.ts";
import { sumOf } from "./scale.ts";
import type { Span } from "./span.ts";

export type Dimension = "agent" | "connector" | "tool";
const DIMENSIONS: readonly Dimension[] = ["agent", "connector", "tool"];
const MOST = 20;
const DAY_MS = 86_400_000;

export interface Filter {
  by: Dimension;
  id: string;
}
export interface Share extends Counted {
  id: string;
}

/** The kind of row that has these set; they are named in this order. */
const kindOf = (...set: (Dimension | undefined)[]): Kind =>
  (DIMENSIONS.filter((one) => set.includes(one)).join("_") || "all") as Kind;

const times = ({ from, to }: Span) => [new Date(from), new Date(to)];

/** What is summed for one dimension, and what of it: `id`, the sums, `latency`. Values from `$1` on. */
interface Source {
  sql: string;
  values: unknown[];
}

/** Rows of the range's hours or days, of one agent, connector or tool where named. */
function directly(workspaceId: string, by: Dimension, span: Span, filter: Filter | undefined): Source {
  // Said twice for the index of what has one.
  const named = filter ? `AND ${filter.by} = $6 AND ${filter.by} <> ''` : "";
  return {
    sql: `SELECT ${by} AS id, ${NUMBERS}, latency FROM call_rollups
      WHERE workspace_id = $1 AND grain = $2 AND kind = $3 AND start >= $4 AND start <= $5 ${named} AND ${by} <> ''`,
    values: [
      workspaceId,
      span.sumGrain,
      kindOf(by, filter?.by),
      ...times(span),
      ...(filter ? [filter.id] : []),
    ],
  };
}

/** The days that are over in one row each name, and today's. */
const summed = (workspaceId: string, by: Dimension, span: Span, days: number): Source => ({
  sql: `SELECT id, ${NUMBERS}, latency FROM call_windows
      WHERE workspace_id = $1 AND days = $2 AND kind = $3 AND start = $4 AND id <> ''
    UNION ALL SELECT ${by}, ${NUMBERS}, latency FROM call_rollups
      WHERE workspace_id = $1 AND grain = 'day' AND kind = $3 AND start >= $5 AND start <= $6 AND ${by} <> ''`,
  values: [
    ...[workspaceId, days, by, new Date(span.from)],
    ...[new Date(Math.floor(span.to / DAY_MS) * DAY_MS), new Date(span.to)],
  ],
});

/** Days of the range, if those that are over have been summed. */
export async function windowOf(ask: Ask, workspaceId: string, span: Span): Promise<number | undefined> {
  if (span.sumGrain !== "day") return undefined;
  const [found] = await ask(
    "SELECT days FROM call_windows WHERE workspace_id = $1 AND kind = 'all' AND id = '' AND start = $2",
    [workspaceId, new Date(span.from)],
  );
  return found ? Number(found.days) : undefined;
}

/** Those of one dimension with the most calls, each with its histogram; of one agent, connector or tool where named. */
export async function sharesOf(
  ask: Ask,
  workspaceId: string,
  by: Dimension,
  span: Span,
  { filter, days }: { filter: Filter | undefined; days: number | undefined },
): Promise<Share[]> {
  const source =
    days === undefined || filter
      ? directly(workspaceId, by, span, filter)
      : summed(workspaceId, by, span, days);
  const rows = await ask(
    `SELECT id, ${SUMS} FROM (${source.sql}) AS s GROUP BY id ORDER BY sum(calls) + sum(refused) DESC, id LIMIT ${MOST}`,
    source.values,
  );
  const ids = rows.map((row) => String(row.id));
  const histograms = await ask(
    `SELECT id, latency FROM (${source.sql}) AS s WHERE id = ANY($${source.values.length + 1}::text[])`,
    [...source.values, ids],
  );
  const byId = new Map<string, number[]>();
  for (const { id, latency } of histograms)
    byId.set(String(id), sumOf(byId.get(String(id)) ?? [], latency as number[]));
  return rows.map((row) => {
    const id = String(row.id);
    return { id, ...countedOf(row), latency: byId.get(id) ?? [] };
  });
}

/** Each hour or day of the range and of the time before, as far as there was anything; by its start in milliseconds. */
export async function pointsOf(
  ask: Ask,
  workspaceId: string,
  span: Span,
  filter: Filter | undefined,
): Promise<Map<number, Counted>> {
  const rows = await ask(
    `SELECT * FROM call_rollups WHERE workspace_id = $1 AND grain = $2 AND kind = $3
       AND agent = $4 AND connector = $5 AND tool = $6 AND start >= $7 AND start <= $8`,
    [
      workspaceId,
      span.grain,
      kindOf(filter?.by),
      ...DIMENSIONS.map((one) => (filter?.by === one ? filter.id : "")),
      new Date(span.before),
      new Date(span.to),
    ],
  );
  return new Map(rows.map((row) => [(row.start as Date).getTime(), countedOf(row)]));
}
