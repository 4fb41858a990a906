import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { ShownArgument } from "./types.ts";

/** The first seals, every one opens (`KeyProvider.derive("approval-arguments")` of the vault). */
export type SealingKeys = readonly { id: string; key: Buffer }[];

/** What they belong to; they open for nothing else. */
export interface Owner {
  workspaceId: string;
  id: string;
}
export interface Sealed {
  keyId: string;
  /** IV (12 bytes), tag (16), ciphertext: AES-256-GCM. */
  sealed: Uint8Array<ArrayBuffer>;
}

const boundTo = ({ workspaceId, id }: Owner) =>
  Buffer.from(JSON.stringify(["valetkey approval arguments 1", workspaceId, id]));

export function sealArguments(keys: SealingKeys, owner: Owner, args: readonly ShownArgument[]): Sealed {
  const [current] = keys;
  if (!current) throw new Error("no sealing key");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", current.key, iv).setAAD(boundTo(owner));
  const body = Buffer.concat([cipher.update(JSON.stringify(args), "utf8"), cipher.final()]);
  return { keyId: current.id, sealed: new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), body])) };
}

/** Undefined for what was changed, belongs to another approval, or was sealed with a key that is gone. */
export function openArguments(
  keys: SealingKeys,
  owner: Owner,
  { keyId, sealed }: { keyId: string | null; sealed: Uint8Array | null },
): ShownArgument[] | undefined {
  const key = keys.find(({ id }) => id === keyId);
  if (!key || !sealed || sealed.byteLength < 28) return undefined;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.key, sealed.subarray(0, 12), { authTagLength: 16 })
      .setAAD(boundTo(owner))
      .setAuthTag(sealed.subarray(12, 28));
    const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString("utf8");
    return JSON.parse(text) as ShownArgument[];
  } catch {
    return undefined;
  }
}
