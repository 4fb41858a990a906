import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { Parts } from "./parts.ts";
import { revokeUpstream } from "./upstream.ts";

export interface Ended {
  grantId: string;
  abortedCalls: number;
  fencedInMs: number;
}
type Reason = "revoked" | "disconnected";

/** How long the answer waits for the provider's receipt; after that a job goes on. */
const INLINE_MS = 2_000;

/** Ends the live grant and raises the fence, in one transaction. */
function endLive({ db, clock }: Parts, who: Principal, connectorId: string, reason: Reason) {
  const now = new Date(clock());
  return db.inWorkspace(who, async (tx) => {
    const key = { workspaceId_id: { workspaceId: who.workspaceId, id: connectorId } };
    const connector = await tx.connector.findUnique({ where: key });
    if (!connector) throw new GatewayError("connector_not_found");
    const [ended] = await tx.grant.updateManyAndReturn({
      where: { connectorId, endedAt: null },
      data: { endedAt: now, endedBy: who.id, endReason: reason, upstream: "pending" },
    });
    if (!ended) throw new GatewayError("connector_not_connected");
    await tx.connector.update({
      where: key,
      data: {
        epoch: { increment: 1 },
        verdict: "invalid",
        verdictCause: reason,
        verdictAt: now,
        verdictSource: "revoke",
        verdictEvidence: null,
      },
    });
    return { grantId: ended.id, slug: connector.slug };
  });
}

/**
 * Ends a connector's live grant. When this resolves, no result that depends on it reaches any agent from any replica
 * (promise 3). Revoking at the provider follows; the tokens stay sealed until it has a receipt.
 */
export async function end(
  parts: Parts,
  who: Principal,
  connectorId: string,
  reason: Reason,
  requestId?: string,
): Promise<Ended> {
  const { db, fence, audit, log } = parts;
  const started = performance.now();
  const abortedCalls = fence.inFlight(who.workspaceId, connectorId);
  const { grantId, slug } = await endLive(parts, who, connectorId, reason);
  await db.channel.settled();
  const fencedInMs = performance.now() - started;
  await audit.append(who, {
    type: "grant.ended",
    outcome: "ok",
    target: { kind: "connector", id: connectorId, label: slug },
    requestId,
    data: { grant: grantId, reason, aborted_calls: abortedCalls, fenced_in_ms: Math.round(fencedInMs) },
  });
  const attempt = revokeUpstream(parts, who, grantId).catch((err: unknown) =>
    log.warn({ err, grant: grantId }, "revocation at the provider will be tried again"),
  );
  await Promise.race([attempt, new Promise((resolve) => setTimeout(resolve, INLINE_MS).unref())]);
  return { grantId, abortedCalls, fencedInMs };
}
