import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError } from "../errors.ts";
import type { Replaced } from "./credentials.ts";

const PAUSES_MS = [50, 200, 500, 1_000, 2_000];
/** Milliseconds between tries while nobody waits any more, and how many. */
const LATER_MS = 500;
const LATER_TRIES = 1_200;

/** Repeats what a hiccup broke. Throws `unavailable` after some four seconds. */
export async function keepTrying<T>(write: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await write();
    } catch {
      await sleep(pause);
    }
  }
  return write().catch((cause) => {
    throw new GatewayError("unavailable", { detail: "A refreshed credential cannot be saved.", cause });
  });
}

type Save = () => Promise<Replaced>;

/**
 * Results of refreshes that could not be saved, by grant and by the version they replace. The provider may have killed
 * the token they come from, so they are saved before another refresh is tried; meanwhile it goes on in the background,
 * for ten minutes or until the process ends.
 */
export function openUnsaved() {
  const left = new Map<string, { version: number; save: Save }>();
  const closing = new AbortController();

  const once = async (key: string): Promise<void> => {
    const found = left.get(key);
    if (!found) return;
    await found.save();
    if (left.get(key) === found) left.delete(key);
  };

  async function later(key: string): Promise<void> {
    for (let tries = 0; tries < LATER_TRIES && left.has(key); tries++) {
      const { signal } = closing;
      const ended = await sleep(LATER_MS, false, { ref: false, signal }).catch(() => true);
      if (ended) return;
      await once(key).catch(() => {});
    }
  }

  return {
    /** Throws `unavailable` when it cannot be saved now; it is tried again. `save` must be safe to repeat. */
    async save(key: string, version: number, save: Save): Promise<Replaced> {
      const entry = { version, save };
      left.set(key, entry);
      try {
        const replaced = await keepTrying(save);
        if (left.get(key) === entry) left.delete(key);
        return replaced;
      } catch (error) {
        void later(key);
        throw error;
      }
    },
    find(key: string, version: number): Save | undefined {
      const found = left.get(key);
      if (found && found.version !== version) left.delete(key); // somebody else's result stands
      return found?.version === version ? found.save : undefined;
    },
    /** One last try for each. */
    async close(): Promise<void> {
      closing.abort();
      await Promise.allSettled([...left.keys()].map(once));
    },
  };
}

export type Unsaved = ReturnType<typeof openUnsaved>;
