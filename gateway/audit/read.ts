import type { Principal } from "../context.ts";
import type { AuditRow, ChainHead, Db } from "../db/index.ts";

type Reader = Pick<Db, "inWorkspace">;

/** Rows of one read; each is its own short transaction, so that the embedded database's one session stays free. */
const pageSize = 2_000;
/** Rows of one read beside calls that wait: some milliseconds of work, after which others come first. */
export const GENTLE_PAGE = 250;

export async function readHead(db: Reader, who: Principal): Promise<ChainHead | undefined> {
  const { workspaceId } = who;
  const head = await db.inWorkspace(who, (tx) => tx.auditHead.findUnique({ where: { workspaceId } }));
  // Sequence 0 is a head that was made and never moved.
  return head && head.seq > 0n ? { seq: head.seq, hash: Buffer.from(head.hash) } : undefined;
}

/** Pages in order of the chain, from row `from` on, until there are no more or `upTo` is passed. */
export async function* readRows(
  db: Reader,
  who: Principal,
  { from = 1n, upTo, page = pageSize }: { from?: bigint; upTo?: bigint; page?: number } = {},
): AsyncGenerator<AuditRow[], void, undefined> {
  // Before the first row there may be rows that do not belong there: a walk from the start shows them.
  let seq = from === 1n ? { gt: -(2n ** 63n) } : ({ gte: from } as { gt?: bigint; gte?: bigint });
  for (;;) {
    const where = { workspaceId: who.workspaceId, seq: upTo === undefined ? seq : { ...seq, lte: upTo } };
    const rows = await db.inWorkspace(who, (tx) =>
      tx.auditEvent.findMany({ where, orderBy: { seq: "asc" }, take: page }),
    );
    if (rows.length > 0) yield rows.map(asRow);
    if (rows.length < page) return;
    seq = { gt: rows.at(-1)!.seq };
  }
}

type Stored = Omit<AuditRow, "hash" | "prevHash"> & { hash: Uint8Array; prevHash: Uint8Array };

export const asRow = (row: Stored): AuditRow => ({
  ...row,
  prevHash: Buffer.from(row.prevHash),
  hash: Buffer.from(row.hash),
});
