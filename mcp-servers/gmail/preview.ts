import { cutText } from "../kit/index.ts";
import { type Mailbox, mailboxesOf, shown, shownList } from "./mail/address.ts";
import { attachmentsOf } from "./mail/attachments.ts";
import { bodyOf } from "./mail/body.ts";
import { headerOf, type Part } from "./mail/part-tree.ts";
import { lineOf } from "./mail/read-message.ts";
import type { DraftOutput, Preview } from "./send-contract.ts";

/** How much of the text a preview shows. */
const SHOWN = 1000;

export interface Previewed {
  from: Mailbox | undefined;
  to: readonly Mailbox[];
  cc: readonly Mailbox[];
  bcc: readonly Mailbox[];
  subject: string;
  body: string;
  files: readonly string[];
}

export function previewOf(mail: Previewed): Preview {
  const { part, end } = cutText(mail.body.trim(), 0, SHOWN);
  const left = mail.body.trim().length - end;
  return {
    ...(mail.from && { from: shown(mail.from) }),
    to: shownList(mail.to),
    cc: shownList(mail.cc),
    bcc: shownList(mail.bcc),
    subject: mail.subject,
    body: left > 0 ? `${part} [… ${left} more characters]` : part,
    attachments: mail.files.map((name) => name.slice(0, 255)),
  };
}

/** The preview of a draft as Gmail has it. */
export function previewOfPart(payload: Part): Preview {
  const list = (name: string) => mailboxesOf(headerOf(payload, name));
  return previewOf({
    from: list("From")[0],
    to: list("To"),
    cc: list("Cc"),
    bcc: list("Bcc"),
    subject: lineOf(headerOf(payload, "Subject")).slice(0, 1000),
    body: bodyOf(payload, "text", { reply: false, forwarded: false }).text,
    files: attachmentsOf(payload)
      .slice(0, 50)
      .map(({ name }) => name),
  });
}

export function draftText(
  verb: string,
  { draft_id, message_id, thread_id, preview, warnings }: DraftOutput,
): string {
  const people = (["from", "to", "cc", "bcc"] as const).flatMap((name) => {
    const value = preview[name];
    const text = typeof value === "string" ? value : (value ?? []).join(", ");
    return text === "" ? [] : [`${name}: ${text}`];
  });
  return [
    `${verb} draft_id ${draft_id} · message_id ${message_id} · thread_id ${thread_id}`,
    ...people,
    `subject: ${preview.subject || "(none)"}`,
    ...(preview.attachments.length > 0 ? [`attachments: ${preview.attachments.join(", ")}`] : []),
    "",
    preview.body,
    ...(warnings ?? []).map((text) => `[${text}]`),
  ].join("\n");
}
