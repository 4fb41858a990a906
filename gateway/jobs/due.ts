import type { Clock } from "../clock.ts";
import type { System } from "../db/index.ts";

/** A row that waits for a job. */
export interface Due {
  workspaceId: string;
  id: string;
}

const BATCH = 500;

const rowsOf = (rows: Record<string, unknown>[]): Due[] =>
  rows.map((row) => ({ workspaceId: String(row.workspace_id), id: String(row.id) }));

/** What waits, over all workspaces: ids alone, past row-level security. */
export function openDue(system: System, clock: Clock) {
  const now = () => new Date(clock());
  const before = (ms: number) => new Date(clock() - ms);
  const ask = async (sql: string, values: unknown[]) => rowsOf((await system.query(sql, values)).rows);
  return {
    /** Live grants whose tokens end soon, and that nobody renews right now. */
    refreshes: () =>
      ask(
        `SELECT c.workspace_id, c.grant_id AS id FROM credentials c
         JOIN grants g ON g.workspace_id = c.workspace_id AND g.id = c.grant_id
         WHERE c.refresh_at <= $1 AND g.ended_at IS NULL AND (c.lease_until IS NULL OR c.lease_until < $1)
         ORDER BY c.refresh_at LIMIT ${BATCH}`,
        [now()],
      ),
    /** One that could not be renewed and has no later time of its own waits a while, so that others get their turn. */
    async postponeRefresh({ workspaceId, id }: Due, ms: number) {
      await system.query(
        "UPDATE credentials SET refresh_at = $3 WHERE workspace_id = $1 AND grant_id = $2 AND refresh_at <= $4",
        [workspaceId, id, new Date(clock() + ms), now()],
      );
    },
    /** Ended grants without a receipt: at once, then after 10 s, 20 s and so on up to an hour. */
    revocations: () =>
      ask(
        `SELECT workspace_id, id FROM grants WHERE upstream = 'pending' AND (upstream_at IS NULL OR
           upstream_at + make_interval(secs => LEAST(3600, 5 * power(2, LEAST(upstream_attempts, 10)))) <= $1)
         ORDER BY ended_at LIMIT ${BATCH}`,
        [now()],
      ),
    revocationsPending: async () =>
      (await system.query("SELECT 1 FROM grants WHERE upstream = 'pending' LIMIT 1")).rows.length > 0,
    /** Connectors in use whose evidence is older than this. A dead sign-in is not asked again; a mended client is. */
    probes: (olderThanMs: number) =>
      ask(
        `SELECT c.workspace_id, c.id FROM connectors c
         JOIN grants g ON g.workspace_id = c.workspace_id AND g.connector_id = c.id AND g.ended_at IS NULL
         WHERE c.deleted_at IS NULL AND c.disabled_at IS NULL AND (c.verdict_at IS NULL OR c.verdict_at < $1)
           AND (c.verdict <> 'invalid' OR c.verdict_cause = 'client_rejected')
         ORDER BY c.verdict_at NULLS FIRST LIMIT ${BATCH}`,
        [before(olderThanMs)],
      ),
    /** Deleted connectors with nothing left to do at their provider. */
    purges: () =>
      ask(
        `SELECT c.workspace_id, c.id FROM connectors c WHERE c.deleted_at IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM grants g WHERE g.workspace_id = c.workspace_id AND g.connector_id = c.id
             AND (g.ended_at IS NULL OR g.upstream = 'pending')) LIMIT ${BATCH}`,
        [],
      ),
    /** Connectors of another account that nobody has confirmed. */
    unconfirmed: (marker: string, olderThanMs: number) =>
      ask(
        `SELECT workspace_id, id FROM connectors
         WHERE disabled_by = $1 AND disabled_at < $2 AND deleted_at IS NULL LIMIT ${BATCH}`,
        [marker, before(olderThanMs)],
      ),
  };
}
