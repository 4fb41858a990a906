import { TextDecoder } from "node:util";
import { parameterOf } from "./part-tree.ts";

export interface Decoded {
  text: string;
  /** What could not be read, for the agent. */
  note?: string;
}

/** Names that mail uses and the Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels) does not. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "utf-8-sig": "utf-8",
    cp932: "shift_jis",
    "windows-932": "shift_jis",
    cp936: "gbk",
    ms936: "gbk",
    "windows-936": "gbk",
    cp949: "euc-kr",
    uhc: "euc-kr",
    cp950: "big5",
    "windows-950": "big5",
    "iso-2022-jp-1": "iso-2022-jp",
    "iso-2022-jp-2": "iso-2022-jp",
    "iso-2022-jp-ms": "iso-2022-jp",
    cp50220: "iso-2022-jp",
    cp50221: "iso-2022-jp",
    cp874: "windows-874",
    "iso-8859-8-e": "iso-8859-8",
    "ansi-x3.110-1983": "windows-1252",
    "8859-1": "windows-1252",
  }),
);
/** Seven-bit encodings, and those with zero bytes, are valid UTF-8 by accident. */
const LOOKS_LIKE_ASCII = /^(?:iso-2022-|hz|utf-?7|utf-?16|utf-?32|ucs-?2|unicode|csiso2022)/;
const EAST_ASIAN = /^(?:gb|big5|euc|shift|sjis|x-sjis|cp9|ms9|windows-9|ks_c|ksc)/;

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });
const decoders = new Map<string, TextDecoder>();

/**
 * The bytes of a text part as text. Gmail hands some texts out in UTF-8 under the name of their old charset, so what
 * is valid UTF-8 is read as such unless its charset makes that an accident. Never throws, and never decodes UTF-7,
 * which hides text from whoever looks at the bytes.
 */
export function decodeText(bytes: Buffer, contentType: string): Decoded {
  const declared = parameterOf(contentType, "charset").toLowerCase().slice(0, 60);
  const marked = byteOrderMark(bytes);
  if (marked) return { text: marked };
  if (LOOKS_LIKE_ASCII.test(declared)) {
    const special = asciiLike(bytes, declared);
    if (special) return special;
  }
  const utf8 = asUtf8(bytes, declared);
  if (utf8 !== undefined) return { text: utf8 };
  const decoder = decoderOf(declared);
  if (decoder && decoder.encoding !== "utf-8") return { text: decoder.decode(bytes) };
  if (decoder || declared === "") return { text: brokenUtf8(bytes) };
  return {
    text: new TextDecoder("windows-1252").decode(bytes),
    note: `Part of the text is in ${JSON.stringify(declared)}, which is not a known charset; its letters may be wrong.`,
  };
}

function byteOrderMark(bytes: Buffer): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return new TextDecoder().decode(bytes);
  if (a === 0xff && b === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return undefined;
}

/** Undefined: there is nothing in the bytes that only this charset has. */
function asciiLike(bytes: Buffer, declared: string): Decoded | undefined {
  if (/^utf-?7/.test(declared)) {
    if (!bytes.includes(0x2b)) return undefined;
    return { text: bytes.toString("latin1"), note: "Part of the text is in UTF-7, which is not decoded." };
  }
  if (/16|ucs|unicode/.test(declared)) {
    if (!bytes.includes(0)) return undefined;
    // RFC 2781 section 4.3: big-endian without a mark; what comes from Windows is not.
    const high = bytes.subarray(0, 400).filter((byte, at) => at % 2 === 0 && byte === 0).length;
    const big =
      declared.endsWith("be") || (!declared.endsWith("le") && high * 4 >= Math.min(400, bytes.length) / 2);
    return { text: new TextDecoder(big ? "utf-16be" : "utf-16le").decode(bytes) };
  }
  if (/kr/.test(declared)) return { text: shifted(bytes, "euc-kr", [0x0e], [0x0f]) };
  if (/^hz/.test(declared)) return { text: shifted(bytes, "gbk", [0x7e, 0x7b], [0x7e, 0x7d]) };
  if (!bytes.includes(0x1b)) return undefined;
  const decoder = decoderOf(declared);
  if (decoder) return { text: decoder.decode(bytes) };
  return {
    text: bytes.toString("latin1").replaceAll("\u001b", ""),
    note: `Part of the text is in ${JSON.stringify(declared)}, which is not decoded.`,
  };
}

/** ISO-2022-KR (RFC 1557) and HZ (RFC 1843): runs of seven-bit pairs between two marks, as the eight-bit charset. */
function shifted(bytes: Buffer, charset: string, into: readonly number[], out: readonly number[]): string {
  const wide: number[] = [];
  const at = (place: number, mark: readonly number[]) => mark.every((byte, by) => bytes[place + by] === byte);
  let inside = false;
  for (let place = 0; place < bytes.length; place++) {
    const byte = bytes[place] as number;
    if (byte === 0x1b && at(place + 1, [0x24, 0x29, 0x43])) place += 3;
    else if (!inside && at(place, into)) [inside, place] = [true, place + into.length - 1];
    else if (inside && at(place, out)) [inside, place] = [false, place + out.length - 1];
    else wide.push(inside && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte);
  }
  return new TextDecoder(charset).decode(Buffer.from(wide));
}

function asUtf8(bytes: Buffer, declared: string): string | undefined {
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
  // Short texts of two-byte charsets may be valid UTF-8; East Asian UTF-8 always has letters of three bytes.
  const accident = EAST_ASIAN.test(declared) && /[\u0080-\u07ff]/.test(text) && !/[\u0800-\uffff]/.test(text);
  return accident ? undefined : text;
}

function decoderOf(label: string): TextDecoder | undefined {
  const plain = label.replace(/_/g, "-").replace(/\s/g, "");
  for (const name of [
    label,
    plain,
    ALIASES.get(plain),
    plain.replace(/^(?:x-|cs)/, ""),
    plain.replace(/^iso8/, "iso-8"),
  ]) {
    if (name === undefined || name === "") continue;
    const known = decoders.get(name);
    if (known) return known;
    try {
      const made = new TextDecoder(name);
      // Names come from strangers: only the few that exist are kept.
      decoders.set(name, made);
      return made;
    } catch {
      // Not one of the platform's.
    }
  }
  return undefined;
}

/** Called UTF-8 and not valid: cut in the middle of a letter, or another charset under a wrong name. */
function brokenUtf8(bytes: Buffer): string {
  const text = new TextDecoder().decode(bytes);
  const broken = text.split("\ufffd").length - 1;
  const letters = text.length - text.replace(/[\u0080-\uffff]/g, "").length;
  return broken * 4 <= letters ? text : new TextDecoder("windows-1252").decode(bytes);
}
