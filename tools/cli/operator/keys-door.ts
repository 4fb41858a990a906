import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openDatabase } from "../../../gateway/db/index.ts";
import { OperatorError } from "../../../gateway/operator-error.ts";
import {
  keyStatus,
  keyTrial,
  type OperatorKeys,
  openOperatorKeys,
  type RotateKeys,
  type Rotation,
  removal,
  rotation,
} from "../../../gateway/operator-keys.ts";
import { type LoadedKeys, loadKeys } from "../../../gateway/vault/index.ts";
import { CliError, EXIT } from "../exit.ts";
import { type Configuration, gatewaySocket, held, mustHaveDatabase } from "./configuration.ts";
import { ask, post } from "./socket.ts";

/** The keys of the running gateway, or those of a database that this process opened. */
export type KeysDoor = Omit<OperatorKeys, "idle"> & { close(): Promise<void> };

/** Those of the configuration. */
export function ownKeys({ config, secrets: { vaultKeys } }: Configuration): Promise<LoadedKeys> {
  const { databaseUrl, dataDir, kms } = config;
  return loadKeys({ vaultKeys, dataDir, embedded: !databaseUrl, kms }).catch((error: Error) => {
    throw new OperatorError(error.message);
  });
}

/** On the embedded database the gateway that runs holds it: then it is asked. */
export async function openKeysDoor(configured: Configuration): Promise<KeysDoor> {
  const { config } = configured;
  const socketPath = await gatewaySocket(config);
  if (socketPath) return remoteDoor(socketPath);
  mustHaveDatabase(config);
  // Without keys a database is left alone; an embedded one comes first, as its holder may write the key file.
  const early = config.databaseUrl ? await ownKeys(configured) : undefined;
  mustHaveKeys(configured);
  const { databaseUrl: url, dataDir } = config;
  const database = await openDatabase({ url, dataDir }).catch((error) => held(config, error));
  try {
    const keys = early ?? (await ownKeys(configured));
    const close = async () => {
      keys.keys.close?.();
      await database.close();
    };
    return { ...openOperatorKeys({ database, keys }), close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Opening would make a key file, and with it nothing that is there would open. */
export function mustHaveKeys({ config, secrets: { vaultKeys } }: Configuration): void {
  const { databaseUrl, dataDir, kms } = config;
  if (databaseUrl || vaultKeys || kms || existsSync(join(dataDir, "vault.key"))) return;
  throw new CliError(EXIT.notFound, `There is no key file in ${dataDir}, and VAULT_KEYS is not set.`, {
    next: "Put the key file back, or set VAULT_KEYS as the gateway has it: docs/keys.md.",
  });
}

function remoteDoor(socketPath: string): KeysDoor {
  return {
    status: () => ask(socketPath, "/keys/status", {}, keyStatus),
    try: () => ask(socketPath, "/keys/try", {}, keyTrial),
    check: (key) => ask(socketPath, "/keys/check", { key }, removal),
    remove: (key) => ask(socketPath, "/keys/remove", { key }, removal),
    rotate: (onProgress, signal) => rotateThere(socketPath, onProgress, signal),
    close: async () => {},
  };
}

async function rotateThere(
  socketPath: string,
  onProgress: RotateKeys["onProgress"],
  signal: AbortSignal | undefined,
): Promise<Rotation> {
  try {
    const response = await post(socketPath, "/keys/rotate", {}, signal);
    for await (const text of createInterface({ input: response })) {
      const line = JSON.parse(text) as { progress?: never; rotation?: unknown; error?: string };
      if (line.progress) onProgress?.(line.progress);
      if (line.error) throw new OperatorError(line.error);
      if (line.rotation) return rotation.parse(line.rotation);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
  if (signal?.aborted)
    throw new CliError(EXIT.interrupted, "Stopped. What was done stays done; run it again to go on.");
  throw new OperatorError("The gateway ended before it had finished. Run it again to go on.");
}
