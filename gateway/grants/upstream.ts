import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { type Part, type RevocationReceipt, Secret } from "../vault/index.ts";
import { accountParts } from "./account.ts";
import { accessOf, type GrantClient } from "./apps.ts";
import { grantUse } from "./grant-use.ts";
import type { Parts } from "./parts.ts";

const NO_CLIENT =
  "The app it was granted to is not configured any more; the provider wants its secret for this.";
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

/** The parts of this grant's tokens that nobody else's live grant stands on. */
async function partsToEnd(parts: Parts, provider: Provider, grant: Ended): Promise<Part[]> {
  const mine = Object.entries(accountParts(provider, grant.accountId)) as [Part, string][];
  if (!provider.revocation.endsWholeGrant) return mine.map(([part]) => part);
  const { clientId, id: except } = grant;
  const ids = mine.map(([, id]) => id);
  const used = await parts.partsInUse({ provider, clientId, parts: ids, except });
  return mine.filter(([, id]) => !used.has(id)).map(([part]) => part);
}

/** With what the provider is asked. Where it wants no client, an app that is gone does not stand in the way. */
async function clientOf(parts: Parts, who: Principal, grant: Ended): Promise<GrantClient | undefined> {
  try {
    return await parts.apps.ofGrant(who, grant);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== "provider_not_configured") throw error;
    const provider = accessOf(parts.registry.providers, grant.provider, grant.variant);
    const { authentication = "client" } = provider?.revocation ?? {};
    if (!provider || (authentication !== "none" && authentication !== "token")) return undefined;
    return { provider, client: { id: grant.clientId, secret: new Secret("") } };
  }
}

/**
 * One attempt to end a revoked grant at its provider. With a receipt the sealed tokens are deleted. True when nothing
 * is left to do; false when it should be tried again later.
 */
export async function revokeUpstream(parts: Parts, who: Principal, grantId: string): Promise<boolean> {
  const grant = await findPending(parts, who, grantId);
  if (!grant) return true;
  const found = await clientOf(parts, who, grant);
  if (!found) {
    await parts.db.inWorkspace(who, (tx) =>
      tx.grant.update({
        where: { workspaceId_id: { workspaceId: who.workspaceId, id: grantId } },
        data: { upstreamAt: new Date(parts.clock()), upstreamDetail: NO_CLIENT },
      }),
    );
    return false;
  }
  const toEnd = await partsToEnd(parts, found.provider, grant);
  if (toEnd.length === 0) {
    await keep(parts, who, grant);
    return true;
  }
  const receipt = await parts.vault
    .revokeUpstream(who, grantUse(grant, found), toEnd)
    .catch((error: unknown) => {
      if (error instanceof GatewayError && error.code === "connector_not_connected")
        return withoutTokens(new Date(parts.clock()));
      throw error;
    });
  return conclude(parts, who, grant, receipt);
}
