// biome-ignore-all lint/suspicious/noControlCharactersInRegex: the first bytes of files hold them.
import type { Job, Problem } from "./protocol.ts";

export type Kind = "pdf" | "zip" | "compound" | "rtf" | "mail" | "text";
export type TextKind = "html" | "csv" | "plain";

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString("latin1");

/** Beginnings of files that hold no text, by what they are. */
const NO_TEXT: readonly (readonly [Problem, RegExp])[] = [
  [
    "picture",
    /^(?:\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|BM[\s\S]{4}\0\0\0\0|8BPS|\0\0[\x01\x02]\0)/,
  ],
  ["picture", /^(?:RIFF[\s\S]{4}WEBP|[\s\S]{4}ftyp(?:heic|heix|mif1|msf1|avif|avis))/],
  [
    "media",
    /^(?:[\s\S]{4}ftyp|ID3[\x02-\x04]|OggS|fLaC|\x1aE\xdf\xa3|RIFF[\s\S]{4}(?:WAVE|AVI )|\xff[\xfb\xf3\xf2])/,
  ],
  ["archive", /^(?:\x1f\x8b|BZh[1-9]|7z\xbc\xaf\x27\x1c|Rar!\x1a|\xfd7zXZ\0|\x28\xb5\x2f\xfd)/],
  ["program", /^(?:\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\0asm|MZ[\s\S]{0,62}\0)/],
];

/** What a file is by its first bytes; a `Problem` for what holds no text. */
export function detect({ bytes, name, mimeType }: Job): Kind | { problem: Problem } {
  if (bytes.length === 0) return { problem: "empty" };
  const head = latin(bytes, 0, 1024);
  // Some programs write something before it; readers look for it within the first kilobyte.
  if (head.includes("%PDF-")) return "pdf";
  if (/^PK(?:\x03\x04|\x05\x06|\x07\x08)/.test(head)) return "zip";
  if (head.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return "compound";
  if (head.startsWith("{\\rtf")) return "rtf";
  for (const [problem, start] of NO_TEXT) if (start.test(head)) return { problem };
  if (latin(bytes, 257, 262) === "ustar") return { problem: "archive" };
  if (isMail(head, name, mimeType)) return "mail";
  return "text";
}

const UNTYPED = /^(?:application\/octet-stream|application\/x-download|)$/;
const MAIL_FIRST = /^(?:Return-Path|Received|Delivered-To|X-Original-To|MIME-Version|Message-ID|From): /i;

function isMail(head: string, name: string, mimeType: string): boolean {
  if (mimeType === "message/rfc822" || /\.(?:eml|mht|mhtml)$/i.test(name)) return true;
  return (
    UNTYPED.test(mimeType) && MAIL_FIRST.test(head) && /\n(?:From|Subject|Date|MIME-Version|To): /i.test(head)
  );
}

/** Which text it is: by what it begins with, then by type, then by name. */
export function detectText(text: string, { name, mimeType }: Job): TextKind {
  const head = text.slice(0, 2000).replace(/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*/, "");
  if (/^(?:<!doctype\s+html|<html[\s>])/i.test(head)) return "html";
  if (mimeType === "text/html" || mimeType === "application/xhtml+xml") return "html";
  if (/\.(?:html?|xhtml)$/i.test(name)) return "html";
  return mimeType === "text/csv" || /\.csv$/i.test(name) ? "csv" : "plain";
}
