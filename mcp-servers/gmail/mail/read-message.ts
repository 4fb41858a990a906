import PostalMime from "postal-mime";
import { headerOf, isoDate, type Message } from "../upstream.ts";
import { flat, type Mailbox, mailboxesOf } from "./address.ts";
import { type Attachment, attachmentsOf } from "./attachments.ts";
import { markdownOf } from "./html-markdown.ts";
import { mimeSource } from "./mime-source.ts";
import { withoutHistory } from "./quotes.ts";
import { tidy } from "./tidy.ts";

export type BodyMode = "clean" | "full" | "none";

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
  /** The MIME structure could not be read; `body` is Gmail's own preview. */
  unreadable: boolean;
}

/** One message as a person reads it. Never throws: what cannot be parsed falls back to Gmail's preview, and says so. */
export async function readMessage(message: Message, mode: BodyMode): Promise<ReadMessage> {
  const payload = message.payload ?? {};
  const common = {
    id: message.id,
    attachments: attachmentsOf(payload),
    labels: message.labelIds,
  };
  try {
    const mail = await PostalMime.parse(mimeSource(payload), { maxNestingDepth: 100 });
    const subject = mail.subject ?? "";
    return {
      ...common,
      rfcId: mail.messageId ?? "",
      subject,
      from: mail.from ? flat([mail.from]) : [],
      to: flat(mail.to ?? []),
      cc: flat(mail.cc ?? []),
      date: isoDate(message.internalDate) ?? mail.date,
      body: mode === "none" ? "" : bodyOf(mail, mode, isReply(mail.inReplyTo, mail.references, subject)),
      unreadable: false,
    };
  } catch {
    return {
      ...common,
      rfcId: headerOf(payload, "Message-ID"),
      subject: headerOf(payload, "Subject"),
      from: mailboxesOf(headerOf(payload, "From")),
      to: mailboxesOf(headerOf(payload, "To")),
      cc: mailboxesOf(headerOf(payload, "Cc")),
      date: isoDate(message.internalDate),
      body: mode === "none" ? "" : message.snippet,
      unreadable: true,
    };
  }
}

function isReply(inReplyTo: string | undefined, references: string | undefined, subject: string) {
  return {
    reply: Boolean(inReplyTo || references) || /^\s*(?:re|aw|sv|antw|odp|回复|返信)\s*[:：]/i.test(subject),
    forwarded: /^\s*(?:fwd?|wg|tr|rv|enc|i|doorst|vs|vb|転送|转发)\s*[:：]/i.test(subject),
  };
}

function bodyOf(
  mail: { html?: string | undefined; text?: string | undefined },
  mode: "clean" | "full",
  kind: { reply: boolean; forwarded: boolean },
): string {
  const html = mail.html !== undefined && mail.html.trim() !== "";
  if (mode === "full") return tidy(html ? markdownOf(mail.html ?? "", "all") : (mail.text ?? ""));
  if (!html) return withoutHistory(tidy(mail.text ?? ""), { ...kind, html: false });
  const fresh = withoutHistory(tidy(markdownOf(mail.html ?? "", kind.forwarded ? "all" : "new")), {
    ...kind,
    html: true,
  });
  // Nothing but history: then the history is the message.
  return fresh === "" ? tidy(markdownOf(mail.html ?? "", "all")) : fresh;
}
