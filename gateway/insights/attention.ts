import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import type { Ask, Db, Reports } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { type ConnectorRef, OWNER, REF, refOf } from "./connector-ref.ts";
import { type Board, boardOf } from "./health.ts";

const DAY_MS = 86_400_000;
const MOST = 50;
/** A connector fails when so many of its calls of a day did, and at least a quarter of them. */
const FAILURES = 10;
const EXPIRES_WITHIN_MS = 7 * DAY_MS;
const UPSTREAM_MS = 30 * DAY_MS;

export interface Dismissed {
  id: string;
  fingerprint: string;
  reason: string;
  by: string;
  at: Date;
  until: Date;
}

/** What may need somebody's attention, as facts; words and who acts are the API's. */
export interface Matters {
  board: Board;
  failing: (ConnectorRef & { calls: number; errors: number })[];
  /** They wait for the word of whoever authorized them. */
  unconfirmed: (ConnectorRef & { since: Date })[];
  scopesMissing: (ConnectorRef & { missing: string[]; since: Date })[];
  /** Ended here; the provider never said that it has ended there. */
  upstreamFailed: (ConnectorRef & { grantId: string; since: Date })[];
  approvals: { count: number; since: Date | null };
  tokens: { id: string; name: string; expiresAt: Date }[];
  apps: { id: string; provider: string; name: string; findings: unknown; checkedAt: Date | null }[];
  /** The newest verification found this. */
  auditBroken: { seq: number; at: Date; brokenAt: number | null } | undefined;
  dismissed: Dismissed[];
}

const LIVE = `FROM connectors c JOIN grants g ON g.workspace_id = $1 AND g.connector_id = c.id AND g.ended_at IS NULL
  ${OWNER}
  WHERE c.workspace_id = $1 AND c.deleted_at IS NULL`;

/** Hours without a failure are looked at for connectors alone that had enough of them. */
const FAILING = `
SELECT ${REF}, r.calls, failed.errors FROM (
  SELECT connector, sum(errors) AS errors FROM call_rollups
  WHERE workspace_id = $1 AND grain = 'hour' AND kind = 'connector' AND start > $2 AND errors > 0
  GROUP BY connector HAVING sum(errors) >= ${FAILURES}) AS failed
CROSS JOIN LATERAL (SELECT sum(calls) AS calls FROM call_rollups
  WHERE workspace_id = $1 AND connector = failed.connector AND connector <> '' AND kind = 'connector' AND grain = 'hour'
    AND start > $2) AS r
JOIN connectors c ON c.workspace_id = $1 AND c.id = failed.connector AND c.deleted_at IS NULL
JOIN grants g ON g.workspace_id = $1 AND g.connector_id = c.id AND g.ended_at IS NULL
${OWNER}
WHERE failed.errors * 4 >= r.calls ORDER BY failed.errors DESC LIMIT ${MOST}`;

async function connectorMatters(ask: Ask, workspaceId: string, now: number) {
  const failing = await ask(FAILING, [workspaceId, new Date(now - DAY_MS)]);
  const unconfirmed = await ask(
    `SELECT ${REF}, c.disabled_at AS since ${LIVE} AND c.disabled_by = 'unconfirmed' ORDER BY c.disabled_at LIMIT ${MOST}`,
    [workspaceId],
  );
  const scopes = await ask(
    `SELECT ${REF}, g.authorized_at AS since,
       ARRAY(SELECT unnest(g.scopes_requested) EXCEPT SELECT unnest(g.scopes_granted)) AS missing
     ${LIVE} AND c.disabled_at IS NULL AND NOT g.scopes_requested <@ g.scopes_granted ORDER BY g.authorized_at DESC LIMIT ${MOST}`,
    [workspaceId],
  );
  const upstream = await ask(
    `SELECT ${REF}, g.id AS grant_id, g.upstream_at AS since FROM grants g
     JOIN connectors c ON c.workspace_id = g.workspace_id AND c.id = g.connector_id
     ${OWNER}
     WHERE g.workspace_id = $1 AND g.upstream = 'failed' AND g.ended_at > $2 ORDER BY g.ended_at DESC LIMIT ${MOST}`,
    [workspaceId, new Date(now - UPSTREAM_MS)],
  );
  const since = (row: Record<string, unknown>) => row.since as Date;
  return {
    failing: failing.map((row) => ({ ...refOf(row), calls: Number(row.calls), errors: Number(row.errors) })),
    unconfirmed: unconfirmed.map((row) => ({ ...refOf(row), since: since(row) })),
    scopesMissing: scopes.map((row) => ({
      ...refOf(row),
      missing: row.missing as string[],
      since: since(row),
    })),
    upstreamFailed: upstream.map((row) => ({
      ...refOf(row),
      grantId: String(row.grant_id),
      since: since(row),
    })),
  };
}

async function otherMatters(ask: Ask, workspaceId: string, now: number) {
  const [waiting] = await ask(
    `SELECT count(*) AS n, min(created_at) AS since FROM approvals
     WHERE workspace_id = $1 AND state = 'pending' AND expires_at > $2`,
    [workspaceId, new Date(now)],
  );
  const tokens = await ask(
    `SELECT id, name, expires_at FROM api_tokens
     WHERE workspace_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND expires_at < $3
     ORDER BY expires_at LIMIT ${MOST}`,
    [workspaceId, new Date(now), new Date(now + EXPIRES_WITHIN_MS)],
  );
  const apps = await ask(
    `SELECT id, provider, name, findings, checked_at FROM provider_apps WHERE workspace_id = $1 ORDER BY name LIMIT 200`,
    [workspaceId],
  );
  const [verified] = await ask(
    `SELECT seq, at, outcome, data->>'broken_at' AS broken_at FROM audit_events
     WHERE workspace_id = $1 AND type = 'audit.verified' ORDER BY seq DESC LIMIT 1`,
    [workspaceId],
  );
  return {
    approvals: { count: Number(waiting?.n ?? 0), since: (waiting?.since as Date | null) ?? null },
    tokens: tokens.map((row) => ({
      id: String(row.id),
      name: String(row.name),
      expiresAt: row.expires_at as Date,
    })),
    apps: apps.map((row) => ({
      id: String(row.id),
      provider: String(row.provider),
      name: String(row.name),
      findings: row.findings,
      checkedAt: row.checked_at as Date | null,
    })),
    auditBroken:
      verified?.outcome === "failed"
        ? {
            seq: Number(verified.seq),
            at: verified.at as Date,
            brokenAt: verified.broken_at === null ? null : Number(verified.broken_at),
          }
        : undefined,
  };
}

export function readMatters(
  { reports, clock }: { reports: Reports; clock: Clock },
  who: Principal,
): Promise<Matters> {
  const { workspaceId } = who;
  const now = clock();
  return reports.read(who, async (ask) => {
    const dismissed = await ask("SELECT * FROM dismissals WHERE workspace_id = $1 AND until > $2", [
      workspaceId,
      new Date(now),
    ]);
    return {
      board: await boardOf(ask, workspaceId, now),
      ...(await connectorMatters(ask, workspaceId, now)),
      ...(await otherMatters(ask, workspaceId, now)),
      dismissed: dismissed.map((row) => ({
        id: String(row.id),
        fingerprint: String(row.fingerprint),
        reason: String(row.reason),
        by: String(row.dismissed_name),
        at: row.dismissed_at as Date,
        until: row.until as Date,
      })),
    };
  });
}

/** For everybody of the workspace. Again: with the new reason and time. */
export async function dismiss(
  { db, clock }: { db: Pick<Db, "inWorkspace">; clock: Clock },
  who: Principal,
  matter: { id: string; fingerprint: string; reason: string; until: Date },
): Promise<void> {
  const { workspaceId } = who;
  const row = {
    ...matter,
    dismissedBy: who.id,
    dismissedName: who.label,
    dismissedAt: new Date(clock()),
  };
  await db.inWorkspace(who, (tx) =>
    tx.dismissal.upsert({
      where: { workspaceId_id: { workspaceId, id: matter.id } },
      create: { ...row, workspaceId },
      update: row,
    }),
  );
}

/** Throws `not_found`. */
export async function restore(db: Pick<Db, "inWorkspace">, who: Principal, id: string): Promise<void> {
  const { workspaceId } = who;
  const { count } = await db.inWorkspace(who, (tx) =>
    tx.dismissal.deleteMany({ where: { workspaceId, id } }),
  );
  if (count === 0) throw new GatewayError("not_found", { detail: "Nothing of the kind was set aside." });
}
