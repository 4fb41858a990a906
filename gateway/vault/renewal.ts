import * as oauth from "openid-client";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { mintInstallationToken } from "./app-token.ts";
import type { CoolDown } from "./cool-down.ts";
import { type Held, keyOf } from "./credentials.ts";
import type { Deps } from "./deps.ts";
import { hostsOf, requireConsented } from "./hosts.ts";
import { fieldOf } from "./json.ts";
import type { Lease } from "./leases.ts";
import { configure } from "./oauth-client.ts";
import { type TokenFailure, tokenFailure } from "./oauth-failure.ts";
import { revokeTokens } from "./revoke.ts";
import { reveal } from "./secret.ts";
import {
  expiresAtOf,
  openTokens,
  type Part,
  refreshAtOf,
  sealTokens,
  type TokenFields,
  type TokenSet,
  type Tokens,
  tokenSetOf,
} from "./token-set.ts";
import type { Use } from "./types.ts";
import { keepTrying, openUnsaved, type Unsaved } from "./unsaved.ts";

/** One refresh: who asks, for which part of which grant, and the credential it replaces. */
export interface Renewal {
  who: Principal;
  use: Use;
  seen: Held;
  part: Part;
}
type Parts = Deps & { coolDown: CoolDown; unsaved: Unsaved };

/** Milliseconds until the job tries a failed refresh again; up to twice that, spread out. */
const AGAIN_MS = 60_000;

/** Whether a new token can be had at all. */
export const isRenewable = ({ provider, installationId }: Use, set: TokenSet): boolean =>
  set.refresh !== undefined || (provider.installation !== undefined && installationId !== undefined);

/** One request to the token endpoint, by the holder of the row's lease. Errors: see `Refresher`. */
export function openRenewal(deps: Deps, coolDown: CoolDown) {
  const parts: Parts = { ...deps, coolDown, unsaved: openUnsaved() };
  return async (renewal: Renewal, lease: Lease): Promise<Held> => {
    const { who, use, seen, part } = renewal;
    const left = await saveLeft(parts, renewal);
    if (left) return left;
    if (lease.abandoned) tell(parts, renewal, "refresh.failed", "answer_lost");
    let tokens: Tokens;
    let next: TokenSet;
    try {
      requireConsented(use.provider, seen.bound);
      tokens = await openTokens(deps.keys, use, seen);
      next = await request(parts, renewal, tokens[part]);
    } catch (error) {
      return failed(parts, renewal, lease, tokenFailure(error));
    }
    const held = await commit(parts, renewal, { ...tokens, [part]: next });
    coolDown.succeeded(keyOf(use));
    if (lease.lost) tell(parts, renewal, "refresh.recovered", null);
    else deps.tell.audit(who, { type: "refresh.succeeded", ...about(use), cause: null, permanent: false });
    return held;
  };
}

const about = ({ grantId, connectorId }: Use) => ({ grantId, connectorId });

function tell(
  { tell: { audit } }: Deps,
  { who, use }: Renewal,
  type: "refresh.failed" | "refresh.recovered",
  cause: string | null,
): void {
  audit(who, { type, ...about(use), cause, permanent: false });
}

async function request(deps: Deps, { use, part }: Renewal, set: TokenSet | undefined): Promise<TokenSet> {
  const { provider, client, installationId } = use;
  if (!set) throw new GatewayError("connector_not_connected");
  if (provider.installation && installationId !== undefined)
    return (await mintInstallationToken(deps, provider, client, installationId)).tokens;
  const config = configure(deps, provider, client);
  const answer = await oauth.refreshTokenGrant(config, reveal(set.refresh!));
  // Slack nests a person's new token as at the start, or answers with nothing else.
  const nested = part === "user" && provider.userToken && answer[provider.userToken.field];
  const fields = fieldOf(nested, "access_token") === undefined ? answer : (nested as unknown as TokenFields);
  return tokenSetOf(fields, deps.clock(), set.refresh);
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
async function commit(parts: Parts, { who, use, seen, part }: Renewal, tokens: Tokens): Promise<Held> {
  const { credentials, unsaved, keys } = parts;
  // Hosts are bound at consent, not at a renewal; only what was sealed before they were bound is bound now.
  const bound = seen.bound || hostsOf(use.provider).bound;
  const sealed = await keepTrying(() => sealTokens(keys, use, bound, tokens));
  const expiresAt = expiresAtOf(tokens);
  const sealing = { sealed, bound, expiresAt, refreshAt: refreshAtOf(tokens, Math.random()) };
  unsaved.put(keyOf(use), seen.version, sealing);
  const saved = await keepTrying(() => credentials.replace(who, use, seen.version, sealing));
  unsaved.drop(keyOf(use));
  if (saved) {
    const fresh = { refused: undefined, lost: false, version: seen.version + 1 };
    return { ...seen, ...sealed, ...fresh, bound };
  }
  const row = await credentials.read(who, use);
  if (row && !row.ended) return row;
  // The grant ended meanwhile. Where one revocation ends everything, the revocation of the old token did.
  if (!use.provider.revocation.endsWholeGrant) await revokeTokens(parts, use, tokens, { parts: [part] });
  throw new GatewayError("connector_not_connected");
}

async function failed(
  parts: Parts,
  { who, use, seen }: Renewal,
  lease: Lease,
  failure: TokenFailure,
): Promise<Held> {
  const { credentials, coolDown, clock, tell } = parts;
  const refused = failure.kind === "grant_refused";
  if (refused) {
    // Somebody whose lease had run out may have been first.
    const row = await credentials.read(who, use).catch(() => undefined);
    if (row && !row.ended && row.version !== seen.version) return row;
  }
  const cause = causeOf(failure, lease.lost);
  const error = errorOf(failure, cause);
  const permanent = refused || failure.kind === "client_refused" || failure.kind === "endpoint_changed";
  const now = clock();
  const lost = failure.kind === "unreachable" && failure.lost;
  const outcome = {
    refreshAt: now + AGAIN_MS * (permanent ? 15 : 1) * (1 + Math.random()),
    ...(lost && { lostAt: now }),
    ...(refused && { refused: cause }),
  };
  await credentials.release(who, use, lease.owner, outcome).catch(() => {});
  coolDown.failed(keyOf(use), seen.version, error, permanent, retryAfterMs(error));
  tell.audit(who, { type: "refresh.failed", ...about(use), cause, permanent });
  throw error;
}

function causeOf(failure: TokenFailure, lostBefore: boolean): string {
  if (failure.kind === "grant_refused") return lostBefore ? "refresh_lost" : "invalid_grant";
  if (failure.kind === "client_refused") return "client_rejected";
  if (failure.kind === "endpoint_changed") return "endpoint_changed";
  return failure.kind === "unreachable" && failure.lost ? "answer_lost" : "provider_unreachable";
}

function errorOf(failure: TokenFailure, cause: string): GatewayError {
  if (failure.kind === "unreachable") return failure.error;
  if (failure.kind === "grant_refused" || failure.kind === "endpoint_changed")
    return new GatewayError("connector_invalid", { data: { cause } });
  const detail = `The provider answered the refresh with: ${failure.word}.`;
  if (failure.kind === "client_refused") return new GatewayError("client_rejected", { detail });
  return new GatewayError("provider_unreachable", { detail });
}

function retryAfterMs(error: GatewayError): number {
  const seconds = Number(error.data.retry_after);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}
