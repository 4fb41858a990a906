import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford base 32

const encode = (bytes: Iterable<number>): string => Array.from(bytes, (b) => ALPHABET[b & 31]).join("");

/** 200 random bits. */
export const newSecretText = (): string => encode(randomBytes(40));

export const sha256 = (text: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash("sha256").update(text).digest());

/** Seven characters that catch a typo or a token cut short before the database is asked. */
export function checksum(text: string): string {
  let n = crc32(text);
  let out = "";
  for (let i = 0; i < 7; i++) {
    out = `${ALPHABET[n & 31]}${out}`;
    n >>>= 5;
  }
  return out;
}

const TOKEN = /^vk_([0-9a-z]{20})_([0-9a-z]{40})([0-9a-z]{7})$/;

/** `vk_<id>_<secret><crc>` for the token `tok_<id>`. Only its SHA-256 is stored. */
export function newApiTokenText(tokenId: string): string {
  const body = `vk_${tokenId.replace(/^tok_/, "")}_${newSecretText()}`;
  return body + checksum(body);
}

export function looksLikeApiToken(text: string): boolean {
  const match = TOKEN.exec(text);
  return match !== null && checksum(text.slice(0, -7)) === match[3];
}
