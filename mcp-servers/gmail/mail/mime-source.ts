import { headerOf, type Part } from "../upstream.ts";

/** Headers of the message that are read; the rest (Received, signatures, …) are only bulk. */
const READ = [
  "From",
  "To",
  "Cc",
  "Bcc",
  "Reply-To",
  "Subject",
  "Date",
  "Message-ID",
  "In-Reply-To",
  "References",
];
const BOUNDARY = "=_valketkey_";

/** A part that belongs to the text a person reads, not to the attachments. */
export function isBodyText(part: Part): boolean {
  const type = part.mimeType?.toLowerCase() ?? "";
  if (part.filename || (type !== "text/plain" && type !== "text/html")) return false;
  return (
    part.body?.attachmentId === undefined && !/^\s*attachment\b/i.test(headerOf(part, "Content-Disposition"))
  );
}

/** Whether the children of a part belong to this mail; those of an attached mail do not. */
export function isContainer(part: Part): boolean {
  return part.mimeType?.toLowerCase().startsWith("multipart/") ?? false;
}

/**
 * The mail that Gmail took apart, put together again for a MIME parser: headers as they are, text parts, no
 * attachments. Text parts travel as base64 because Gmail has already undone their transfer encoding.
 */
export function mimeSource(payload: Part): Buffer {
  const lines: string[] = [];
  for (const name of READ) {
    const value = headerOf(payload, name);
    if (value !== "") lines.push(`${name}: ${oneLine(value)}`);
  }
  writePart(payload, lines, "0");
  return Buffer.from(lines.join("\r\n"), "utf8");
}

function writePart(part: Part, lines: string[], at: string): void {
  if (isContainer(part)) {
    const boundary = `${BOUNDARY}${at}_`;
    lines.push(`Content-Type: ${oneLine(part.mimeType ?? "multipart/mixed")}; boundary="${boundary}"`, "");
    part.parts?.forEach((child, index) => {
      if (!isContainer(child) && !isBodyText(child)) return;
      lines.push(`--${boundary}`);
      writePart(child, lines, `${at}.${index}`);
    });
    lines.push(`--${boundary}--`, "");
    return;
  }
  const data = isBodyText(part) ? (part.body?.data ?? "") : "";
  const bytes = Buffer.from(data, "base64url");
  lines.push(`Content-Type: ${contentType(part, bytes)}`, "Content-Transfer-Encoding: base64", "");
  lines.push(bytes.toString("base64"));
}

/** The part's own Content-Type (charset, format=flowed), with the charset put right where Gmail recoded to UTF-8. */
function contentType(part: Part, bytes: Buffer): string {
  const own = oneLine(headerOf(part, "Content-Type"));
  const type = own === "" ? `${oneLine(part.mimeType || "text/plain")}` : own;
  const declared = /charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(type);
  const charset = (declared?.[1] ?? declared?.[2] ?? "").toLowerCase();
  // Seven-bit encodings with escapes and UTF-16 are valid UTF-8 by accident; everything else is not.
  const escapes =
    /^(?:iso-2022-|hz-|utf-7|utf-16|utf-32)/.test(charset) && (bytes.includes(0x1b) || bytes.includes(0));
  if (escapes || !isUtf8(bytes)) return declared ? type : `${type}; charset=windows-1252`;
  if (!declared) return `${type}; charset=utf-8`;
  return `${type.slice(0, declared.index)}charset=utf-8${type.slice(declared.index + declared[0].length)}`;
}

const strict = new TextDecoder("utf-8", { fatal: true });
function isUtf8(bytes: Buffer): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function oneLine(value: string): string {
  return value.replace(/[\r\n\0]+/g, " ").trim();
}
