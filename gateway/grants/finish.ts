import { createHash } from "node:crypto";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { compareScopes, covers, expandScopes, type ScopeDifference } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { Models } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import type { Exchanged } from "../vault/index.ts";
import { accountParts } from "./account.ts";
import type { GrantClient } from "./apps.ts";
import { learnedFromGrant, learnedFromRefusal } from "./doctor.ts";
import {
  type AccountDiffers,
  type Established,
  type EstablishRequest,
  establish,
  recordGrant,
} from "./establish.ts";
import { addFinding } from "./manage-apps.ts";
import type { Parts } from "./parts.ts";
import { concludeRehearsal } from "./rehearsal-trial.ts";
import type { RehearsalRun } from "./rehearsals.ts";

export interface Callback {
  code?: string | undefined;
  state?: string | undefined;
  iss?: string | undefined;
  error?: string | undefined;
  /** GitHub Apps. */
  installation_id?: string | undefined;
  setup_action?: string | undefined;
}
export interface Finished {
  connectorId: string;
  reconnected: boolean;
  /** It is a new connector, which waits for the person's word. */
  differs: AccountDiffers | undefined;
}
export type Pending = Models.PendingAuthorizationModel;

/** The pending authorization of this state, if it is this person's, in this session, in time and unused; used up. */
async function consume(
  { db, clock }: Parts,
  who: Principal,
  service: string,
  state: string | undefined,
): Promise<Pending> {
  if (!state) throw new GatewayError("state_missing");
  const stateHash = Buffer.from(createHash("sha256").update(state).digest());
  const now = new Date(clock());
  return db.inWorkspace(who, async (tx) => {
    const row = await tx.pendingAuthorization.findUnique({ where: { stateHash } });
    if (!row || row.provider !== service) throw new GatewayError("state_unknown");
    const about = { connector: row.connectorId ?? undefined, kind: row.kind };
    if (row.userId !== who.userId || row.sessionId !== who.credentialId) throw new GatewayError("wrong_user");
    if (row.kind === "shared" && !who.permissions.has("connectors.manage"))
      throw new GatewayError("forbidden");
    if (row.consumedAt) throw new GatewayError("state_used", { data: about });
    if (row.expiresAt <= now) throw new GatewayError("state_expired", { data: about });
    const used = await tx.pendingAuthorization.updateMany({
      where: { stateHash, consumedAt: null },
      data: { consumedAt: now },
    });
    if (used.count !== 1) throw new GatewayError("state_used", { data: about });
    return row;
  });
}

/** Refuses a token set that is not what was asked for; says which of the picked tools it would have served. */
function checkScopes(
  { registry }: Parts,
  provider: Provider,
  pending: Pending,
  exchanged: Exchanged,
): ScopeDifference {
  const difference = compareScopes(provider, pending.scopes, exchanged.scopes);
  const given = expandScopes(provider, difference.granted);
  const tools = registry.toolsOf(provider.id, pending.tools);
  const lost = tools.filter((t) => !covers(provider, given, t)).map((t) => t.name);
  if (lost.length === 0) return difference;
  const working = tools.filter((t) => covers(provider, given, t)).map((t) => t.name);
  throw new GatewayError("scopes_declined", {
    detail: `${lost.length} of ${tools.length} tools would not work. Nothing was connected.`,
    data: { missing_scopes: difference.missing, working_tools: working, lost_tools: lost },
  });
}

/** Drops tokens that will not be kept. Not at the provider where that would end another connector's grant. */
async function discard(
  parts: Parts,
  provider: Provider,
  pending: Pending,
  exchanged: Exchanged,
): Promise<void> {
  const { clientId } = pending;
  const ids = Object.values(accountParts(provider, exchanged.account.id));
  const used = await parts.partsInUse({ provider, clientId, parts: ids, except: "" });
  const shared = provider.revocation.endsWholeGrant && used.size > 0;
  await parts.vault.discard(exchanged, { revokeUpstream: !shared });
}

async function accept(
  parts: Parts,
  who: Principal,
  provider: Provider,
  pending: Pending,
  exchanged: Exchanged,
  requestId: string | undefined,
): Promise<Finished> {
  let request: EstablishRequest;
  let established: Established;
  try {
    const difference = checkScopes(parts, provider, pending, exchanged);
    if (provider.refreshTokenExpected && !exchanged.hasRefreshToken)
      throw new GatewayError("refresh_token_missing");
    request = { provider, pending, exchanged, difference, requestId };
    established = await establish(parts, who, request);
  } catch (error) {
    await discard(parts, provider, pending, exchanged).catch((err: unknown) =>
      parts.log.warn({ err, provider: provider.id }, "unwanted tokens could not be revoked at the provider"),
    );
    throw error;
  }
  return recordGrant(parts, who, request, established);
}

/** The app it was started with, if that still is the same client: a code goes to no other. */
function clientOf({ apps }: Parts, who: Principal, pending: Pending): Promise<GrantClient> {
  const { provider, appId, variant, clientId } = pending;
  return apps.ofGrant(who, { provider, appId, variant, clientId });
}

/**
 * Ends the ceremony: same person, same session, once. Either a sealed grant stands at the end, or nothing does and
 * the error says why.
 */
export async function finish(
  parts: Parts,
  who: Principal,
  service: string,
  callback: Callback,
  requestId?: string,
): Promise<Finished | { rehearsal: RehearsalRun }> {
  const { registry, vault, audit } = parts;
  const base = registry.providers.get(service);
  if (!base) throw new GatewayError("not_found", { detail: "There is no such provider." });
  let pending: Pending | undefined;
  try {
    pending = await consume(parts, who, service, callback.state);
    const { rehearsalId } = pending;
    if (rehearsalId !== null)
      return {
        rehearsal: await concludeRehearsal(parts, who, { ...pending, rehearsalId }, callback, requestId),
      };
    const { provider, client } = await clientOf(parts, who, pending);
    const exchanged = await vault.finishAuthorization({
      provider,
      client,
      redirectUri: pending.redirectUri,
      workspaceId: who.workspaceId,
      pendingId: pending.id,
      params: { ...callback },
      sealed: { keyId: pending.keyId, bytes: pending.sealed },
    });
    const finished = await accept(parts, who, provider, pending, exchanged, requestId);
    for (const finding of learnedFromGrant(provider, exchanged.refreshSeconds))
      await addFinding(parts, who, pending.appId, finding);
    return finished;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const learned = learnedFromRefusal(base, error.code, error.detail ?? "");
    if (learned && pending) await addFinding(parts, who, pending.appId, learned);
    const missing = error.data.missing_scopes;
    await audit.append(who, {
      type: "authorization.refused",
      outcome: "refused",
      target: { kind: "provider", id: base.id, label: base.title },
      requestId,
      data: {
        authorization: pending?.id ?? null,
        provider: base.id,
        kind: pending?.kind ?? null,
        connector: pending?.connectorId ?? null,
        code: error.code,
        missing_scopes: Array.isArray(missing) ? missing.map(String) : [],
      },
    });
    throw new GatewayError(error.code, {
      ...(error.detail !== undefined && { detail: error.detail }),
      data: {
        service,
        ...(pending && { kind: pending.kind }),
        ...(pending?.connectorId && { connector: pending.connectorId }),
        ...error.data,
      },
      cause: error,
    });
  }
}
