import { Parser } from "htmlparser2";
import { LIMITS } from "./limits.ts";
import { Unreadable } from "./protocol.ts";

export type Attributes = Readonly<Record<string, string>>;

/** Elements and text as they come. Names are without prefix: `w:p` is `p`. */
export interface XmlHandler {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

const local = (name: string): string => name.slice(name.indexOf(":") + 1);
const PIECE = 64 * 1024;

/**
 * Walks a part of an office file. There are no entities but the five of XML and numbers, nothing outside is looked
 * up, and a document type, which no office file has, is refused. One pass, no tree: memory stays flat.
 */
export function walkXml(bytes: Uint8Array, handler: XmlHandler): void {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > LIMITS.depth) throw new Unreadable("too_deep");
        handler.open?.(local(name), attributes);
      },
      ontext: (text) => handler.text?.(text),
      onclosetag(name) {
        depth -= 1;
        handler.close?.(local(name));
      },
      onprocessinginstruction(name) {
        if (name.toLowerCase().startsWith("!doctype")) throw new Unreadable("damaged");
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  const decoder = new TextDecoder(encodingOf(bytes));
  for (let at = 0; at < bytes.length; at += PIECE) {
    parser.write(decoder.decode(bytes.subarray(at, at + PIECE), { stream: true }));
  }
  parser.end(decoder.decode());
}

/** UTF-8 unless the bytes begin as UTF-16: the two encodings that office files may have. */
function encodingOf(bytes: Uint8Array): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0x3c && bytes[1] === 0)) return "utf-16le";
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0 && bytes[1] === 0x3c)) return "utf-16be";
  return "utf-8";
}

/** An attribute by its name without prefix; an attribute without prefix goes first. */
export function attr(attributes: Attributes, name: string): string | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  return prefixed(attributes, name);
}

/** An attribute that has a prefix: `r:id` beside an `id`. */
export function prefixed(attributes: Attributes, name: string): string | undefined {
  for (const key in attributes) if (key.endsWith(`:${name}`)) return attributes[key];
  return undefined;
}

/** A whole number of an attribute, within 0 and `most`. */
export function count(attributes: Attributes, name: string, fallback: number, most: number): number {
  const value = Number(attr(attributes, name) ?? fallback);
  return Number.isInteger(value) ? Math.min(Math.max(value, 0), most) : fallback;
}

/** Whether a switch like `<w:vanish w:val="0"/>` is on: an empty one is. */
export const isOn = (attributes: Attributes): boolean =>
  !["0", "false", "off"].includes(attr(attributes, "val") ?? "1");
