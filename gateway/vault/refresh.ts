import { setTimeout as sleep } from "node:timers/promises";
import * as oauth from "openid-client";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { openCoolDown } from "./cool-down.ts";
import { type Held, keyOf } from "./credentials.ts";
import type { Deps } from "./deps.ts";
import { configure } from "./oauth-client.ts";
import { type TokenFailure, tokenFailure } from "./oauth-failure.ts";
import { revokeTokens } from "./revoke.ts";
import { reveal } from "./secret.ts";
import { openTokens, sealTokens, type TokenSet, tokenSetOf } from "./token-set.ts";
import type { Use } from "./types.ts";
import { keepTrying, openUnsaved } from "./unsaved.ts";

/** How long to wait for another replica's refresh: as long as one may take, and a little. */
const PATIENCE_MS = 12_000;
const POLL_MS = 100;

export interface Refresher {
  /**
   * A credential newer than `seen`, from this process, another replica or the provider. One refresh per grant at a
   * time; `use.signal` ends the wait for it, never the refresh. When it fails and `usable` says that the access
   * token of `seen` still holds, `seen` itself. Throws `connector_invalid`, `client_rejected`,
   * `provider_unreachable`, `connector_not_connected`.
   */
  newer(who: Principal, use: Use, seen: Held, usable: boolean): Promise<Held>;
}

export function openRefresher(deps: Deps): Refresher {
  const { credentials, tell } = deps;
  const running = new Map<string, Promise<Held>>();
  const coolDown = openCoolDown(deps.clock);
  const renew = openRenewal(deps, coolDown);

  /** Whoever holds the row's lease refreshes; the others wait for the version to move. */
  async function attempt(who: Principal, use: Use, seen: Held): Promise<Held> {
    coolDown.check(keyOf(use), seen.version);
    for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await sleep(POLL_MS)) {
      const owner = await credentials.lease(who, use, seen.version);
      if (owner !== undefined) return renew(who, use, seen, owner);
      const row = await credentials.read(who, use);
      if (!row || row.ended) throw new GatewayError("connector_not_connected");
      if (row.version !== seen.version) return row;
    }
    throw new GatewayError("provider_unreachable", { detail: "Another replica's refresh does not end." });
  }

  function joined(who: Principal, use: Use, seen: Held): Promise<Held> {
    const key = keyOf(use);
    const run = running.get(key) ?? attempt(who, use, seen).finally(() => running.delete(key));
    running.set(key, run);
    return run;
  }

  return {
    async newer(who, use, seen, usable) {
      try {
        // A refresh found under way may be the one that made `seen`: then it is this call's turn.
        for (let tries = 0; tries < 3; tries++) {
          const known = credentials.peek(use);
          if (known && known.version > seen.version) return known;
          const held = await unlessAborted(joined(who, use, seen), use.signal);
          if (held.version > seen.version) return held;
        }
        throw new GatewayError("provider_unreachable");
      } catch (error) {
        use.signal?.throwIfAborted();
        // A failed refresh takes nothing away; a grant that ended meanwhile does.
        if (usable && !ended(error)) return seen;
        const cause = verdictCause(error);
        if (cause && coolDown.tell(keyOf(use), seen.version)) {
          tell.verdict(who, use, { state: "invalid", cause, source: "refresh", evidence: "refresh" });
        }
        throw error;
      }
    },
  };
}

const ended = (error: unknown) => error instanceof GatewayError && error.code === "connector_not_connected";

function verdictCause(error: unknown): "invalid_grant" | "client_rejected" | undefined {
  if (!(error instanceof GatewayError)) return undefined;
  if (error.code === "connector_invalid") return "invalid_grant";
  return error.code === "client_rejected" ? "client_rejected" : undefined;
}

/** One request to the token endpoint, under the row's lease. */
function openRenewal(deps: Deps, coolDown: ReturnType<typeof openCoolDown>) {
  const { credentials, ring, clock, tell } = deps;
  const unsaved = openUnsaved();

  async function request(use: Use, tokens: TokenSet): Promise<TokenSet> {
    const answer = await oauth.refreshTokenGrant(
      configure(deps, use.provider, use.client),
      reveal(tokens.refresh!),
    );
    return tokenSetOf(answer, clock(), tokens.refresh);
  }

  /** The new refresh token is committed before anything uses it: providers may have killed the old one already. */
  async function commit(who: Principal, use: Use, seen: Held, next: TokenSet): Promise<Held> {
    const key = keyOf(use);
    const sealing = { sealed: sealTokens(ring, use, next), expiresAt: next.expiresAt };
    unsaved.put(key, seen.version, sealing);
    const saved = await keepTrying(() => credentials.replace(who, use, seen.version, sealing));
    unsaved.drop(key);
    if (saved) return { ...seen, ...sealing.sealed, version: seen.version + 1 };
    const row = await credentials.read(who, use);
    if (row && !row.ended) return row;
    // The grant ended meanwhile. Where one revocation ends everything, the revocation of the old token did.
    if (!use.provider.revocation.endsWholeGrant) await revokeTokens(deps, use.provider, next);
    throw new GatewayError("connector_not_connected");
  }

  async function failed(
    who: Principal,
    use: Use,
    seen: Held,
    owner: string,
    failure: TokenFailure,
  ): Promise<Held> {
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

  return async (who: Principal, use: Use, seen: Held, owner: string): Promise<Held> => {
    const key = keyOf(use);
    const left = unsaved.find(key, seen.version);
    if (left) {
      await keepTrying(() => credentials.replace(who, use, seen.version, left));
      unsaved.drop(key);
      const row = await credentials.read(who, use);
      if (!row || row.ended) throw new GatewayError("connector_not_connected");
      return row;
    }
    let next: TokenSet;
    try {
      next = await request(use, openTokens(ring, use, seen));
    } catch (error) {
      return failed(who, use, seen, owner, tokenFailure(error));
    }
    const held = await commit(who, use, seen, next);
    coolDown.succeeded(key);
    const { grantId, connectorId } = use;
    tell.audit(who, { type: "refresh.succeeded", grantId, connectorId, cause: null, permanent: false });
    return held;
  };
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

/** The work goes on; only this wait ends. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abandon = () => reject(signal.reason);
  if (signal.aborted) abandon();
  signal.addEventListener("abort", abandon, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", abandon));
}
