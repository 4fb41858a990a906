import type { Principal } from "../context.ts";
import type { WorkspaceTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import type { Parts } from "./parts.ts";
import { connectorsSharing } from "./read.ts";
import { revokeUpstream } from "./upstream.ts";

export interface Ended {
  grantId: string;
  abortedCalls: number;
  fencedInMs: number;
  /** Connectors on the same account that were ended as well, because the admin chose so. */
  alsoEnded: string[];
}
export type EndReason =
  | "revoked"
  | "disconnected"
  | "deleted"
  | "account_ended"
  | "declined"
  | "member_removed"
  | "workspace_deleted";

export interface EndOptions {
  requestId?: string | undefined;
  /**
   * Where the provider can only end everything of an account: `keep` (the default) leaves its grant until the last
   * connector on it goes; `end` ends the workspace's other connectors on it too.
   */
  others?: "keep" | "end" | undefined;
}

export interface EndedGrant {
  grantId: string;
  connectorId: string;
  slug: string;
}

/** How long the answer waits for the provider's receipt; after that a job goes on. */
const INLINE_MS = 2_000;

/** Ends the live grants of these connectors and raises their fences, in the caller's transaction. */
export async function endLive(
  tx: WorkspaceTx,
  who: Principal,
  ids: readonly string[],
  { reason, runId, now }: { reason: EndReason; runId?: string | undefined; now: Date },
): Promise<EndedGrant[]> {
  if (ids.length === 0) return [];
  const ended = await tx.grant.updateManyAndReturn({
    where: { connectorId: { in: [...ids] }, endedAt: null },
    data: { endedAt: now, endedBy: who.id, endReason: reason, upstream: "pending", runId: runId ?? null },
    include: { connector: { select: { slug: true } } },
  });
  await tx.connector.updateMany({
    where: { id: { in: ended.map((grant) => grant.connectorId) } },
    data: {
      epoch: { increment: 1 },
      verdict: "invalid",
      verdictCause: reason,
      verdictAt: now,
      verdictSource: "revoke",
      verdictEvidence: null,
    },
  });
  return ended.map(({ id, connectorId, connector }) => ({ grantId: id, connectorId, slug: connector.slug }));
}

/** The connector, and those of the workspace whose grants end with it at the provider when the admin wants that. */
async function targets(
  { registry }: Parts,
  tx: WorkspaceTx,
  connectorId: string,
  others: EndOptions["others"],
): Promise<string[]> {
  const connector = await tx.connector.findFirst({ where: { id: connectorId, deletedAt: null } });
  if (!connector) throw new GatewayError("connector_not_found");
  if (others !== "end" || !registry.providers.get(connector.provider)?.revocation.endsWholeGrant)
    return [connectorId];
  const sharing = await connectorsSharing(tx, registry, connector);
  return [connectorId, ...sharing.map((row) => row.id)];
}

/** Once grants have ended and their fences stand: the record, then the provider. */
export async function concludeEnd(
  parts: Parts,
  who: Principal,
  ended: readonly EndedGrant[],
  facts: {
    reason: EndReason;
    runId?: string | undefined;
    abortedCalls: number;
    fencedInMs: number;
    requestId?: string | undefined;
  },
): Promise<void> {
  const { reason, runId = null, abortedCalls, fencedInMs, requestId } = facts;
  for (const { grantId, connectorId, slug } of ended) {
    await parts.audit.append(who, {
      type: "grant.ended",
      outcome: "ok",
      target: { kind: "connector", id: connectorId, label: slug },
      requestId,
      data: {
        grant: grantId,
        reason,
        run: runId,
        aborted_calls: abortedCalls,
        fenced_in_ms: Math.round(fencedInMs),
      },
    });
  }
}

/** Tries the provider now, for at most two seconds; the job does what is left. */
async function attemptUpstream(parts: Parts, who: Principal, ended: readonly EndedGrant[]): Promise<void> {
  const attempts = (async () => {
    for (const { grantId } of ended) {
      await revokeUpstream(parts, who, grantId).catch((err: unknown) =>
        parts.log.warn({ err, grant: grantId }, "revocation at the provider will be tried again"),
      );
    }
  })();
  await Promise.race([attempts, new Promise((resolve) => setTimeout(resolve, INLINE_MS).unref())]);
}

/**
 * Ends a connector's live grant. When this resolves, no result that depends on it reaches any agent from any replica
 * (promise 3). Revoking at the provider follows; the tokens stay sealed until it has a receipt.
 */
export async function end(
  parts: Parts,
  who: Principal,
  connectorId: string,
  reason: EndReason,
  { requestId, others }: EndOptions = {},
): Promise<Ended> {
  const { db, fence, clock } = parts;
  const started = performance.now();
  let abortedCalls = fence.inFlight(who.workspaceId, connectorId);
  const now = new Date(clock());
  const ended = await db.inWorkspace(who, async (tx) => {
    const [first = "", ...also] = await targets(parts, tx, connectorId, others);
    const own = await endLive(tx, who, [first], { reason, now });
    if (own.length === 0) throw new GatewayError("connector_not_connected");
    abortedCalls += also.reduce((sum, id) => sum + fence.inFlight(who.workspaceId, id), 0);
    return [...own, ...(await endLive(tx, who, also, { reason: "account_ended", now }))];
  });
  await db.channel.settled();
  const fencedInMs = performance.now() - started;
  const facts = { abortedCalls, fencedInMs, requestId };
  await concludeEnd(parts, who, ended.slice(0, 1), { reason, ...facts });
  await concludeEnd(parts, who, ended.slice(1), { reason: "account_ended", ...facts });
  await attemptUpstream(parts, who, ended);
  const [own] = ended;
  const alsoEnded = ended.slice(1).map((grant) => grant.connectorId);
  return { grantId: own!.grantId, abortedCalls, fencedInMs, alsoEnded };
}
