import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { end } from "./end.ts";
import type { Parts } from "./parts.ts";

/** Whose grants: every one of the workspace, or those of one teammate's personal connectors. */
export interface EndAll {
  scope: "user" | "workspace";
  /** `usr_…` or `wsp_…`. */
  target: string;
  reason: "member_removed" | "workspace_deleted";
}

/** Ends every live grant there is in scope, one after the other, each behind its fence. */
export async function endAll(
  parts: Parts,
  who: Principal,
  { scope, target }: EndAll,
  requestId?: string,
): Promise<{ runId: string; ended: number }> {
  const { db, clock } = parts;
  const runId = newId("run");
  const live = await db.inWorkspace(who, async (tx) => {
    const connectors = await tx.connector.findMany({
      where: {
        grants: { some: { endedAt: null } },
        ...(scope === "user" && { kind: "personal" as const, ownerId: target }),
      },
      select: { id: true },
    });
    await tx.revocationRun.create({
      data: {
        workspaceId: who.workspaceId,
        id: runId,
        scope,
        target,
        startedBy: who.id,
        startedAt: new Date(clock()),
        total: connectors.length,
      },
    });
    return connectors;
  });
  let ended = 0;
  for (const { id } of live) {
    await end(parts, who, id, "revoked", requestId).then(
      () => ended++,
      (error: unknown) => {
        if (!(error instanceof GatewayError && error.code === "connector_not_connected")) throw error;
      },
    );
  }
  await db.inWorkspace(who, (tx) =>
    tx.revocationRun.update({
      where: { workspaceId_id: { workspaceId: who.workspaceId, id: runId } },
      data: { fencedAt: new Date(clock()) },
    }),
  );
  return { runId, ended };
}
