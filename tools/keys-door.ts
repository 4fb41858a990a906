import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { z } from "zod";
import type { Config, Secrets } from "../gateway/config.ts";
import { openDatabase } from "../gateway/db/index.ts";
import { OperatorError, socketOf } from "../gateway/operator.ts";
import {
  keyStatus,
  type OperatorKeys,
  openOperatorKeys,
  type RotateKeys,
  type Rotation,
  removal,
  rotation,
} from "../gateway/operator-keys.ts";
import { loadKeys } from "../gateway/vault/index.ts";
import { answers, post } from "./operator-socket.ts";

/** The keys of the running gateway, or those of a database that this process opened. */
export type KeysDoor = Omit<OperatorKeys, "idle"> & { close(): Promise<void> };

/** On the embedded database the gateway that runs holds it: then it is asked. */
export async function openKeysDoor(
  config: Config,
  { vaultKeys }: Secrets,
  otherDir: string | undefined,
): Promise<KeysDoor> {
  const dataDir = otherDir ?? config.dataDir;
  const url = otherDir === undefined ? config.databaseUrl : undefined;
  if (!url) {
    const socketPath = socketOf(dataDir);
    if (await answers(socketPath)) return remoteDoor(socketPath);
    // Opening an empty directory would make a database, and a key.
    if (!existsSync(join(dataDir, "pgdata"))) throw new OperatorError(`There is no database in ${dataDir}.`);
    if (!vaultKeys && !config.kms && !existsSync(join(dataDir, "vault.key")))
      throw new OperatorError(`There is no key file in ${dataDir}, and VAULT_KEYS is not set.`);
  }
  const load = () =>
    loadKeys({ vaultKeys, dataDir, embedded: !url, kms: config.kms }).catch((error: Error) => {
      throw new OperatorError(error.message);
    });
  // Without keys a database of gateways is left alone; an embedded one comes first, as its holder may write the key file.
  const early = url ? await load() : undefined;
  const database = await openDatabase({ url, dataDir }).catch((error: Error) => {
    if (url || !existsSync(join(dataDir, "gateway.lock"))) throw error;
    throw new OperatorError(`${error.message}\nIt does not answer on ${socketOf(dataDir)}.`);
  });
  try {
    const keys = early ?? (await load());
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

function remoteDoor(socketPath: string): KeysDoor {
  const ask = async <T>(path: string, body: object, shape: z.ZodType<T>): Promise<T> => {
    let text = "";
    for await (const chunk of await post(socketPath, path, body)) text += chunk;
    return shape.parse(JSON.parse(text));
  };
  return {
    status: () => ask("/keys/status", {}, keyStatus),
    check: (key) => ask("/keys/check", { key }, removal),
    remove: (key) => ask("/keys/remove", { key }, removal),
    rotate: (onProgress, signal) => rotateThere(socketPath, onProgress, signal),
    close: async () => {},
  };
}

async function rotateThere(
  socketPath: string,
  onProgress: RotateKeys["onProgress"],
  signal: AbortSignal | undefined,
): Promise<Rotation> {
  const response = await post(socketPath, "/keys/rotate", {}, signal);
  try {
    for await (const text of createInterface({ input: response })) {
      const line = JSON.parse(text) as { progress?: never; rotation?: unknown; error?: string };
      if (line.progress) onProgress?.(line.progress);
      if (line.error) throw new OperatorError(line.error);
      if (line.rotation) return rotation.parse(line.rotation);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
  throw new OperatorError(
    signal?.aborted
      ? "Stopped. What was done stays done; run it again to go on."
      : "The gateway ended before it had finished. Run it again to go on.",
  );
}
