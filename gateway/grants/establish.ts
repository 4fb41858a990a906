import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { ScopeDifference } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { type Models, Prisma, type WorkspaceTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Exchanged } from "../vault/index.ts";
import type { Finished, Pending } from "./finish.ts";
import type { Parts } from "./parts.ts";
import { slugFor } from "./slug.ts";
import { revokeUpstream } from "./upstream.ts";

export interface Established {
  connector: Models.ConnectorModel;
  grantId: string;
  /** Grants that this one replaced. */
  ended: string[];
  reconnected: boolean;
}

interface Request {
  provider: Provider;
  pending: Pending;
  exchanged: Exchanged;
  difference: ScopeDifference;
  requestId: string | undefined;
}

/** The connector this account has already, as this kind and for this person. */
function findConnector(tx: WorkspaceTx, who: Principal, { provider, pending, exchanged }: Request) {
  if (pending.connectorId) return tx.connector.findFirst({ where: { id: pending.connectorId } });
  return tx.connector.findFirst({
    where: {
      provider: provider.id,
      kind: pending.kind,
      accountId: exchanged.account.id,
      ownerId: pending.kind === "personal" ? (who.userId ?? "") : null,
    },
  });
}

async function makeConnector(
  tx: WorkspaceTx,
  who: Principal,
  { provider, pending, exchanged }: Request,
  clock: () => number,
) {
  const taken = await tx.connector.findMany({ select: { slug: true } });
  const label = exchanged.account.label;
  return tx.connector.create({
    data: {
      workspaceId: who.workspaceId,
      id: newId("con"),
      slug: slugFor(provider.id, pending.name ?? label, new Set(taken.map((c) => c.slug))),
      name: pending.name ?? `${provider.title} ${label}`,
      provider: provider.id,
      kind: pending.kind,
      ownerId: pending.kind === "personal" ? (who.userId ?? null) : null,
      accountId: exchanged.account.id,
      accountLabel: label,
      createdBy: who.id,
      createdAt: new Date(clock()),
    },
  });
}

const isTaken = (error: unknown) =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";

/**
 * Makes or reuses the connector, ends its old grant, seals the new one: one transaction, all or nothing. Of two
 * people who connect at the same moment one may find the slug, or the place of the live grant, just taken: it looks
 * again.
 */
export async function establish(parts: Parts, who: Principal, request: Request): Promise<Established> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(parts, who, request);
    } catch (error) {
      if (!isTaken(error) || tries === 5) throw error;
    }
  }
}

async function attempt(parts: Parts, who: Principal, request: Request): Promise<Established> {
  const { db, vault, clock } = parts;
  const { provider, pending, exchanged, difference } = request;
  const { workspaceId } = who;
  const now = new Date(clock());
  const grantId = newId("grt");
  return db.inWorkspace(who, async (tx) => {
    const found = await findConnector(tx, who, request);
    if (found && found.accountId !== exchanged.account.id) {
      throw new GatewayError("account_differs", {
        data: { expected_account: found.accountLabel, actual_account: exchanged.account.label },
      });
    }
    if (pending.connectorId && !found) throw new GatewayError("connector_not_found");
    const connector = found ?? (await makeConnector(tx, who, request, clock));
    const ended = await tx.grant.updateManyAndReturn({
      where: { connectorId: connector.id, endedAt: null },
      data: {
        endedAt: now,
        endedBy: who.id,
        endReason: "replaced",
        upstream: "pending",
      },
    });
    await tx.grant.create({
      data: {
        workspaceId,
        id: grantId,
        connectorId: connector.id,
        provider: provider.id,
        clientId: pending.clientId,
        accountId: exchanged.account.id,
        accountLabel: exchanged.account.label,
        tools: pending.tools,
        scopesRequested: pending.scopes,
        scopesGranted: [...difference.granted],
        scopesExtra: [...difference.extra],
        authorizedBy: who.id,
        authorizedAt: now,
      },
    });
    await vault.keep(tx, who, exchanged, grantId);
    await tx.connector.update({
      where: { workspaceId_id: { workspaceId, id: connector.id } },
      data: {
        accountLabel: exchanged.account.label,
        ...(ended.length > 0 && { epoch: { increment: 1 } }),
        verdict: "valid",
        verdictCause: null,
        verdictAt: now,
        verdictSource: "grant",
        verdictEvidence: provider.probe.label,
      },
    });
    return { connector, grantId, ended: ended.map((e) => e.id), reconnected: found !== null };
  });
}

/** What follows a new grant: the old one is fenced off and goes, and all of it is on the record. */
export async function recordGrant(
  parts: Parts,
  who: Principal,
  request: Request,
  { connector, grantId, ended, reconnected }: Established,
): Promise<Finished> {
  const { db, audit, log } = parts;
  const { provider, pending, exchanged, difference, requestId } = request;
  const started = performance.now();
  await db.channel.settled();
  const fenced_in_ms = Math.round(performance.now() - started);
  const about = {
    outcome: "ok" as const,
    target: { kind: "connector" as const, id: connector.id, label: connector.slug },
    requestId,
  };
  for (const grant of ended) {
    const data = { grant, reason: "replaced" as const, aborted_calls: 0, fenced_in_ms };
    await audit.append(who, { type: "grant.ended", ...about, data });
    await revokeUpstream(parts, who, grant).catch((err: unknown) =>
      log.warn({ err, grant }, "a replaced grant will be ended at the provider later"),
    );
  }
  await audit.append(who, {
    type: "connector.authorized",
    ...about,
    data: {
      grant: grantId,
      provider: provider.id,
      kind: connector.kind,
      owner: connector.ownerId,
      account_id: exchanged.account.id,
      account_label: exchanged.account.label,
      tools: pending.tools,
      scopes: difference.granted,
      reconnected,
    },
  });
  const { missing, extra } = difference;
  if (missing.length + extra.length > 0) {
    await audit.append(who, {
      type: "grant.scope_difference",
      ...about,
      data: { grant: grantId, missing, extra },
    });
  }
  return { connectorId: connector.id, reconnected };
}
