// biome-ignore-all lint/suspicious/noControlCharactersInRegex: ISO-2022-JP begins its runs with ESC.
import { analyse } from "chardet";
import { Unreadable } from "./protocol.ts";

export interface Decoded {
  text: string;
  /** The charset is a guess: nothing in the file says it. */
  guessed: string | undefined;
}

/** Bytes that a guess looks at. */
const SAMPLE = 64 * 1024;
/** What chardet must be sure of, in percent, before it is believed more than the charset of Western Europe. */
const SURE = 20;
const DECLARED =
  /(?:<\?xml[^>]{0,100}?\bencoding\s*=\s*|<meta[^>]{0,200}?\bcharset\s*=\s*)["']?([\w.:-]{1,40})/i;

/**
 * Text in whatever charset: a mark at the beginning, else UTF-8 where the bytes are nothing else, else what an XML or
 * HTML head declares, else a guess. Throws `Unreadable("binary")` for what is not text.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const marked = byMark(bytes);
  if (marked !== undefined) return { text: decode(bytes, marked), guessed: undefined };
  const sample = bytes.subarray(0, SAMPLE);
  const wide = wideWithoutMark(sample);
  if (wide !== undefined) return { text: decode(bytes, wide), guessed: wide };
  if (controls(sample) > sample.length / 50) throw new Unreadable("binary");
  const head = decode(bytes.subarray(0, 2048), "windows-1252");
  const declared = labelOf(DECLARED.exec(head)?.[1] ?? "");
  if (/\x1b\$[@B]|\x1b\([JI]/.test(decode(sample, "windows-1252"))) {
    return { text: decode(bytes, "iso-2022-jp"), guessed: undefined };
  }
  const utf8 = asUtf8(bytes);
  if (utf8 !== undefined) return { text: utf8, guessed: undefined };
  if (declared !== undefined && !declared.startsWith("utf-")) {
    return { text: decode(bytes, declared), guessed: undefined };
  }
  const guessed = guess(sample);
  return { text: decode(bytes, guessed), guessed };
}

const decode = (bytes: Uint8Array, charset: string): string => new TextDecoder(charset).decode(bytes);

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return undefined;
}

/** UTF-16 of a text that is mostly ASCII: every other byte is nothing. */
function wideWithoutMark(sample: Uint8Array): string | undefined {
  const nothing = [0, 0];
  for (let at = 0; at < sample.length; at++) {
    if (sample[at] === 0) nothing[at % 2] = (nothing[at % 2] ?? 0) + 1;
  }
  const half = sample.length / 2;
  const [even = 0, odd = 0] = nothing;
  if (half < 2) return undefined;
  if (odd > half * 0.6 && even < half * 0.05) return "utf-16le";
  return even > half * 0.6 && odd < half * 0.05 ? "utf-16be" : undefined;
}

/** Control characters that text does not have. */
function controls(sample: Uint8Array): number {
  let found = 0;
  for (const byte of sample) {
    if (byte === 0x7f || (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b)) found += 1;
  }
  return found;
}

/** As UTF-8 where it is, a broken character in five hundred forgiven. */
function asUtf8(bytes: Uint8Array): string | undefined {
  try {
    // `stream`: a character that the end of the file cuts through is no reason against it.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    const text = decode(bytes, "utf-8");
    let broken = 0;
    let foreign = 0;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === 0xfffd) broken += 1;
      else if (unit > 0x7f) foreign += 1;
    }
    return foreign > broken * 20 ? text : undefined;
  }
}

function labelOf(name: string): string | undefined {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}

function guess(sample: Uint8Array): string {
  for (const { name, confidence } of analyse(sample)) {
    const label = labelOf(name);
    if (label === undefined || label.startsWith("utf-") || confidence < SURE) continue;
    if (fits(sample, label)) return label;
  }
  return "windows-1252";
}

function fits(sample: Uint8Array, label: string): boolean {
  try {
    new TextDecoder(label, { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}
