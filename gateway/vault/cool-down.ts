import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import type { GatewayError } from "../errors.ts";

interface Cooling {
  version: number;
  failures: number;
  until: number;
  error: GatewayError;
}

/** Milliseconds after the first failure; doubled by each further one up to the last. */
const FIRST_MS = 1_000;
const LAST_MS = 60_000;

/** Which grants' refreshes failed a moment ago, so that the token endpoint is not hammered. By process. */
export function openCoolDown(clock: Clock) {
  const cooling = new LRUCache<string, Cooling>({ max: 10_000 });
  return {
    /** Throws the last error while it is too early to try this version again. */
    check(key: string, version: number): void {
      const found = cooling.get(key);
      if (found?.version === version && clock() < found.until) throw found.error;
    },
    /** `permanent`: waits the longest at once. `atLeastMs`: what the provider asked for. */
    failed(key: string, version: number, error: GatewayError, permanent: boolean, atLeastMs = 0): void {
      const before = cooling.get(key);
      const failures = before?.version === version ? before.failures + 1 : 1;
      const backoff = permanent ? LAST_MS : Math.min(LAST_MS, FIRST_MS * 2 ** (failures - 1));
      const until = clock() + Math.max(backoff, Math.min(atLeastMs, LAST_MS));
      cooling.set(key, { version, failures, until, error });
    },
    succeeded: (key: string) => void cooling.delete(key),
  };
}

export type CoolDown = ReturnType<typeof openCoolDown>;
