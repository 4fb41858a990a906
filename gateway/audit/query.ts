import type { z } from "zod";
import type { AuditEvent, AuditFilters, AuditPage, auditQuery } from "../api/contract/audit.ts";
import type { Principal } from "../context.ts";
import type { Ask, AuditRow, Db } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { countOf, placesOf, type Where, whereOf } from "./filter.ts";
import { toEvent } from "./row.ts";

export type AuditQuery = z.output<typeof auditQuery>;
type Reader = Pick<Db, "reports">;

/** One page of the workspace's log. `bad_request` for a cursor that was not given out here. */
export function queryAudit(db: Reader, who: Principal, query: AuditQuery): Promise<AuditPage> {
  const { page_size: size, cursor, direction, ...filters } = query;
  const from = cursor === undefined ? undefined : readCursor(cursor);
  const isNewer = direction === "newer" && from !== undefined;
  return db.reports.read(who, async (ask) => {
    const where = await whereOf(ask, who.workspaceId, filters);
    const [head] = await ask("SELECT seq FROM audit_heads WHERE workspace_id = $1", [who.workspaceId]);
    // One more than asked for tells whether there is another page.
    const rows = await rowsOf(ask, where, { from, isNewer, limit: size + 1 });
    const isMore = rows.length > size;
    const page = rows.slice(0, size);
    const events = (isNewer ? page.reverse() : page).map(toEvent);
    const [newest, oldest] = [events[0]?.seq, events.at(-1)?.seq];
    const hasOlder = oldest !== undefined && (isNewer || isMore);
    return {
      events,
      next_cursor: hasOlder ? writeCursor(oldest) : null,
      newer_cursor: writeCursor(newest ?? (isNewer ? Number(from) : Number(head?.seq ?? 0))),
      has_newer: isNewer ? isMore : from !== undefined,
      types: await typesOf(ask, who.workspaceId),
    };
  });
}

/** Rows by their places, in the order of the walk. */
async function rowsOf(
  ask: Ask,
  where: Where,
  { from, isNewer, limit }: { from: bigint | undefined; isNewer: boolean; limit: number },
): Promise<AuditRow[]> {
  const values = [...where.values];
  const order = isNewer ? "ASC" : "DESC";
  const past =
    from === undefined ? [] : [`e.seq ${isNewer ? ">" : "<"} $${values.push(String(from))}::bigint`];
  const places = placesOf(where, past, order, `$${values.push(limit)}`);
  const rows = await ask(
    `SELECT r.* FROM (${places}) AS p JOIN audit_events r ON r.workspace_id = $1 AND r.seq = p.seq ORDER BY r.seq ${order}`,
    values,
  );
  return rows.map(rowOf);
}

/** As the driver gives it. */
const rowOf = (row: Record<string, unknown>): AuditRow => ({
  workspaceId: String(row.workspace_id),
  seq: BigInt(row.seq as string),
  id: String(row.id),
  at: row.at as Date,
  type: String(row.type),
  actorKind: String(row.actor_kind),
  actorId: row.actor_id as string | null,
  actorLabel: row.actor_label as string | null,
  targetKind: row.target_kind as string | null,
  targetId: row.target_id as string | null,
  targetLabel: row.target_label as string | null,
  outcome: String(row.outcome),
  requestId: row.request_id as string | null,
  data: row.data,
  prevHash: row.prev_hash as Buffer,
  hash: row.hash as Buffer,
});

export interface AuditNeighbours {
  event: AuditEvent;
  newer_seq: number | null;
  older_seq: number | null;
}

/**
 * One row of the workspace's log by its place in the chain, and its neighbours among those that the filters leave.
 * `not_found` also for a number that can be none.
 */
export function getAuditEvent(
  db: Reader,
  who: Principal,
  seq: string,
  filters: AuditFilters = {},
): Promise<AuditNeighbours> {
  if (!/^[1-9][0-9]{0,17}$/.test(seq)) throw new GatewayError("not_found");
  const place = BigInt(seq);
  return db.reports.read(who, async (ask) => {
    const own = await ask("SELECT * FROM audit_events WHERE workspace_id = $1 AND seq = $2::bigint", [
      who.workspaceId,
      seq,
    ]);
    if (!own[0]) throw new GatewayError("not_found");
    const where = await whereOf(ask, who.workspaceId, filters);
    const [newer] = await rowsOf(ask, where, { from: place, isNewer: true, limit: 1 });
    const [older] = await rowsOf(ask, where, { from: place, isNewer: false, limit: 1 });
    return {
      event: toEvent(rowOf(own[0])),
      newer_seq: newer ? Number(newer.seq) : null,
      older_seq: older ? Number(older.seq) : null,
    };
  });
}

/** How many rows the filters leave; without any: all there are, which the head knows. */
export function countAudit(
  db: Reader,
  who: Principal,
  filters: AuditFilters,
): Promise<{ rows: number; head_seq: number }> {
  return db.reports.read(who, async (ask) => {
    const [head] = await ask("SELECT seq FROM audit_heads WHERE workspace_id = $1", [who.workspaceId]);
    const head_seq = Number(head?.seq ?? 0);
    if (Object.values(filters).every((value) => value === undefined)) return { rows: head_seq, head_seq };
    const where = await whereOf(ask, who.workspaceId, filters);
    const values = [...where.values, String(head_seq)];
    const until = { ...where, every: [...where.every, `e.seq <= $${values.length}::bigint`] };
    const [counted] = await ask(countOf(until), values);
    return { rows: Number(counted?.rows ?? 0), head_seq };
  });
}

/** Rows that fit, in the order of the chain and in pages, up to a row. */
export async function* walkAudit(
  db: Reader,
  who: Principal,
  filters: AuditFilters,
  upTo: number,
  page: number,
): AsyncGenerator<AuditRow[], void, undefined> {
  let from = 0n;
  for (;;) {
    const rows = await db.reports.read(who, async (ask) => {
      const where = await whereOf(ask, who.workspaceId, filters);
      const until = `e.seq <= $${where.values.push(String(upTo))}::bigint`;
      return rowsOf(ask, { ...where, every: [...where.every, until] }, { from, isNewer: true, limit: page });
    });
    if (rows.length > 0) yield rows;
    if (rows.length < page) return;
    from = (rows.at(-1) as AuditRow).seq;
  }
}

/** Every type that occurs, in order: one probe of the index each, as PostgreSQL does not skip through it by itself. */
async function typesOf(ask: Ask, workspaceId: string): Promise<string[]> {
  const rows = await ask(
    `WITH RECURSIVE found AS (
       (SELECT type FROM audit_events WHERE workspace_id = $1 ORDER BY type LIMIT 1)
       UNION ALL
       SELECT (SELECT e.type FROM audit_events e WHERE e.workspace_id = $1 AND e.type > found.type ORDER BY e.type LIMIT 1)
       FROM found WHERE found.type IS NOT NULL)
     SELECT type FROM found WHERE type IS NOT NULL`,
    [workspaceId],
  );
  return rows.map((row) => String(row.type));
}

const writeCursor = (seq: number) => Buffer.from(`seq:${seq}`).toString("base64url");

function readCursor(cursor: string): bigint {
  const seq = /^seq:(0|[1-9][0-9]{0,17})$/.exec(Buffer.from(cursor, "base64url").toString("latin1"))?.[1];
  if (!seq) {
    const fields = [{ path: "cursor", message: "is not a cursor of this list" }];
    throw new GatewayError("bad_request", { data: { fields } });
  }
  return BigInt(seq);
}
