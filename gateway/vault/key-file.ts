import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { type KeyRing, parseKeys } from "./key-ring.ts";
import { reveal, Secret } from "./secret.ts";

export interface LoadedKeyRing {
  ring: KeyRing;
  /** Where the keys came from when not from VAULT_KEYS, for the log. */
  keyFile: string | undefined;
  /** True when the file was made just now. */
  created: boolean;
}

export interface KeySource {
  /** The value of VAULT_KEYS. */
  vaultKeys: Secret | string | undefined;
  dataDir: string;
  /** The embedded database: then, without VAULT_KEYS, a key file is kept in `dataDir`. */
  embedded: boolean;
}

/**
 * The keys of this start. Throws an Error of one line: VAULT_KEYS is bad or missing with PostgreSQL, or the key
 * file may be read by others.
 */
export async function loadKeyRing({ vaultKeys, dataDir, embedded }: KeySource): Promise<LoadedKeyRing> {
  const text = (vaultKeys instanceof Secret ? reveal(vaultKeys) : vaultKeys)?.trim();
  if (text) return { ring: parseKeys(text), keyFile: undefined, created: false };
  if (!embedded) {
    // A key file would sit beside one replica only, and be lost with its disk while the database lives on.
    throw new Error(
      "VAULT_KEYS: must be set when DATABASE_URL is. Make one with: k1:$(openssl rand -base64 32)",
    );
  }
  const keyFile = join(dataDir, "vault.key");
  const created = await createOnce(dataDir, keyFile);
  const { mode } = await stat(keyFile);
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw new Error(
      `${keyFile}: may be read by others than its owner. Correct it with: chmod 600 ${keyFile}`,
    );
  }
  return { ring: parseKeys(await readFile(keyFile, "utf8"), keyFile), keyFile, created };
}

/** Whole or not at all: written beside, flushed, then linked into place. False when there was one already. */
async function createOnce(dataDir: string, keyFile: string): Promise<boolean> {
  if (await stat(keyFile).catch(missing)) return false;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${keyFile}.${randomBytes(6).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    // A new id each time: with a lost file the error says "unknown key", not "does not open".
    await file.writeFile(`k${randomBytes(4).toString("hex")}:${randomBytes(32).toString("base64")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, keyFile);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
