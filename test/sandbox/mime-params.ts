import { decodeWords } from "postal-mime";

/**
 * One parameter of a structured header as Gmail reads it (ours): tokens and quoted strings (RFC 2045 section 5.1),
 * comments left out (RFC 5322 section 3.2.2), continuations and charsets (RFC 2231), and encoded words (RFC 2047
 * section 5 forbids them there, and mail programs write them).
 */
export function parameter(header: string, name: string): string {
  const found = new Map<string, string>();
  for (const [key, value] of parametersOf(header)) if (!found.has(key)) found.set(key, value);
  const whole = found.get(`${name}*`);
  if (whole !== undefined) return extended([{ value: whole, encoded: true }]);
  if (!found.has(`${name}*0`) && !found.has(`${name}*0*`)) return decodeWords(found.get(name) ?? "");
  const pieces: { value: string; encoded: boolean }[] = [];
  for (let at = 0; ; at++) {
    const encoded = found.get(`${name}*${at}*`);
    const plain = found.get(`${name}*${at}`);
    if (encoded === undefined && plain === undefined) break;
    pieces.push({ value: encoded ?? plain ?? "", encoded: encoded !== undefined });
  }
  return extended(pieces);
}

function extended(pieces: readonly { value: string; encoded: boolean }[]): string {
  const tag = /^([\w.-]*)'[\w-]*'/.exec(pieces[0]?.encoded ? pieces[0].value : "");
  const bytes = pieces.map(({ value, encoded }, at) => {
    const text = at === 0 && tag ? value.slice(tag[0].length) : value;
    return encoded
      ? text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : Buffer.from(text, "utf8").toString("latin1");
  });
  try {
    return new TextDecoder(tag?.[1] || "utf-8").decode(Buffer.from(bytes.join(""), "latin1"));
  } catch {
    return bytes.join("");
  }
}

function* parametersOf(header: string): Generator<[string, string]> {
  const plain = header.replace(/\((?:[^()"\\]|\\.)*\)/g, " ");
  const each = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g;
  for (const [, name = "", quoted, token] of plain.matchAll(each))
    yield [name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? (token ?? "").trim()];
}
