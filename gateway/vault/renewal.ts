import * as oauth from "openid-client";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { CoolDown } from "./cool-down.ts";
import { type Held, keyOf } from "./credentials.ts";
import type { Deps } from "./deps.ts";
import { configure } from "./oauth-client.ts";
import { type TokenFailure, tokenFailure } from "./oauth-failure.ts";
import { revokeTokens } from "./revoke.ts";
import { reveal } from "./secret.ts";
import { openTokens, sealTokens, type TokenSet, tokenSetOf } from "./token-set.ts";
import type { Use } from "./types.ts";
import { keepTrying, openUnsaved, type Unsaved } from "./unsaved.ts";

/** One refresh: who asks, for which grant, and the credential it replaces. */
interface Renewal {
  who: Principal;
  use: Use;
  seen: Held;
}
type Parts = Deps & { coolDown: CoolDown; unsaved: Unsaved };

/** One request to the token endpoint, by the holder of the row's lease. Errors: see `Refresher`. */
export function openRenewal(deps: Deps, coolDown: CoolDown) {
  const parts: Parts = { ...deps, coolDown, unsaved: openUnsaved() };
  return async (who: Principal, use: Use, seen: Held, owner: string): Promise<Held> => {
    const renewal = { who, use, seen };
    const left = await saveLeft(parts, renewal);
    if (left) return left;
    let next: TokenSet;
    try {
      next = await request(parts, renewal);
    } catch (error) {
      return failed(parts, renewal, owner, tokenFailure(error));
    }
    const held = await commit(parts, renewal, next);
    coolDown.succeeded(keyOf(use));
    const { grantId, connectorId } = use;
    deps.tell.audit(who, { type: "refresh.succeeded", grantId, connectorId, cause: null, permanent: false });
    return held;
  };
}

async function request(deps: Deps, { use, seen }: Renewal): Promise<TokenSet> {
  const { refresh } = openTokens(deps.ring, use, seen);
  const config = configure(deps, use.provider, use.client);
  return tokenSetOf(await oauth.refreshTokenGrant(config, reveal(refresh!)), deps.clock(), refresh);
}

/** What an earlier refresh of this version gave and the database did not take. */
async function saveLeft(parts: Parts, { who, use, seen }: Renewal): Promise<Held | undefined> {
  const { credentials, unsaved } = parts;
  const left = unsaved.find(keyOf(use), seen.version);
  if (!left) return undefined;
  await keepTrying(() => credentials.replace(who, use, seen.version, left));
  unsaved.drop(keyOf(use));
  const row = await credentials.read(who, use);
  if (!row || row.ended) throw new GatewayError("connector_not_connected");
  return row;
}

/** The new refresh token is committed before anything uses it: the provider may have killed the old one already. */
async function commit(parts: Parts, { who, use, seen }: Renewal, next: TokenSet): Promise<Held> {
  const { credentials, unsaved, ring } = parts;
  const sealing = { sealed: sealTokens(ring, use, next), expiresAt: next.expiresAt };
  unsaved.put(keyOf(use), seen.version, sealing);
  const saved = await keepTrying(() => credentials.replace(who, use, seen.version, sealing));
  unsaved.drop(keyOf(use));
  if (saved) return { ...seen, ...sealing.sealed, version: seen.version + 1 };
  const row = await credentials.read(who, use);
  if (row && !row.ended) return row;
  // The grant ended meanwhile. Where one revocation ends everything, the revocation of the old token did.
  if (!use.provider.revocation.endsWholeGrant) await revokeTokens(parts, use.provider, next);
  throw new GatewayError("connector_not_connected");
}

async function failed(
  parts: Parts,
  { who, use, seen }: Renewal,
  owner: string,
  failure: TokenFailure,
): Promise<Held> {
  const { credentials, coolDown, tell } = parts;
  const permanent = failure.kind === "grant_refused" || failure.kind === "client_refused";
  if (failure.kind === "grant_refused") {
    // Somebody whose lease had run out may have been first.
    const row = await credentials.read(who, use).catch(() => undefined);
    if (row && !row.ended && row.version !== seen.version) return row;
  }
  await credentials.release(who, use, owner).catch(() => {});
  const error = errorOf(failure);
  coolDown.failed(keyOf(use), seen.version, error, permanent, retryAfterMs(error));
  const cause = permanent ? failure.word : "provider_unreachable";
  const { grantId, connectorId } = use;
  tell.audit(who, { type: "refresh.failed", grantId, connectorId, cause, permanent });
  throw error;
}

function errorOf(failure: TokenFailure): GatewayError {
  if (failure.kind === "unreachable") return failure.error;
  if (failure.kind === "grant_refused")
    return new GatewayError("connector_invalid", { data: { cause: "invalid_grant" } });
  const detail = `The provider answered the refresh with: ${failure.word}.`;
  if (failure.kind === "client_refused") return new GatewayError("client_rejected", { detail });
  return new GatewayError("provider_unreachable", { detail });
}

function retryAfterMs(error: GatewayError): number {
  const seconds = Number(error.data.retry_after);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}
