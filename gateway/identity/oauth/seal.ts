import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { SealingKeys } from "../cookie.ts";

export interface Sealed {
  keyId: string;
  /** IV (12 bytes), tag (16), ciphertext. */
  sealed: Uint8Array<ArrayBuffer>;
}

const IV = 12;
const TAG = 16;

/** AES-256-GCM with the current key. What is sealed for one purpose opens for no other. */
export function seal(keys: SealingKeys, purpose: string, text: string): Sealed {
  const [current] = keys;
  if (!current) throw new Error("no sealing key");
  const iv = randomBytes(IV);
  const cipher = createCipheriv("aes-256-gcm", current.key, iv).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return {
    keyId: current.id,
    sealed: new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), body])),
  };
}

/** Undefined for what was changed, moved, or sealed with a key that is gone. */
export function unseal(
  keys: SealingKeys,
  purpose: string,
  { keyId, sealed }: { keyId: string; sealed: Uint8Array },
): string | undefined {
  const found = keys.find(({ id }) => id === keyId);
  if (!found || sealed.byteLength < IV + TAG) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", found.key, sealed.subarray(0, IV), {
      authTagLength: TAG,
    })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(sealed.subarray(IV, IV + TAG));
    return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
