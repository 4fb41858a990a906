import { createHash, createSecretKey, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import { additionalData } from "./envelope.ts";
import type { Bound, WrappedKey } from "./keys.ts";

/** How many unwrapped data keys are kept, and for how long at most: a permission taken away holds after that. */
const MAX_KEPT = 10_000;
export const KEPT_MS = 5 * 60_000;

export interface DataKeyCache {
  /** The kept key, or that of the `fetch` under way, or of a new one. A copy: the caller wipes it. */
  get(wrapped: WrappedKey, bound: Bound, fetch: () => Promise<Buffer>): Promise<Buffer>;
  clear(): void;
}

/** What the place of a kept key is named after: a wrapped key that is asked for elsewhere is not found here. */
const nameOf = ({ keyId, bytes }: WrappedKey, { workspaceId, purpose }: Bound): string =>
  createHash("sha256")
    .update(additionalData(keyId, workspaceId, purpose))
    .update(bytes)
    .digest("base64");

/** Data keys in memory, so that not every call asks the key service. One request for each at a time. */
export function openDataKeyCache(keptMs = KEPT_MS): DataKeyCache {
  // From the moment it was fetched, however often it is used.
  const kept = new LRUCache<string, KeyObject>({ max: MAX_KEPT, ttl: keptMs, ttlAutopurge: true });
  const running = new Map<string, Promise<KeyObject>>();
  return {
    async get(wrapped, bound, fetch) {
      const name = nameOf(wrapped, bound);
      const known = kept.get(name);
      if (known) return known.export();
      const run = running.get(name) ?? fetching(name, fetch);
      return (await run).export();
    },
    clear: () => kept.clear(),
  };

  function fetching(name: string, fetch: () => Promise<Buffer>): Promise<KeyObject> {
    const run = fetch()
      .then((dataKey) => {
        const key = createSecretKey(dataKey);
        dataKey.fill(0);
        kept.set(name, key);
        return key;
      })
      .finally(() => running.delete(name));
    running.set(name, run);
    return run;
  }
}
