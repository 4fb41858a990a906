import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { GatewayError } from "../errors.ts";
import { additionalData, decrypt, encrypt } from "./envelope.ts";
import type { Bound, KeyProvider } from "./keys.ts";

/** A derived key and the id of the ring key it comes from. */
export interface RingKey {
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

const KEY_BYTES = 32;

/**
 * Reads `kid:base64,kid:base64,…`. Throws an Error of one line that names `source` and what is wrong, never the
 * key: no key, bad form, not 32 bytes, the same id or key twice, or a key that no random generator made.
 */
export function parseKeys(
  text: string,
  source = "VAULT_KEYS",
  kind: KeyProvider["kind"] = "environment",
): KeyProvider {
  const keys = new Map<string, Buffer>();
  for (const [index, entry] of text.trim().split(",").entries()) {
    const fail = (what: string): never => {
      throw new Error(`${source}: key ${index + 1} ${what}. Make one with: openssl rand -base64 32`);
    };
    const [, id, encoded] = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]+={0,2})\s*$/.exec(entry) ?? [];
    if (id === undefined || encoded === undefined) return fail("is not of the form kid:base64");
    const key = Buffer.from(encoded, "base64");
    if (key.toString("base64") !== encoded) fail("is not valid base64");
    if (key.byteLength !== KEY_BYTES) fail(`has ${key.byteLength} bytes instead of ${KEY_BYTES}`);
    if (!looksRandom(key)) fail("is not random: it is a default, a pattern or plain text");
    if (keys.has(id)) fail(`has the id "${id}" of another key`);
    if ([...keys.values()].some((k) => k.equals(key))) fail("is the same as another key");
    keys.set(id, key);
  }
  return ringOf(keys, kind);
}

/** A new key as it stands in VAULT_KEYS. A new id each time: with a lost key the error says "unknown", not "does not open". */
export const newKeyEntry = (): string =>
  `k${randomBytes(4).toString("hex")}:${randomBytes(KEY_BYTES).toString("base64")}`;

/**
 * Refuses all-zero, repeated and counted keys, and every key that is printable text ("changeme…", hex digits): 32
 * random bytes have some 30 distinct values, and are all printable once in 10^13 times.
 */
function looksRandom(key: Buffer): boolean {
  const counted = new Set(key.map((byte, i) => byte - key[(i + 1) % KEY_BYTES]!)).size <= 2;
  return new Set(key).size >= 16 && !counted && key.some((byte) => byte < 0x20 || byte > 0x7e);
}

const wrapData = (keyId: string, { workspaceId, purpose }: Bound) =>
  additionalData("key", keyId, workspaceId, purpose);

/** The first key wraps, every one unwraps (AES-256-GCM: IV, tag, 32 bytes). The keys are not on the object. */
function ringOf(keys: ReadonlyMap<string, Buffer>, kind: KeyProvider["kind"]): KeyProvider {
  const ids = [...keys.keys()];
  const currentId = ids[0]!;
  const objects = new Map<string, KeyObject>(ids.map((id) => [id, createSecretKey(keys.get(id)!)]));
  return Object.freeze({
    kind,
    currentId,
    ids,
    knows: (id: string) => objects.has(id),
    async wrap(dataKey: Buffer, bound: Bound) {
      const bytes = encrypt(objects.get(currentId)!, wrapData(currentId, bound), dataKey);
      return { keyId: currentId, bytes: new Uint8Array(bytes) };
    },
    async unwrap({ keyId, bytes }: { keyId: string; bytes: Uint8Array }, bound: Bound) {
      const key = objects.get(keyId);
      if (!key) throw new GatewayError("key_unknown");
      return decrypt(key, wrapData(keyId, bound), bytes);
    },
    derive: (label: string) =>
      ids.map((id) => ({
        id,
        key: Buffer.from(hkdfSync("sha256", keys.get(id)!, "", `valetkey 1 ${label}`, KEY_BYTES)),
      })),
    legacyKey: (id: string) => objects.get(id),
  });
}
