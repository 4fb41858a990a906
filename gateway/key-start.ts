import { ConfigError } from "./config.ts";
import type { Database } from "./db/index.ts";
import type { Log } from "./log.ts";
import type { KeyProvider } from "./vault/index.ts";

/**
 * Before anything is opened: what a key service needs from the database, and a warning when rows wait for keys that are
 * not here. Closes the database when the key service refuses.
 */
export async function readyKeys({ system, close }: Database, keys: KeyProvider, log: Log): Promise<void> {
  try {
    await keys.ready?.(system.tables.vaultRoot);
  } catch (error) {
    keys.close?.();
    await close();
    throw new ConfigError("KMS_KEY_ID", `cannot be used. ${(error as Error).message}`);
  }
  const missing: Record<string, number> = {};
  for (const { keyId, rows } of await system.sealed.count()) {
    if (!keys.knows(keyId)) missing[keyId] = (missing[keyId] ?? 0) + rows;
  }
  if (Object.keys(missing).length > 0)
    log.warn(
      { keys: missing },
      "rows are sealed with keys that this gateway does not have: nothing of them opens",
    );
}
