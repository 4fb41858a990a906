import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { RevocationReceipt } from "../vault/index.ts";
import type { Parts } from "./parts.ts";

const KEPT = "Another connector lives on this account.";

/**
 * The tokens are deleted before the receipt is noted. After a crash in between nobody knows what the provider
 * answered, and there is nothing left to ask with: trying again for ever would not tell.
 */
const withoutTokens = (at: Date): RevocationReceipt => ({
  ok: false,
  retry: false,
  status: null,
  detail: "The tokens were deleted before the provider's receipt could be noted.",
  at,
});

type Ended = NonNullable<Awaited<ReturnType<typeof findPending>>>;

async function findPending({ db }: Parts, who: Principal, grantId: string) {
  const key = { workspaceId_id: { workspaceId: who.workspaceId, id: grantId } };
  const grant = await db.inWorkspace(who, (tx) =>
    tx.grant.findUnique({ where: key, include: { connector: true } }),
  );
  return grant?.upstream === "pending" ? grant : undefined;
}

const targetOf = (grant: Ended) => ({
  kind: "connector" as const,
  id: grant.connectorId,
  label: grant.connector.slug,
});

/**
 * Another connector lives on the account, and the provider would end both. Counted after this grant has ended, so
 * that of two that end at once the later one does not wait for the other.
 */
async function keep(parts: Parts, who: Principal, grant: Ended): Promise<void> {
  const { vault, db, audit, clock } = parts;
  await vault.shred(who, grant.id);
  await db.inWorkspace(who, (tx) =>
    tx.grant.update({
      where: { workspaceId_id: { workspaceId: who.workspaceId, id: grant.id } },
      data: { upstream: "kept", upstreamAt: new Date(clock()), upstreamDetail: KEPT },
    }),
  );
  await audit.append(who, {
    type: "upstream.kept",
    outcome: "ok",
    target: targetOf(grant),
    data: { grant: grant.id, provider: grant.provider, reason: KEPT },
  });
}

/** Writes down what the provider answered; deletes the tokens when nothing is left to ask. */
async function conclude(
  parts: Parts,
  who: Principal,
  grant: Ended,
  receipt: RevocationReceipt,
): Promise<boolean> {
  const { vault, db, audit } = parts;
  const attempts = grant.upstreamAttempts + 1;
  const final = receipt.ok || !receipt.retry;
  if (final) await vault.shred(who, grant.id);
  await db.inWorkspace(who, (tx) =>
    tx.grant.update({
      where: { workspaceId_id: { workspaceId: who.workspaceId, id: grant.id } },
      data: {
        upstreamAttempts: attempts,
        upstreamAt: receipt.at,
        upstreamDetail: receipt.detail,
        upstream: receipt.ok ? "revoked" : final ? "failed" : "pending",
      },
    }),
  );
  const about = { target: targetOf(grant) };
  const data = { grant: grant.id, provider: grant.provider, attempts };
  if (receipt.ok) await audit.append(who, { type: "upstream.revoked", outcome: "ok", ...about, data });
  else {
    const failure = { ...data, cause: receipt.detail, final };
    await audit.append(who, {
      type: "upstream.revocation_failed",
      outcome: "failed",
      ...about,
      data: failure,
    });
  }
  return final;
}

/**
 * One attempt to end a revoked grant at its provider. With a receipt the sealed tokens are deleted. True when nothing
 * is left to do; false when it should be tried again later.
 */
export async function revokeUpstream(parts: Parts, who: Principal, grantId: string): Promise<boolean> {
  const { vault, registry, clients, clock } = parts;
  const grant = await findPending(parts, who, grantId);
  if (!grant) return true;
  const provider = registry.providers.get(grant.provider);
  if (!provider || !clients.has(grant.provider)) return false;
  const { clientId, accountId, connectorId } = grant;
  const others = { provider: grant.provider, clientId, accountId, except: grantId };
  if (provider.revocation.endsWholeGrant && (await parts.otherLiveGrants(others)) > 0) {
    await keep(parts, who, grant);
    return true;
  }
  const client = clients.of(provider);
  const use = { workspaceId: who.workspaceId, connectorId, grantId, provider, client };
  const receipt = await vault.revokeUpstream(who, use).catch((error: unknown) => {
    if (error instanceof GatewayError && error.code === "connector_not_connected")
      return withoutTokens(new Date(clock()));
    throw error;
  });
  return conclude(parts, who, grant, receipt);
}
