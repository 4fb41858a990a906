import { KEEP_MS } from "./constants.ts";
import type { ApprovalOptions } from "./options.ts";
import { expiredEvent } from "./record.ts";

const BATCH = 500;

/** As `Approvals.sweep`: over all workspaces, so past row-level security, by ids alone. */
export async function sweep({ system, audit, clock, systemPrincipal }: ApprovalOptions): Promise<number> {
  const now = clock();
  const { rows } = await system.query(
    `SELECT a.workspace_id, a.id FROM approvals a
     JOIN connectors c ON c.workspace_id = a.workspace_id AND c.id = a.connector_id
     WHERE a.state IN ('pending', 'approved') AND (a.expires_at <= $1 OR a.epoch <> c.epoch) LIMIT ${BATCH}`,
    [new Date(now)],
  );
  let ended = 0;
  for (const { workspace_id, id } of rows as { workspace_id: string; id: string }[]) {
    for (const was of ["pending", "approved"] as const) {
      const [row] = await system.tables.approval.updateManyAndReturn({
        where: { workspaceId: workspace_id, id, state: was },
        data: { state: "expired", keyId: null, sealed: null },
      });
      if (!row) continue;
      ended++;
      await audit.append(systemPrincipal(workspace_id, "approvals"), expiredEvent(row, was));
    }
  }
  await system.tables.approval.deleteMany({
    where: { createdAt: { lt: new Date(now - KEEP_MS) }, state: { notIn: ["pending", "approved"] } },
  });
  await system.query(
    `DELETE FROM standing_approvals s USING connectors c
     WHERE c.workspace_id = s.workspace_id AND c.id = s.connector_id AND (s.expires_at <= $1 OR s.epoch <> c.epoch)`,
    [new Date(now)],
  );
  return ended;
}
