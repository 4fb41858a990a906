import { setTimeout as sleep } from "node:timers/promises";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { openCoolDown } from "./cool-down.ts";
import { type Held, keyOf } from "./credentials.ts";
import type { Deps } from "./deps.ts";
import { openRenewal } from "./renewal.ts";
import type { Use } from "./types.ts";

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

/** The work goes on; only this wait ends. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abandon = () => reject(signal.reason);
  if (signal.aborted) abandon();
  signal.addEventListener("abort", abandon, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", abandon));
}
