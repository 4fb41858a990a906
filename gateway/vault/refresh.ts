import { setTimeout as sleep } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { openCoolDown } from "./cool-down.ts";
import { type Held, keyOf } from "./credentials.ts";
import type { Deps } from "./deps.ts";
import { LEASE_MS } from "./leases.ts";
import { coolKeyOf, renew } from "./renewal.ts";
import { reveal } from "./secret.ts";
import { openTokens, type Part, type TokenSet } from "./token-set.ts";
import type { Use, VerdictFound } from "./types.ts";
import { openUnsaved } from "./unsaved.ts";

/** How long to wait for another replica's refresh: until its lease has run out, and it is this one's turn. */
const PATIENCE_MS = LEASE_MS + 3_000;
const POLL_MS = 100;

/** What a call found: a credential, and the tokens of the part it goes out with. */
export interface Seen {
  held: Held;
  part: Part;
  set: TokenSet;
}

export interface Refresher {
  /**
   * Tokens of `seen.part` newer than those seen, from this process, another replica or the provider. One refresh per
   * grant and part at a time; `use.signal` ends the wait for it, never the refresh. When it fails and `usable` says
   * that the access token seen still holds, `seen` itself. Throws `connector_invalid`, `client_rejected`,
   * `provider_unreachable`, `connector_not_connected`.
   */
  newer(who: Principal, use: Use, seen: Seen, usable: boolean): Promise<Seen>;
  /** Resolves when no refresh is under way any more and what could not be saved was tried once more. */
  close(): Promise<void>;
}

export function openRefresher(deps: Deps): Refresher {
  const { credentials, tell, clock } = deps;
  const running = new Map<string, Promise<Held>>();
  /** Versions whose verdict has been told. */
  const told = new LRUCache<string, true>({ max: 10_000 });
  const coolDown = openCoolDown(clock);
  const unsaved = openUnsaved();

  /** Whoever holds the row's lease refreshes; the others wait for the version to move. */
  async function attempt(who: Principal, use: Use, seen: Held, part: Part): Promise<Held> {
    const refusal = seen.refused[part];
    if (refusal !== undefined) throw refused(refusal);
    const { version } = seen;
    coolDown.check(coolKeyOf(use, part), version, use.client);
    for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await sleep(POLL_MS)) {
      const turn = await credentials.lease(who, use, { version, part });
      if (turn.kind === "moved") return turn.held;
      if (turn.kind === "gone") throw new GatewayError("connector_not_connected");
      if (turn.kind === "refused") throw refused(turn.cause);
      if (turn.kind === "cooling") {
        const error = new GatewayError("provider_unreachable", {
          detail: "Its last refresh failed just now.",
        });
        coolDown.failed(coolKeyOf(use, part), version, error, turn.forMs);
        throw error;
      }
      if (turn.kind === "theirs") continue;
      const parts = { ...deps, coolDown, unsaved };
      const renewed = await renew(parts, { who, use, seen: turn.held, part }, turn.lease);
      if (renewed) return renewed;
    }
    throw new GatewayError("provider_unreachable", { detail: "Another replica's refresh does not end." });
  }

  function joined(who: Principal, use: Use, seen: Held, part: Part): Promise<Held> {
    const key = `${keyOf(use)}/${part}`;
    const run = running.get(key) ?? attempt(who, use, seen, part).finally(() => running.delete(key));
    running.set(key, run);
    return run;
  }

  /** Newer by version alone is not enough: it may be the other part that was renewed. */
  async function moved(use: Use, seen: Seen, held: Held): Promise<Seen | undefined> {
    const set = (await openTokens(deps.keys, use, held))[seen.part];
    if (!set) throw new GatewayError("connector_not_connected");
    return reveal(set.access) === reveal(seen.set.access) ? undefined : { held, part: seen.part, set };
  }

  async function find(who: Principal, use: Use, seen: Seen): Promise<Seen> {
    let { held } = seen;
    // A refresh found under way may be the one that made `seen`, or of the other part: then it is this call's turn.
    for (let tries = 0; tries < 4; tries++) {
      const known = credentials.peek(use);
      const next =
        known && known.version > held.version
          ? known
          : await unlessAborted(joined(who, use, held, seen.part), use.signal);
      if (next.version <= held.version) continue;
      const found = await moved(use, seen, next);
      if (found) return found;
      held = next;
    }
    throw new GatewayError("provider_unreachable");
  }

  return {
    async newer(who, use, seen, usable) {
      try {
        return await find(who, use, seen);
      } catch (error) {
        use.signal?.throwIfAborted();
        // A failed refresh takes nothing away; a grant that ended meanwhile does, and so does a changed address.
        if (usable && !ended(error)) return seen;
        const cause = verdictCause(error);
        const mark = `${keyOf(use)}/${seen.held.version}/${cause}`;
        if (cause && !told.has(mark)) {
          told.set(mark, true);
          tell.verdict(who, use, { state: "invalid", cause, source: "refresh", evidence: "refresh" });
        }
        throw error;
      }
    },
    async close() {
      await Promise.allSettled(running.values());
      await unsaved.close();
    },
  };
}

const refused = (cause: string) => new GatewayError("connector_invalid", { data: { cause } });

const ended = (error: unknown) => error instanceof GatewayError && error.code === "connector_not_connected";

function verdictCause(error: unknown): VerdictFound["cause"] | undefined {
  if (!(error instanceof GatewayError)) return undefined;
  if (error.code === "connector_invalid") return error.data.cause as VerdictFound["cause"];
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
