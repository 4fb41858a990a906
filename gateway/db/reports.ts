import type { Pool } from "pg";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";

const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** A report that takes longer is not worth what it keeps others from. Milliseconds. */
const PATIENCE_MS = 10_000;

export type Row = Record<string, unknown>;
export type Ask = <T extends Row = Row>(sql: string, values?: unknown[]) => Promise<T[]>;

/**
 * Questions about one workspace that need SQL of their own: counts, histograms, pages of a long log. In one read-only
 * transaction as the tenant role, under row-level security; its questions see one state of the database. As
 * `inWorkspace`, not to be called from inside itself.
 */
export interface Reports {
  /** Throws `unavailable` for a question that takes too long. Numbers of the type bigint arrive as text. */
  read<T>(who: Principal, work: (ask: Ask) => Promise<T>): Promise<T>;
}

export function openReports(pool: Pool): Reports {
  return {
    async read({ workspaceId }, work) {
      if (!ID.test(workspaceId)) throw new Error("not a workspace id"); // it goes into a statement without values
      const client = await pool.connect();
      let failed: Error | undefined;
      try {
        // Compiling such a statement would take longer than running it.
        await client.query(
          `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL ROLE valetkey_tenant;
           SET LOCAL statement_timeout = ${PATIENCE_MS}; SET LOCAL jit = off; SELECT set_config('app.workspace', '${workspaceId}', true)`,
        );
        const result = await work(async (sql, values) => (await client.query(sql, values)).rows);
        await client.query("COMMIT");
        return result;
      } catch (error) {
        failed = error as Error;
        await client.query("ROLLBACK").catch(() => {});
        if ((failed as { code?: unknown }).code === "57014")
          // query_canceled
          throw new GatewayError("unavailable", {
            detail: "This took too long. Narrow it down.",
            cause: error,
          });
        throw error;
      } finally {
        client.release(failed && !("code" in failed) ? failed : undefined);
      }
    },
  };
}
