import PostalMime from "postal-mime";
import type { MailStore } from "./mail-store.ts";

/** A message as the sandbox holds it: what tests read effects back from. */
export interface SentMail {
  id: string;
  threadId: string;
  labels: readonly string[];
  /** Milliseconds since the epoch. */
  at: number;
  from: string;
  to: string[];
  cc: string[];
  bcc: string[];
  subject: string;
  messageId: string;
  inReplyTo: string | undefined;
  references: string[];
  text: string | undefined;
  html: string | undefined;
  /** The RFC 5322 octets. */
  raw: Buffer;
}

/** Every message of an account, oldest first. */
export function sentMail(store: MailStore, email: string): Promise<SentMail[]> {
  return Promise.all(
    store.of(email).map(async (row) => {
      const raw = Buffer.from(row.raw, "base64url");
      const mail = await PostalMime.parse(raw);
      const addresses = (list: typeof mail.to) =>
        (list ?? []).flatMap((one) => one.group ?? [one]).map((one) => one.address);
      return {
        id: row.gmail_id,
        threadId: row.thread_id,
        labels: row.label_ids,
        at: Number(row.internal_date),
        from: addresses(mail.from ? [mail.from] : [])[0] ?? "",
        to: addresses(mail.to),
        cc: addresses(mail.cc),
        bcc: addresses(mail.bcc),
        subject: mail.subject ?? "",
        messageId: mail.messageId ?? "",
        inReplyTo: mail.inReplyTo,
        references: mail.references?.match(/<[^<>\s]+>/g) ?? [],
        text: mail.text,
        html: mail.html,
        raw,
      };
    }),
  );
}
