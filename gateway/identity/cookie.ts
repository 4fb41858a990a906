import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { z } from "zod";

/** Sealing keys, the first is current (`KeyRing.derive` of the vault). */
export type SealingKeys = readonly { id: string; key: Buffer }[];

const contents = z.object({ w: z.string(), s: z.string(), u: z.string(), c: z.string(), e: z.number() });
/** What the cookie holds: workspace, session, user, CSRF value, expiry (ms). */
export type CookieContents = z.infer<typeof contents>;

const AAD = Buffer.from("valetkey session cookie 1");

/** AES-256-GCM: `kid.base64url(iv tag ciphertext)`. */
export function sealCookie(keys: SealingKeys, value: CookieContents): string {
  const current = keys[0];
  if (!current) throw new Error("no sealing key");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", current.key, iv).setAAD(AAD);
  const body = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
  return `${current.id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url")}`;
}

/** Undefined for anything forged, cut, sealed by a key that is gone, or expired at `now`. */
export function openCookie(keys: SealingKeys, text: string, now: number): CookieContents | undefined {
  const dot = text.indexOf(".");
  const key = keys.find((k) => k.id === text.slice(0, dot));
  if (dot < 1 || !key || text.length > 2_000) return undefined;
  try {
    const bytes = Buffer.from(text.slice(dot + 1), "base64url");
    const decipher = createDecipheriv("aes-256-gcm", key.key, bytes.subarray(0, 12), { authTagLength: 16 })
      .setAAD(AAD)
      .setAuthTag(bytes.subarray(12, 28));
    const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    const parsed = contents.safeParse(JSON.parse(plain));
    return parsed.success && parsed.data.e > now ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
