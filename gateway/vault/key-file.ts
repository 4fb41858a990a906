import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { openLiveRing } from "./key-live.ts";
import { newKeyEntry, parseKeys } from "./key-ring.ts";
import type { KeyProvider } from "./keys.ts";

/** The keys of an embedded gateway, in one file that only its owner reads: `kid:base64,…`, the first wraps. */
export interface KeyFile {
  readonly path: string;
  /** Follows the file: a key that is added wraps at once. */
  readonly keys: KeyProvider;
  /** Puts a new key in front, in the file and then in use. Its id. */
  add(): Promise<string>;
  /** Takes a key out of the file and out of use. Throws when it is the current one or not there. */
  remove(keyId: string): Promise<void>;
}

/**
 * Opens the key file, or makes it (`created`). One process at a time: the holder of the embedded database. Throws an Error of one
 * line when others may read the file or it holds no keys.
 */
export async function openKeyFile(path: string): Promise<{ keyFile: KeyFile; created: boolean }> {
  const created = await createOnce(path);
  const { keys, replace } = openLiveRing(parseKeys(await readOwn(path), path, "file"));

  async function rewrite(change: (entries: string[]) => string[]): Promise<void> {
    const entries = (await readOwn(path)).trim().split(",");
    const text = `${change(entries.map((entry) => entry.trim())).join(",")}\n`;
    const next = parseKeys(text, path, "file"); // before anything is written
    await writeWhole(path, text);
    replace(next);
  }

  const keyFile: KeyFile = {
    path,
    keys,
    async add() {
      const entry = newKeyEntry();
      await rewrite((entries) => [entry, ...entries]);
      return keys.currentId;
    },
    async remove(keyId) {
      if (keyId === keys.currentId) throw new Error(`${path}: "${keyId}" is the current key`);
      if (!keys.knows(keyId)) throw new Error(`${path}: there is no key "${keyId}"`);
      await rewrite((entries) => entries.filter((entry) => !entry.startsWith(`${keyId}:`)));
    },
  };
  return { keyFile, created };
}

async function readOwn(path: string): Promise<string> {
  const { mode } = await stat(path);
  if (process.platform !== "win32" && (mode & 0o077) !== 0)
    throw new Error(`${path}: may be read by others than its owner. Correct it with: chmod 600 ${path}`);
  return readFile(path, "utf8");
}

/** On disk, beside its place, under a name nobody guesses. */
async function writeDraft(path: string, text: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

/** The name itself must be on disk too, before anything is sealed with what the file holds. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const directory = await open(dirname(path), "r");
  await directory.sync().finally(() => directory.close());
}

/** Replaced whole or not at all. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = await writeDraft(path, text);
  try {
    await rename(draft, path);
  } catch (error) {
    await unlink(draft);
    throw error;
  }
  await syncDirectory(path);
}

/** Whole or not at all: written beside, flushed, then linked into place. False when there was one already. */
async function createOnce(path: string): Promise<boolean> {
  if (await stat(path).catch(missing)) return false;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = await writeDraft(path, `${newKeyEntry()}\n`);
  try {
    await link(draft, path);
    await syncDirectory(path);
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
