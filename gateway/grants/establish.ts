import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { ScopeDifference } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { WorkspaceTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Exchanged } from "../vault/index.ts";
import type { Finished, Pending } from "./finish.ts";
import type { Parts } from "./parts.ts";
import { slugFor } from "./slug.ts";

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

/** Makes or reuses the connector, ends its old grant, seals the new one: one transaction, all or nothing. */
export async function establish(parts: Parts, who: Principal, request: Request): Promise<Finished> {
  const { db, vault, audit, clock } = parts;
  const { provider, pending, exchanged, difference, requestId } = request;
  const { workspaceId } = who;
  const now = new Date(clock());
  const grantId = newId("grt");
  const done = await db.inWorkspace(who, async (tx) => {
    const found = await findConnector(tx, who, request);
    if (found && found.accountId !== exchanged.account.id) {
      throw new GatewayError("account_differs", {
        data: { expected_account: found.accountLabel, actual_account: exchanged.account.label },
      });
    }
    if (pending.connectorId && !found) throw new GatewayError("connector_not_found");
    const connector = found ?? (await makeConnector(tx, who, request, clock));
    // Google ends both grants when one is revoked: the old tokens are only dropped there.
    const ended = await tx.grant.updateManyAndReturn({
      where: { connectorId: connector.id, endedAt: null },
      data: {
        endedAt: now,
        endedBy: who.id,
        endReason: "replaced",
        upstream: provider.revocation.endsWholeGrant ? "kept" : "pending",
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
    return { connector, ended, reconnected: found !== null };
  });
  const started = performance.now();
  await db.channel.settled();
  const fencedInMs = performance.now() - started;
  const target = { kind: "connector" as const, id: done.connector.id, label: done.connector.slug };
  for (const old of done.ended) {
    if (old.upstream === "kept") await vault.shred(who, old.id);
    await audit.append(who, {
      type: "grant.ended",
      outcome: "ok",
      target,
      requestId,
      data: { grant: old.id, reason: "replaced", aborted_calls: 0, fenced_in_ms: Math.round(fencedInMs) },
    });
  }
  await audit.append(who, {
    type: "connector.authorized",
    outcome: "ok",
    target,
    requestId,
    data: {
      grant: grantId,
      provider: provider.id,
      kind: done.connector.kind,
      owner: done.connector.ownerId,
      account_id: exchanged.account.id,
      account_label: exchanged.account.label,
      tools: pending.tools,
      scopes: difference.granted,
      reconnected: done.reconnected,
    },
  });
  if (difference.missing.length + difference.extra.length > 0) {
    await audit.append(who, {
      type: "grant.scope_difference",
      outcome: "ok",
      target,
      requestId,
      data: { grant: grantId, missing: difference.missing, extra: difference.extra },
    });
  }
  return { connectorId: done.connector.id, reconnected: done.reconnected };
}
