import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { RevocationReceipt } from "../vault/index.ts";
import type { Parts } from "./parts.ts";

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

/**
 * One attempt to end a revoked grant at its provider. With a receipt the sealed tokens are deleted. True when nothing
 * is left to do; false when it should be tried again later.
 */
export async function revokeUpstream(parts: Parts, who: Principal, grantId: string): Promise<boolean> {
  const { db, vault, audit, registry, clients, clock } = parts;
  const { workspaceId } = who;
  const key = { workspaceId_id: { workspaceId, id: grantId } };
  const grant = await db.inWorkspace(who, (tx) =>
    tx.grant.findUnique({ where: key, include: { connector: true } }),
  );
  if (grant?.upstream !== "pending") return true;
  const provider = registry.providers.get(grant.provider);
  if (!provider || !clients.has(grant.provider)) return false;
  const { connectorId } = grant;
  const use = { workspaceId, connectorId, grantId, provider, client: clients.of(provider) };
  const receipt = await vault.revokeUpstream(who, use).catch((error: unknown) => {
    if (error instanceof GatewayError && error.code === "connector_not_connected")
      return withoutTokens(new Date(clock()));
    throw error;
  });
  const attempts = grant.upstreamAttempts + 1;
  const final = receipt.ok || !receipt.retry;
  if (final) await vault.shred(who, grantId);
  await db.inWorkspace(who, (tx) =>
    tx.grant.update({
      where: key,
      data: {
        upstreamAttempts: attempts,
        upstreamAt: receipt.at,
        upstreamDetail: receipt.detail,
        upstream: receipt.ok ? "revoked" : final ? "failed" : "pending",
      },
    }),
  );
  const target = { kind: "connector" as const, id: grant.connectorId, label: grant.connector.slug };
  const data = { grant: grantId, provider: provider.id, attempts };
  if (receipt.ok) await audit.append(who, { type: "upstream.revoked", outcome: "ok", target, data });
  else {
    await audit.append(who, {
      type: "upstream.revocation_failed",
      outcome: "failed",
      target,
      data: { ...data, cause: receipt.detail, final },
    });
  }
  return final;
}
