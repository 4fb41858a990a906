import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { GatewayError } from "../errors.ts";
import type { Bound, KeyProvider } from "./keys.ts";

export type { Bound } from "./keys.ts";

/** Ciphertext and the id of the key that wraps its data key. */
export interface SealedBytes {
  keyId: string;
  /** Version (1 byte), length of the wrapped data key (2, big endian), wrapped data key, IV (12), tag (16), ciphertext. */
  bytes: Uint8Array<ArrayBuffer>;
}
type Opened = { keyId: string; bytes: Uint8Array };

const VERSION = 2;
/** Sealed with a ring key itself: before there were data keys. Read, never written. */
const LEGACY = 1;
const IV = 12;
const TAG = 16;
const LENGTH = 2;
const DATA_KEY = 32;
const MAX_WRAPPED = 4_096;

/** Each part with its length in bytes before it, so that no two bindings share an encoding. */
export const additionalData = (...parts: readonly string[]): Buffer =>
  Buffer.from(parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join("|"));

const bodyData = ({ workspaceId, purpose, context = "" }: Bound) =>
  additionalData("body", String(VERSION), workspaceId, purpose, context);
const legacyData = (keyId: string, { workspaceId, purpose }: Bound) =>
  Buffer.from(`${LEGACY}|${additionalData(keyId, workspaceId, purpose)}`);

/** Node takes plain bytes too, and four times as long with them. */
const secretOf = (key: Buffer | KeyObject): KeyObject => (Buffer.isBuffer(key) ? createSecretKey(key) : key);

/** AES-256-GCM with a random IV: IV, tag, ciphertext. */
export function encrypt(key: Buffer | KeyObject, aad: Buffer, plain: Buffer): Buffer {
  const iv = randomBytes(IV);
  const cipher = createCipheriv("aes-256-gcm", secretOf(key), iv).setAAD(aad);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** Throws `credential_unreadable`. */
export function decrypt(key: Buffer | KeyObject, aad: Buffer, bytes: Uint8Array): Buffer {
  if (bytes.byteLength < IV + TAG) throw new GatewayError("credential_unreadable");
  try {
    const decipher = createDecipheriv("aes-256-gcm", secretOf(key), bytes.subarray(0, IV), {
      authTagLength: TAG,
    })
      .setAAD(aad)
      .setAuthTag(bytes.subarray(IV, IV + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]);
  } catch {
    throw new GatewayError("credential_unreadable");
  }
}

function assemble(keyId: string, wrapped: Uint8Array, body: Uint8Array): SealedBytes {
  const head = Buffer.alloc(1 + LENGTH);
  head[0] = VERSION;
  head.writeUInt16BE(wrapped.byteLength, 1);
  return { keyId, bytes: new Uint8Array(Buffer.concat([head, wrapped, body])) };
}

function takeApart(bytes: Uint8Array): { wrapped: Uint8Array<ArrayBuffer>; body: Uint8Array } {
  const length = bytes.byteLength > LENGTH ? Buffer.from(bytes).readUInt16BE(1) : 0;
  const start = 1 + LENGTH + length;
  const sound = bytes[0] === VERSION && length > 0 && length <= MAX_WRAPPED && bytes.byteLength > start;
  if (!sound) throw new GatewayError("credential_unreadable");
  return { wrapped: new Uint8Array(bytes.slice(1 + LENGTH, start)), body: bytes.subarray(start) };
}

/** Callers see it: of a key service's id without the account that owns the key. */
const shortId = (keyId: string): string => keyId.split("/").at(-1) ?? keyId;

/** Under a data key of its own, which the provider's current key wraps (envelope encryption). */
export async function seal(keys: KeyProvider, bound: Bound, plain: string): Promise<SealedBytes> {
  const dataKey = randomBytes(DATA_KEY);
  const { keyId, bytes: wrapped } = await keys.wrap(dataKey, bound);
  const body = encrypt(dataKey, bodyData(bound), Buffer.from(plain, "utf8"));
  dataKey.fill(0);
  return assemble(keyId, wrapped, body);
}

/**
 * Throws `key_unknown`, `key_service_unavailable`, or `credential_unreadable` when the bytes were changed, cut, or
 * belong to another workspace, purpose, context or key.
 */
export async function unseal(keys: KeyProvider, bound: Bound, { keyId, bytes }: Opened): Promise<string> {
  if (!keys.knows(keyId))
    throw new GatewayError("key_unknown", {
      detail: `The key "${shortId(keyId)}" is not among the vault's keys.`,
    });
  if (bytes[0] === LEGACY) return unsealLegacy(keys, bound, { keyId, bytes });
  const { wrapped, body } = takeApart(bytes);
  const dataKey = await keys.unwrap({ keyId, bytes: wrapped }, bound);
  const plain = decrypt(dataKey, bodyData(bound), body).toString("utf8");
  dataKey.fill(0);
  return plain;
}

function unsealLegacy(keys: KeyProvider, bound: Bound, { keyId, bytes }: Opened): string {
  const key = keys.legacyKey?.(keyId);
  // What had no data key was bound to no hosts either: it opens as such and as nothing else.
  if (!key || bound.context) throw new GatewayError("credential_unreadable");
  return decrypt(key, legacyData(keyId, bound), bytes.subarray(1)).toString("utf8");
}

/** The same content under the provider's current key. The body is not opened, unless it has no data key yet. */
export async function rewrap(keys: KeyProvider, bound: Bound, sealed: Opened): Promise<SealedBytes> {
  if (sealed.bytes[0] === LEGACY) return seal(keys, bound, await unseal(keys, bound, sealed));
  const { wrapped, body } = takeApart(sealed.bytes);
  const dataKey = await keys.unwrap({ keyId: sealed.keyId, bytes: wrapped }, bound);
  const next = await keys.wrap(dataKey, bound);
  dataKey.fill(0);
  return assemble(next.keyId, next.bytes, body);
}
