import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError } from "../errors.ts";
import type { Sealing } from "./credentials.ts";

const PAUSES_MS = [50, 200, 500, 1_000, 2_000];

/** Repeats a write that a database hiccup broke. Throws `unavailable` after some four seconds. */
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

/**
 * Sealed results of refreshes that could not be saved, by grant and by the version they replace. The provider may
 * have killed the token they come from, so they are saved before another refresh is tried.
 */
export function openUnsaved() {
  const left = new Map<string, { version: number; sealing: Sealing }>();
  return {
    put: (key: string, version: number, sealing: Sealing) => void left.set(key, { version, sealing }),
    drop: (key: string) => void left.delete(key),
    find(key: string, version: number): Sealing | undefined {
      const found = left.get(key);
      return found?.version === version ? found.sealing : undefined;
    },
  };
}

export type Unsaved = ReturnType<typeof openUnsaved>;
