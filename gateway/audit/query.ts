import type { z } from "zod";
import type { AuditEvent, AuditPage, auditQuery } from "../api/contract/index.ts";
import type { Principal } from "../context.ts";
import type { Db, WorkspaceTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { asRow } from "./read.ts";
import { toEvent } from "./row.ts";

export type AuditQuery = z.output<typeof auditQuery>;

/** One page of the workspace's log, newest first. `bad_request` for a cursor that was not given out here. */
export function queryAudit(
  db: Pick<Db, "inWorkspace">,
  who: Principal,
  query: AuditQuery,
): Promise<AuditPage> {
  const before = query.cursor === undefined ? undefined : readCursor(query.cursor);
  return db.inWorkspace(who, async (tx) => {
    // One more than asked for tells whether there is a next page.
    const rows = await tx.auditEvent.findMany({
      where: filter(who.workspaceId, query, before),
      orderBy: { seq: "desc" },
      take: query.page_size + 1,
    });
    const events = rows.slice(0, query.page_size).map((row) => toEvent(asRow(row)));
    const last = rows.length > query.page_size ? events.at(-1) : undefined;
    return {
      events,
      next_cursor: last ? writeCursor(last.seq) : null,
      types: await types(tx, who.workspaceId),
    };
  });
}

/** One row of the workspace's log by its place in the chain. `not_found` also for a number that can be none. */
export async function getAuditEvent(
  db: Pick<Db, "inWorkspace">,
  who: Principal,
  seq: string,
): Promise<AuditEvent> {
  const { workspaceId } = who;
  const row = /^[1-9][0-9]{0,17}$/.test(seq)
    ? await db.inWorkspace(who, (tx) => tx.auditEvent.findFirst({ where: { workspaceId, seq: BigInt(seq) } }))
    : null;
  if (!row) throw new GatewayError("not_found");
  return toEvent(asRow(row));
}

function filter(workspaceId: string, query: AuditQuery, before: bigint | undefined) {
  return {
    workspaceId,
    ...(before !== undefined && { seq: { lt: before } }),
    ...(query.type !== undefined && { type: query.type }),
    ...(query.outcome !== undefined && { outcome: query.outcome }),
    ...(query.actor !== undefined && { actorId: query.actor }),
    ...(query.target !== undefined && { targetId: query.target }),
    ...((query.from ?? query.to) !== undefined && {
      at: { ...(query.from && { gte: query.from }), ...(query.to && { lt: query.to }) },
    }),
  };
}

/**
 * Every type that occurs, in order. One index probe a type: a DISTINCT would read the whole log, which PostgreSQL
 * cannot skip through.
 */
async function types(tx: WorkspaceTx, workspaceId: string): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    const next = await tx.auditEvent.findFirst({
      where: { workspaceId, type: { gt: found.at(-1) ?? "" } },
      orderBy: { type: "asc" },
      select: { type: true },
    });
    if (!next) return found;
    found.push(next.type);
  }
}

const writeCursor = (seq: number) => Buffer.from(`seq:${seq}`).toString("base64url");

function readCursor(cursor: string): bigint {
  const seq = /^seq:([1-9][0-9]{0,17})$/.exec(Buffer.from(cursor, "base64url").toString("latin1"))?.[1];
  if (!seq) {
    const fields = [{ path: "cursor", message: "is not a cursor of this list" }];
    throw new GatewayError("bad_request", { data: { fields } });
  }
  return BigInt(seq);
}
