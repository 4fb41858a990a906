import { Marked } from "marked";
import MailComposer from "nodemailer/lib/mail-composer";
import type { File } from "../../kit/index.ts";
import { type Mailbox, refuseControl } from "./address.ts";
import { markdownOf } from "./html-markdown.ts";

export interface Outgoing {
  /** Left out where Gmail puts the account's own address and name. */
  from: Mailbox | undefined;
  to: readonly Mailbox[];
  cc: readonly Mailbox[];
  bcc: readonly Mailbox[];
  subject: string;
  body: string;
  format: "markdown" | "text" | "html";
  attachments: readonly Attached[];
  /** With angle brackets. */
  messageId: string;
  inReplyTo: string | undefined;
  /** Message ids, oldest first. */
  references: readonly string[];
  date: Date;
}

export interface Attached extends File {
  /** Content id, for a picture that the HTML shows. */
  cid?: string | undefined;
}

const markdown = new Marked({ gfm: true, breaks: true, async: false });

/** The mail as RFC 5322 octets, `Bcc` included (Gmail reads it and takes it out). Opens no file and no URL. */
export async function compose(mail: Outgoing): Promise<Buffer> {
  return build(mail, bodies(mail));
}

/** The same with the two forms of a text that is there already. */
export async function composeWith(
  mail: Omit<Outgoing, "body" | "format">,
  body: { text: string | undefined; html: string | undefined },
): Promise<Buffer> {
  const { text, html } = body;
  return build(mail, { ...(text !== undefined && { text }), ...(html !== undefined && { html }) });
}

async function build(
  mail: Omit<Outgoing, "body" | "format">,
  body: { text?: string; html?: string },
): Promise<Buffer> {
  refuseControl(mail.subject, "`subject`");
  const composer = new MailComposer({
    ...(mail.from ? { from: mail.from } : {}),
    to: [...mail.to],
    cc: [...mail.cc],
    bcc: [...mail.bcc],
    subject: mail.subject,
    messageId: mail.messageId,
    date: mail.date,
    ...(mail.inReplyTo === undefined ? {} : { inReplyTo: mail.inReplyTo }),
    ...(mail.references.length === 0 ? {} : { references: [...mail.references] }),
    ...body,
    attachments: mail.attachments.map(attachmentOf),
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const node = composer.compile();
  node.keepBcc = true;
  return node.build();
}

function attachmentOf({ name, mimeType, bytes, cid }: Attached) {
  return {
    filename: name.replace(/[\p{Cc}/\\]+/gu, " ").trim() || "file",
    content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    contentType: /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(mimeType) ? mimeType : "application/octet-stream",
    ...(cid === undefined ? {} : { cid, contentDisposition: "inline" as const }),
  };
}

/** Plain text always; HTML beside it unless the sender wrote plain text. */
function bodies({ body, format }: Outgoing): { text: string; html?: string } {
  if (format === "text") return { text: body };
  if (format === "html") return { text: markdownOf(body, "all"), html: body };
  return { text: body, html: String(markdown.parse(body)) };
}
