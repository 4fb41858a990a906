import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/** A derived key and the id of the ring key it comes from. */
export interface RingKey {
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

/** The keys of VAULT_KEYS: the first seals, every one opens. The keys themselves are not on the object. */
export interface KeyRing {
  readonly currentId: string;
  /**
   * Keys for another purpose (HKDF-SHA256, RFC 5869), e.g. `derive("session-cookie")`: the first seals, every one
   * opens. Stable over restarts, unrelated to the ring's own keys.
   */
  derive(label: string): readonly RingKey[];
}

const KEY_BYTES = 32;
const hidden = new WeakMap<KeyRing, ReadonlyMap<string, KeyObject>>();

/** The key that seals. Room only. */
export const currentKey = (ring: KeyRing): KeyObject => hidden.get(ring)!.get(ring.currentId)!;
/** The key that opens what `id` sealed. Room only. */
export const keyById = (ring: KeyRing, id: string): KeyObject | undefined => hidden.get(ring)!.get(id);

/**
 * Reads `kid:base64,kid:base64,…`. Throws an Error of one line that names `source` and what is wrong, never the
 * key: no key, bad form, not 32 bytes, the same id or key twice, or a key that no random generator made.
 */
export function parseKeys(text: string, source = "VAULT_KEYS"): KeyRing {
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
  return ringOf(keys);
}

/**
 * Refuses all-zero, repeated and counted keys, and every key that is printable text ("changeme…", hex digits): 32
 * random bytes have some 30 distinct values, and are all printable once in 10^13 times.
 */
function looksRandom(key: Buffer): boolean {
  const counted = new Set(key.map((byte, i) => byte - key[(i + 1) % KEY_BYTES]!)).size <= 2;
  return new Set(key).size >= 16 && !counted && key.some((byte) => byte < 0x20 || byte > 0x7e);
}

function ringOf(keys: ReadonlyMap<string, Buffer>): KeyRing {
  const ids = [...keys.keys()];
  const ring: KeyRing = Object.freeze({
    currentId: ids[0]!,
    derive: (label: string) =>
      ids.map((id) => ({
        id,
        key: Buffer.from(hkdfSync("sha256", keys.get(id)!, "", `valetkey 1 ${label}`, KEY_BYTES)),
      })),
  });
  hidden.set(ring, new Map(ids.map((id) => [id, createSecretKey(keys.get(id)!)])));
  return ring;
}
