import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { GatewayError } from "../errors.ts";
import { reveal } from "./secret.ts";
import type { OAuthClient } from "./types.ts";

interface Cooling {
  version: number;
  until: number;
  error: GatewayError;
  client: OAuthClient | undefined;
}

/** Milliseconds after the first failure; doubled by each further one up to the last. */
const FIRST_MS = 1_000;
export const LONGEST_MS = 60_000;

/** How long nobody tries again. `failures`: in a row, this one included. `atLeastMs`: what the provider asked for. */
export const backoffMs = (failures: number, atLeastMs = 0): number =>
  Math.max(Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1)), Math.min(atLeastMs, LONGEST_MS));

const sameClient = (a: OAuthClient, b: OAuthClient): boolean =>
  a.id === b.id &&
  reveal(a.secret) === reveal(b.secret) &&
  a.app?.number === b.app?.number &&
  (a.app && reveal(a.app.key)) === (b.app && reveal(b.app.key));

/**
 * Which refreshes failed a moment ago, so that neither the token endpoint nor the database is hammered. By process;
 * what other replicas must know is in the row.
 */
export function openCoolDown(clock: Clock) {
  const cooling = new LRUCache<string, Cooling>({ max: 10_000 });
  return {
    /** Throws the last error while it is too early to try this version again. */
    check(key: string, version: number, client: OAuthClient): void {
      const found = cooling.get(key);
      if (found?.version !== version || clock() >= found.until) return;
      if (found.client && !sameClient(found.client, client)) return;
      throw found.error;
    },
    /** `client`: it was the client that was refused; another one may try at once. */
    failed(key: string, version: number, error: GatewayError, forMs: number, client?: OAuthClient): void {
      cooling.set(key, { version, until: clock() + forMs, error, client });
    },
    succeeded: (key: string) => void cooling.delete(key),
  };
}

export type CoolDown = ReturnType<typeof openCoolDown>;
