import { existsSync } from "node:fs";
import { join } from "node:path";
import { type KeyFile, openKeyFile } from "./key-file.ts";
import { parseKeys } from "./key-ring.ts";
import type { KmsSource } from "./key-service.ts";
import type { KeyProvider } from "./keys.ts";
import { behind } from "./keys-behind.ts";
import { reveal, Secret } from "./secret.ts";

export interface LoadedKeys {
  keys: KeyProvider;
  /** Where the keys are when neither VAULT_KEYS nor a key service has them. */
  keyFile: KeyFile | undefined;
  /** True when the key file was made just now. */
  created: boolean;
}

export interface KeySource {
  /** The value of VAULT_KEYS. */
  vaultKeys: Secret | string | undefined;
  dataDir: string;
  /** The embedded database: then, without VAULT_KEYS, a key file is kept in `dataDir`. */
  embedded: boolean;
  /** AWS KMS: `keyId` wraps when it is there; `oldKeyIds` open. */
  kms?: KmsSource | undefined;
}

/**
 * The keys of this start. What does not wrap stands behind what does, so that one may move from local keys to a key
 * service and back. Throws an Error of one line: VAULT_KEYS is bad or missing with PostgreSQL, or the key file may be
 * read by others. Asks no key service yet: `keys.ready` does.
 */
export async function loadKeys(source: KeySource): Promise<LoadedKeys> {
  const { kms, embedded, dataDir } = source;
  // The client of the key service takes a third of a second to load.
  const openService = async () => (kms ? (await import("./key-service.ts")).openKeyService(kms) : undefined);
  if (!kms?.keyId) {
    const { keys, ...file } = await loadLocal(source);
    const service = kms?.oldKeyIds.length ? await openService() : undefined;
    return { keys: service ? behind(keys, service) : keys, ...file };
  }
  const path = join(dataDir, "vault.key");
  const local = textOf(source) || (embedded && existsSync(path)) ? (await loadLocal(source)).keys : undefined;
  const service = (await openService()) as KeyProvider;
  return { keys: local ? behind(service, local) : service, keyFile: undefined, created: false };
}

const textOf = ({ vaultKeys }: KeySource): string =>
  (vaultKeys instanceof Secret ? reveal(vaultKeys) : (vaultKeys ?? "")).trim();

async function loadLocal(source: KeySource): Promise<LoadedKeys> {
  const text = textOf(source);
  if (text) return { keys: parseKeys(text), keyFile: undefined, created: false };
  if (!source.embedded) {
    // A key file would sit beside one replica only, and be lost with its disk while the database lives on.
    throw new Error(
      "VAULT_KEYS: must be set when DATABASE_URL is. Make one with: npm run keys -- new (or set KEY_PROVIDER=aws_kms)",
    );
  }
  const { keyFile, created } = await openKeyFile(join(source.dataDir, "vault.key"));
  return { keys: keyFile.keys, keyFile, created };
}
