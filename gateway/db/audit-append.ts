import type { Pool } from "pg";
import type { AuditRow, ChainHead } from "./tables.ts";

const APPEND = `
  WITH moved AS (
    INSERT INTO audit_heads (workspace_id, seq, hash) VALUES ($1, $17, $18)
    ON CONFLICT (workspace_id) DO UPDATE SET seq = EXCLUDED.seq, hash = EXCLUDED.hash)
  INSERT INTO audit_events (workspace_id, seq, id, at, type, actor_kind, actor_id, actor_label, target_kind, target_id,
    target_label, outcome, request_id, data, prev_hash, hash)
  SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::jsonb[], $15::bytea[], $16::bytea[])`;
const HEAD = "SELECT seq, hash FROM audit_heads WHERE workspace_id = $1 FOR UPDATE";
const ID = /^[A-Za-z0-9_-]{1,64}$/;

const APPEND_TO_KNOWN = `SELECT audit_append($1, $17, $18, $19, $20, ${Array.from({ length: 15 }, (_, i) => `$${i + 2}`)}) AS "done"`;

/** `build` may be asked a second time; the rows it made the first time were then not written. */
export type AuditAppend = (
  workspaceId: string,
  build: (head: ChainHead | undefined) => AuditRow[],
) => Promise<void>;

/**
 * Adds to one workspace's chain: lets `build` make the rows that follow the head, inserts them together and moves the
 * head. In ONE statement while the head is as this replica left it; else in one transaction that locks the head, on
 * which appends of several replicas follow each other.
 */
export function openAuditAppend(pool: Pool): AuditAppend {
  const known = new Map<string, ChainHead>();
  const keep = (workspaceId: string, { seq, hash }: ChainHead) => void known.set(workspaceId, { seq, hash });

  async function toKnown(workspaceId: string, head: ChainHead, events: AuditRow[], last: AuditRow) {
    const { rows } = await pool.query<{ done: boolean }>({
      name: "audit_append_known",
      text: APPEND_TO_KNOWN,
      values: [...columns(workspaceId, events), String(head.seq), head.hash, String(last.seq), last.hash],
    });
    return rows[0]?.done === true;
  }

  /** The row the chain ends with from now on, if any was added. */
  async function behindLock(workspaceId: string, build: Parameters<AuditAppend>[1]) {
    const client = await pool.connect();
    let failed: Error | undefined;
    try {
      await client.query(
        `BEGIN; SET LOCAL ROLE valetkey_audit; SELECT set_config('app.workspace', '${workspaceId}', true)`,
      );
      let { rows } = await client.query<{ seq: string; hash: Buffer }>({
        name: "audit_head",
        text: HEAD,
        values: [workspaceId],
      });
      if (rows.length === 0) {
        // Two first appends at once: the advisory lock lets one make the head, the other then finds it.
        await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`audit ${workspaceId}`]);
        ({ rows } = await client.query(HEAD, [workspaceId]));
      }
      const head = rows[0] && { seq: BigInt(rows[0].seq), hash: rows[0].hash };
      const events = build(head);
      const last = events.at(-1);
      if (last) {
        // One statement: other replicas wait for the head's lock, and each answer may wait for a busy event loop.
        await client.query({
          name: "audit_append",
          text: APPEND,
          values: [...columns(workspaceId, events), String(last.seq), last.hash],
        });
      }
      await client.query("COMMIT");
      return last;
    } catch (error) {
      failed = error as Error;
      await client.query("ROLLBACK").catch(() => {});
      throw error;
    } finally {
      client.release(failed && !("code" in failed) ? failed : undefined);
    }
  }

  return async (workspaceId, build) => {
    if (!ID.test(workspaceId)) throw new Error("not a workspace id"); // it goes into a statement without values
    const head = known.get(workspaceId);
    known.delete(workspaceId); // whatever fails from here on leaves it unknown
    let last: AuditRow | undefined;
    if (head) {
      const events = build(head);
      last = events.at(-1);
      if (!last || (await toKnown(workspaceId, head, events, last))) {
        keep(workspaceId, last ?? head);
        return;
      }
    }
    last = await behindLock(workspaceId, build);
    if (last) keep(workspaceId, last);
  };
}

function columns(workspaceId: string, rows: AuditRow[]): unknown[] {
  const column = <T>(pick: (row: AuditRow) => T) => rows.map(pick);
  return [
    workspaceId,
    column((r) => String(r.seq)),
    column((r) => r.id),
    column((r) => r.at.toISOString()),
    column((r) => r.type),
    column((r) => r.actorKind),
    column((r) => r.actorId),
    column((r) => r.actorLabel),
    column((r) => r.targetKind),
    column((r) => r.targetId),
    column((r) => r.targetLabel),
    column((r) => r.outcome),
    column((r) => r.requestId),
    column((r) => JSON.stringify(r.data)),
    column((r) => r.prevHash),
    column((r) => r.hash),
  ];
}
