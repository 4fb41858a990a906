import { decodeWords } from "postal-mime";
import { headerOf, type Part, typeOf } from "./part-tree.ts";

/** How many attachments of one message are listed; the rest are counted aloud by the caller. */
export const MOST_ATTACHMENTS = 50;

export interface Attachment {
  /**
   * The part's place in the message (`part-1.2`). Gmail's own attachment ids run to 400 characters and change with
   * every answer; message and part number name the same bytes for good.
   */
  attachment_id: string;
  name: string;
  mime_type: string;
  /** Bytes. */
  size: number;
}

/** Texts that programs read; they stay attachments even without a name. */
const FOR_PROGRAMS =
  /^text\/(?:calendar|csv|tab-separated-values|vcard|x-vcard|directory|rfc822-headers|x-amp-html|css|javascript|xml)$/;

/** A part that belongs to the text a person reads, not to the attachments. */
export function isBodyText(part: Part): boolean {
  const type = typeOf(part);
  if (part.filename || !type.startsWith("text/") || FOR_PROGRAMS.test(type)) return false;
  return part.body?.attachmentId === undefined && !isAttached(part);
}

/** A text so long that Gmail keeps its bytes apart, though it is what a person reads. */
export function isBodyApart(part: Part): boolean {
  if (part.filename || part.body?.attachmentId === undefined || isAttached(part)) return false;
  return /^text\/(?:plain|html)$/.test(typeOf(part));
}

/** Whether the sender says that a part is a file. */
export function isAttached(part: Part): boolean {
  return /^\s*attachment\b/i.test(headerOf(part, "Content-Disposition"));
}

export function isContainer(part: Part): boolean {
  return typeOf(part).startsWith("multipart/");
}

/** Every part that is not the text, with its id. Those of an attached mail come after it. */
export function* filesOf(payload: Part): Generator<{ part: Part; file: Attachment }> {
  const open: { part: Part; place: string }[] = [{ part: payload, place: "" }];
  while (open.length > 0) {
    const { part, place } = open.pop() as (typeof open)[number];
    const children = part.parts ?? [];
    for (let at = children.length - 1; at >= 0; at--)
      open.push({ part: children[at] as Part, place: place === "" ? `${at}` : `${place}.${at}` });
    if (isContainer(part) || isBodyText(part)) continue;
    const isMail = typeOf(part) === "message/rfc822";
    if (!isMail && !part.filename && (part.body?.size ?? 0) === 0) continue;
    yield { part, file: fileOf(part, part.partId || place || "0") };
  }
}

/** Everything in a message that is not its text, without the bytes. */
export function attachmentsOf(payload: Part): Attachment[] {
  return Array.from(filesOf(payload), ({ file }) => file);
}

function fileOf(part: Part, place: string): Attachment {
  return {
    attachment_id: `part-${place}`,
    name: nameOf(part).slice(0, 255),
    mime_type: typeOf(part).slice(0, 100),
    size: part.body?.size ?? 0,
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what goes.
const CONTROL = /[\u0000-\u001f\u007f]+/g;

/** Gmail decodes names; what is still an encoded word (RFC 2047, which RFC 2231 forbids there) is decoded here. */
function nameOf(part: Part): string {
  const given = part.filename ?? "";
  const plain = (given.includes("=?") ? decodeWords(given) : given).replace(CONTROL, " ").trim();
  return plain === "" ? fallbackName(part) : plain;
}

function fallbackName(part: Part): string {
  const type = typeOf(part);
  if (type === "message/rfc822")
    return `${decodeWords(headerOf(part.parts?.[0], "Subject")) || "message"}.eml`;
  if (type === "text/calendar") return "invite.ics";
  // Gmail keeps very long texts apart from the message.
  if (type === "text/plain" || type === "text/html") return type === "text/html" ? "body.html" : "body.txt";
  return "unnamed";
}
