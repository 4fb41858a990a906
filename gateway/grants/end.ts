import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { Parts } from "./parts.ts";
import { revokeUpstream } from "./upstream.ts";

export interface Ended {
  grantId: string;
  abortedCalls: number;
  fencedInMs: number;
}

/** How long the answer waits for the provider's receipt; after that a job goes on. */
const INLINE_MS = 2_000;

/**
 * Ends a connector's live grant. When this resolves, no result that depends on it reaches any agent from any replica
 * (promise 3). Revoking at the provider follows; the tokens stay sealed until it has a receipt.
 */
export async function end(
  parts: Parts,
  who: Principal,
  connectorId: string,
  reason: "revoked" | "disconnected",
  requestId?: string,
): Promise<Ended> {
  const { db, fence, audit, registry, clock, log } = parts;
  const { workspaceId } = who;
  const started = performance.now();
  const now = new Date(clock());
  const key = { workspaceId_id: { workspaceId, id: connectorId } };
  const found = await db.inWorkspace(who, (tx) =>
    tx.connector.findUnique({ where: key, include: { grants: { where: { endedAt: null }, take: 1 } } }),
  );
  if (!found) throw new GatewayError("connector_not_found");
  const live = found.grants[0];
  if (!live) throw new GatewayError("connector_not_connected");
  const provider = registry.providers.get(found.provider);
  const others = await parts.otherLiveGrants({
    provider: live.provider,
    clientId: live.clientId,
    accountId: live.accountId,
    except: live.id,
  });
  const kept = !provider || (provider.revocation.endsWholeGrant && others > 0);
  const abortedCalls = fence.inFlight(workspaceId, connectorId);
  await db.inWorkspace(who, async (tx) => {
    const ended = await tx.grant.updateMany({
      where: { id: live.id, endedAt: null },
      data: { endedAt: now, endedBy: who.id, endReason: reason, upstream: kept ? "kept" : "pending" },
    });
    if (ended.count !== 1) throw new GatewayError("connector_not_connected"); // somebody was faster
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
  });
  await db.channel.settled();
  const fencedInMs = performance.now() - started;
  const target = { kind: "connector" as const, id: connectorId, label: found.slug };
  await audit.append(who, {
    type: "grant.ended",
    outcome: "ok",
    target,
    requestId,
    data: { grant: live.id, reason, aborted_calls: abortedCalls, fenced_in_ms: Math.round(fencedInMs) },
  });
  if (kept) {
    await parts.vault.shred(who, live.id);
    await audit.append(who, {
      type: "upstream.kept",
      outcome: "ok",
      target,
      requestId,
      data: { grant: live.id, provider: live.provider, reason: "another connector lives on this account" },
    });
  } else {
    const attempt = revokeUpstream(parts, who, live.id).catch((err: unknown) =>
      log.warn({ err, grant: live.id }, "revocation at the provider will be tried again"),
    );
    await Promise.race([attempt, new Promise((resolve) => setTimeout(resolve, INLINE_MS).unref())]);
  }
  return { grantId: live.id, abortedCalls, fencedInMs };
}
