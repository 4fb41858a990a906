import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { z } from "zod";

/** Sealing keys, the first is current (`KeyProvider.derive` of the vault). */
export type SealingKeys = readonly { id: string; key: Buffer }[];

/** What is sealed for one purpose. `e`: when it ends, milliseconds. */
interface Kind<T extends { e: number }> {
  /** Additional data: what one purpose sealed opens for no other. */
  purpose: string;
  contents: z.ZodType<T>;
  /** Characters. */
  maxLength: number;
}

const session: Kind<CookieContents> = {
  purpose: "valetkey session cookie 1",
  contents: z.object({ w: z.string(), s: z.string(), u: z.string(), c: z.string(), e: z.number() }),
  maxLength: 2_000,
};
/** What the session cookie holds: workspace, session, user, CSRF value, expiry (ms). */
export interface CookieContents {
  w: string;
  s: string;
  u: string;
  c: string;
  e: number;
}

/** An attempt at the company's sign-in: state, nonce, PKCE verifier, the invitation it is for, expiry (ms). */
export interface AttemptContents {
  s: string;
  n: string;
  v: string;
  i?: string | undefined;
  e: number;
}
const attempt: Kind<AttemptContents> = {
  purpose: "valetkey company sign-in 1",
  contents: z.object({
    s: z.string(),
    n: z.string(),
    v: z.string(),
    i: z.string().optional(),
    e: z.number(),
  }),
  maxLength: 2_000,
};

/** A link to a page for one person: workspace, user, path of the page, expiry (ms). */
export interface LinkContents {
  w: string;
  u: string;
  t: string;
  e: number;
}
const link: Kind<LinkContents> = {
  purpose: "valetkey connect link 1",
  contents: z.object({ w: z.string(), u: z.string(), t: z.string(), e: z.number() }),
  maxLength: 2_000,
};

/** What another product's page shows a warning with: workspace, person or agent, what it rests on, expiry (ms). */
export interface EmbedContents {
  w: string;
  u?: string | undefined;
  a?: string | undefined;
  /** `ses_…` or `tok_…` */
  c: string;
  e: number;
}
const embed: Kind<EmbedContents> = {
  purpose: "valetkey embed token 1",
  contents: z.object({
    w: z.string(),
    u: z.string().optional(),
    a: z.string().optional(),
    c: z.string(),
    e: z.number(),
  }),
  maxLength: 2_000,
};

/** AES-256-GCM: `kid.base64url(iv tag ciphertext)`. */
function seal<T extends { e: number }>(keys: SealingKeys, kind: Kind<T>, value: T): string {
  const current = keys[0];
  if (!current) throw new Error("no sealing key");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", current.key, iv).setAAD(Buffer.from(kind.purpose));
  const body = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
  return `${current.id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url")}`;
}

function open<T extends { e: number }>(
  keys: SealingKeys,
  kind: Kind<T>,
  text: string,
  now: number,
): T | undefined {
  const dot = text.indexOf(".");
  const key = keys.find((k) => k.id === text.slice(0, dot));
  if (dot < 1 || !key || text.length > kind.maxLength) return undefined;
  try {
    const bytes = Buffer.from(text.slice(dot + 1), "base64url");
    const decipher = createDecipheriv("aes-256-gcm", key.key, bytes.subarray(0, 12), { authTagLength: 16 })
      .setAAD(Buffer.from(kind.purpose))
      .setAuthTag(bytes.subarray(12, 28));
    const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    const parsed = kind.contents.safeParse(JSON.parse(plain));
    return parsed.success && parsed.data.e > now ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export const sealCookie = (keys: SealingKeys, value: CookieContents): string => seal(keys, session, value);

/** Undefined for anything forged, cut, sealed by a key that is gone or for something else, or expired at `now`. */
export const openCookie = (keys: SealingKeys, text: string, now: number): CookieContents | undefined =>
  open(keys, session, text, now);

export const sealAttempt = (keys: SealingKeys, value: AttemptContents): string => seal(keys, attempt, value);

/** As `openCookie`. */
export const openAttempt = (keys: SealingKeys, text: string, now: number): AttemptContents | undefined =>
  open(keys, attempt, text, now);

export const sealLink = (keys: SealingKeys, value: LinkContents): string => seal(keys, link, value);

/** As `openCookie`. */
export const openLink = (keys: SealingKeys, text: string, now: number): LinkContents | undefined =>
  open(keys, link, text, now);

export const sealEmbed = (keys: SealingKeys, value: EmbedContents): string => seal(keys, embed, value);

/** As `openCookie`. */
export const openEmbed = (keys: SealingKeys, text: string, now: number): EmbedContents | undefined =>
  open(keys, embed, text, now);
