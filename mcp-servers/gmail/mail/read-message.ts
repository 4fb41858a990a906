import { decodeWords } from "postal-mime";
import { isoDate, type Message } from "../upstream.ts";
import { type Mailbox, mailboxesOf } from "./address.ts";
import { type Attachment, attachmentsOf } from "./attachments.ts";
import { type BodyMode, bodyOf } from "./body.ts";
import { plainLine } from "./html-markdown.ts";
import { headerOf } from "./part-tree.ts";

export type { BodyMode };

export interface ReadMessage {
  id: string;
  rfcId: string;
  subject: string;
  from: Mailbox[];
  to: Mailbox[];
  cc: Mailbox[];
  date: string | undefined;
  body: string;
  attachments: Attachment[];
  labels: readonly string[];
  /** What could not be read, in sentences. */
  notes: string[];
}

/** One message as a person reads it. Never throws: what cannot be read falls back to Gmail's preview, and says so. */
export function readMessage(message: Message, mode: BodyMode): ReadMessage {
  const payload = message.payload ?? {};
  const of = (name: string) => headerOf(payload, name);
  const subject = lineOf(of("Subject"));
  const reply = Boolean(of("In-Reply-To") || of("References"));
  return {
    id: message.id,
    rfcId: of("Message-ID").trim(),
    subject,
    from: mailboxesOf(of("From")),
    to: mailboxesOf(of("To")),
    cc: mailboxesOf(of("Cc")),
    date: isoDate(message.internalDate) ?? dateOf(of("Date")),
    ...readBody(message, mode, kindOf(reply, subject)),
    attachments: attachmentsOf(payload),
    labels: message.labelIds,
  };
}

function readBody(message: Message, mode: BodyMode, kind: { reply: boolean; forwarded: boolean }) {
  try {
    const { text, notes } = bodyOf(message.payload ?? {}, mode, kind);
    return { body: text, notes };
  } catch {
    const notes = ["The text could not be converted; this is Gmail's preview."];
    return { body: plainLine(message.snippet), notes };
  }
}

function kindOf(linked: boolean, subject: string) {
  return {
    reply: linked || /^\s*(?:re|aw|sv|antw|odp|回复|返信)\s*[:：]/i.test(subject),
    forwarded: /^\s*(?:fwd?|wg|tr|rv|enc|i|doorst|vs|vb|転送|转发)\s*[:：]/i.test(subject),
  };
}

/** A header as it is shown: encoded words decoded, in one line. */
export function lineOf(header: string): string {
  return decodeWords(header).replace(/\s+/g, " ").trim();
}

function dateOf(header: string): string | undefined {
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
