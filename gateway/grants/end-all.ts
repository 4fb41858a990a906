import type { Principal } from "../context.ts";
import type { Models } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import { concludeEnd, type EndedGrant, type EndReason, endLive } from "./end.ts";
import type { Parts } from "./parts.ts";

/** Whose grants: those of one provider, of one teammate's personal connectors, or every one of the workspace. */
export interface EndAll {
  scope: "provider" | "user" | "workspace";
  /** A provider's id, `usr_…` or `wsp_…`. */
  target: string;
  reason: Extract<EndReason, "revoked" | "member_removed" | "workspace_deleted">;
}

export interface RevocationRun {
  id: string;
  scope: EndAll["scope"];
  target: string;
  startedBy: string;
  startedAt: Date;
  /** When every grant of it had ended behind the fence; null while that goes on. */
  fencedAt: Date | null;
  total: number;
  /** What became of the grants at their providers. */
  upstream: { pending: number; revoked: number; kept: number; failed: number };
}

/** Connectors of one transaction: large enough to be quick, small enough that nobody waits long for its locks. */
const BATCH = 200;

const connectorsOf = ({ scope, target }: Pick<EndAll, "scope" | "target">) => ({
  grants: { some: { endedAt: null } },
  ...(scope === "provider" && { provider: target }),
  ...(scope === "user" && { kind: "personal" as const, ownerId: target }),
});

/** One batch; how many grants it ended. */
async function endBatch(parts: Parts, who: Principal, runId: string, which: EndAll, requestId?: string) {
  const { db, clock, fence } = parts;
  const started = performance.now();
  let abortedCalls = 0;
  const ended: EndedGrant[] = await db.inWorkspace(who, async (tx) => {
    const rows = await tx.connector.findMany({
      where: connectorsOf(which),
      select: { id: true },
      orderBy: { id: "asc" },
      take: BATCH,
    });
    abortedCalls = rows.reduce((sum, { id }) => sum + fence.inFlight(who.workspaceId, id), 0);
    return endLive(
      tx,
      who,
      rows.map(({ id }) => id),
      { reason: which.reason, runId, now: new Date(clock()) },
    );
  });
  if (ended.length === 0) return 0;
  await db.channel.settled();
  const fencedInMs = performance.now() - started;
  await concludeEnd(parts, who, ended, {
    reason: which.reason,
    runId,
    abortedCalls,
    fencedInMs,
    requestId,
  });
  return ended.length;
}

/**
 * Ends every live grant in scope, batch by batch, each behind the fence when its batch is done; when this resolves all
 * are. Their providers follow by the job; `GET …/revocations/:id` shows how far that is.
 */
export async function endAll(
  parts: Parts,
  who: Principal,
  which: EndAll,
  requestId?: string,
): Promise<{ runId: string; ended: number }> {
  const { db, audit, clock } = parts;
  const { workspaceId } = who;
  const runId = newId("run");
  const { scope, target } = which;
  await db.inWorkspace(who, async (tx) => {
    const total = await tx.connector.count({ where: connectorsOf(which) });
    const data = { workspaceId, id: runId, scope, target, startedBy: who.id, total };
    await tx.revocationRun.create({ data: { ...data, startedAt: new Date(clock()) } });
  });
  await audit.append(who, {
    type: "revocation.started",
    outcome: "started",
    target: { kind: "workspace", id: workspaceId, label: null },
    requestId,
    data: { run: runId, scope, target, reason: which.reason },
  });
  let ended = 0;
  for (;;) {
    const some = await endBatch(parts, who, runId, which, requestId);
    ended += some;
    if (some === 0) break;
  }
  await db.inWorkspace(who, (tx) =>
    tx.revocationRun.update({
      where: { workspaceId_id: { workspaceId, id: runId } },
      data: { fencedAt: new Date(clock()), total: ended },
    }),
  );
  parts.onPending();
  return { runId, ended };
}

async function progressOf(
  { db }: Parts,
  who: Principal,
  rows: readonly Models.RevocationRunModel[],
): Promise<RevocationRun[]> {
  const runId = { in: rows.map(({ id }) => id) };
  const counts = await db.inWorkspace(who, (tx) =>
    tx.grant.groupBy({ by: ["runId", "upstream"], where: { runId }, _count: true }),
  );
  return rows.map(({ id, scope, target, startedBy, startedAt, fencedAt, total }) => {
    const own = new Map(counts.filter((one) => one.runId === id).map((one) => [one.upstream, one._count]));
    const [pending = 0, revoked = 0, kept = 0, failed = 0] = (
      ["pending", "revoked", "kept", "failed"] as const
    ).map((state) => own.get(state));
    const upstream = { pending, revoked, kept, failed };
    return { id, scope: scope as EndAll["scope"], target, startedBy, startedAt, fencedAt, total, upstream };
  });
}

/** Throws `not_found`. */
export async function getRun(parts: Parts, who: Principal, id: string): Promise<RevocationRun> {
  const row = await parts.db.inWorkspace(who, (tx) => tx.revocationRun.findFirst({ where: { id } }));
  const [run] = row ? await progressOf(parts, who, [row]) : [];
  if (!run) throw new GatewayError("not_found", { detail: "There is no such revocation." });
  return run;
}

/** The newest 50. */
export async function listRuns(parts: Parts, who: Principal): Promise<RevocationRun[]> {
  const rows = await parts.db.inWorkspace(who, (tx) =>
    tx.revocationRun.findMany({ orderBy: { startedAt: "desc" }, take: 50 }),
  );
  return progressOf(parts, who, rows);
}
