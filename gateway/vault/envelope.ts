import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { GatewayError } from "../errors.ts";
import { currentKey, type KeyRing, keyById } from "./key-ring.ts";

/** Ciphertext and the id of the key that opens it. */
export interface SealedBytes {
  keyId: string;
  /** Version (1 byte), IV (12), tag (16), ciphertext. */
  bytes: Uint8Array<ArrayBuffer>;
}

/** What a ciphertext belongs to; it opens nowhere else. */
export interface Bound {
  workspaceId: string;
  purpose: `grant:${string}` | `pending:${string}`;
}

const VERSION = 1;
const IV = 12;
const TAG = 16;
const HEAD = 1 + IV + TAG;

/** AES-256-GCM with a random IV (NIST SP 800-38D section 8.2.2: good for 2^32 seals a key). */
export function seal(ring: KeyRing, bound: Bound, plain: string): SealedBytes {
  const keyId = ring.currentId;
  const iv = randomBytes(IV);
  const cipher = createCipheriv("aes-256-gcm", currentKey(ring), iv).setAAD(additionalData(keyId, bound));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const bytes = new Uint8Array(HEAD + body.byteLength);
  bytes[0] = VERSION;
  bytes.set(iv, 1);
  bytes.set(cipher.getAuthTag(), 1 + IV);
  bytes.set(body, HEAD);
  return { keyId, bytes };
}

/**
 * Throws `key_unknown`, or `credential_unreadable` when the bytes were changed, cut, or belong to another
 * workspace, purpose or key.
 */
export function unseal(ring: KeyRing, bound: Bound, sealed: { keyId: string; bytes: Uint8Array }): string {
  const key = keyById(ring, sealed.keyId);
  if (!key)
    throw new GatewayError("key_unknown", { detail: `The key "${sealed.keyId}" is not in VAULT_KEYS.` });
  const { bytes } = sealed;
  if (bytes.byteLength < HEAD || bytes[0] !== VERSION) throw new GatewayError("credential_unreadable");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(1, 1 + IV), { authTagLength: TAG })
      .setAAD(additionalData(sealed.keyId, bound))
      .setAuthTag(bytes.subarray(1 + IV, HEAD));
    return decipher.update(bytes.subarray(HEAD), undefined, "utf8") + decipher.final("utf8");
  } catch {
    throw new GatewayError("credential_unreadable");
  }
}

/** Each part with its length in bytes before it, so that no two bindings share an encoding. */
function additionalData(keyId: string, { workspaceId, purpose }: Bound): Buffer {
  const parts = [keyId, workspaceId, purpose];
  return Buffer.from(`${VERSION}|${parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join("|")}`);
}
