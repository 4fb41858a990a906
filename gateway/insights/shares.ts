import type { Ask } from "../db/index.ts";
import type { Kind } from "./count-sql.ts";
import { type Counted, countedOf, SUMS } from "./figures.ts";
import { sumOf } from "./scale.ts";
import type { Span } from "./span.ts";

export type Dimension = "agent" | "connector" | "tool";
const DIMENSIONS: readonly Dimension[] = ["agent", "connector", "tool"];
const MOST = 20;

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

/** Those of one dimension with the most calls, each with its histogram; of one agent, connector or tool where named. */
export async function sharesOf(
  ask: Ask,
  workspaceId: string,
  by: Dimension,
  span: Span,
  filter: Filter | undefined,
): Promise<Share[]> {
  const kind = kindOf(by, filter?.by);
  const where = `workspace_id = $1 AND grain = $2 AND kind = $3 AND start >= $4 AND start <= $5`;
  const named = filter ? `AND ${filter.by} = $6` : "";
  const values = [workspaceId, span.sumGrain, kind, ...times(span), ...(filter ? [filter.id] : [])];
  const rows = await ask(
    `SELECT ${by} AS id, ${SUMS} FROM call_rollups WHERE ${where} ${named} AND ${by} <> ''
     GROUP BY ${by} ORDER BY sum(calls) + sum(refused) DESC, ${by} LIMIT ${MOST}`,
    values,
  );
  const ids = rows.map((row) => String(row.id));
  const histograms = await ask(
    `SELECT ${by} AS id, latency FROM call_rollups WHERE ${where} ${named}
       AND ${by} = ANY($${values.length + 1}::text[])`,
    [...values, ids],
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
