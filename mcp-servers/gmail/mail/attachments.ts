import { headerOf, type Part } from "../upstream.ts";
import { isBodyText, isContainer } from "./mime-source.ts";

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

/** Everything in a message that is not its text, without the bytes. */
export function attachmentsOf(payload: Part): Attachment[] {
  const found: Attachment[] = [];
  const visit = (part: Part, place: string) => {
    if (isContainer(part)) {
      for (const [at, child] of (part.parts ?? []).entries())
        visit(child, place === "" ? `${at}` : `${place}.${at}`);
      return;
    }
    const empty = !part.filename && (part.body?.size ?? 0) === 0;
    if (isBodyText(part) || empty) return;
    found.push({
      attachment_id: `part-${part.partId || place || "0"}`,
      name: (part.filename || fallbackName(part)).slice(0, 255),
      mime_type: (part.mimeType ?? "application/octet-stream").slice(0, 100),
      size: part.body?.size ?? 0,
    });
  };
  visit(payload, "");
  return found;
}

function fallbackName(part: Part): string {
  const type = part.mimeType?.toLowerCase() ?? "";
  if (type === "message/rfc822") return `${headerOf(part.parts?.[0], "Subject") || "message"}.eml`;
  if (type === "text/calendar") return "invite.ics";
  // Gmail keeps very long texts apart from the message.
  if (type === "text/plain" || type === "text/html") return type === "text/html" ? "body.html" : "body.txt";
  return "unnamed";
}
