import PostalMime, { type Email } from "postal-mime";
import type { Mailbox } from "./address.ts";
import { type Attached, compose, composeWith } from "./compose.ts";

export interface Changes {
  to?: readonly Mailbox[] | undefined;
  cc?: readonly Mailbox[] | undefined;
  bcc?: readonly Mailbox[] | undefined;
  subject?: string | undefined;
  /** Markdown; plain text in a mail that is plain text. */
  body?: string | undefined;
  attachments?: readonly Attached[] | undefined;
}

/** Of the content, not of the message: these belong to the body they come with. */
const CONTENT = /^(?:content-|mime-version$)/i;

/**
 * A mail with some of its fields replaced. Headers that are not named stay octet by octet; so does the whole content
 * unless the text or the attachments change. New text keeps the attachments, new attachments keep the text.
 */
export async function edited(raw: Buffer, changes: Changes): Promise<Buffer> {
  const { head, rest } = split(raw);
  const fresh = split(await rewritten(raw, changes));
  const replaced = new Set(
    (["to", "cc", "bcc", "subject"] as const).filter((name) => changes[name] !== undefined).map(String),
  );
  const newContent = changes.body !== undefined || changes.attachments !== undefined;
  const kept = head.filter((line) => {
    const name = nameOf(line);
    return !replaced.has(name) && !(newContent && CONTENT.test(name));
  });
  const added = fresh.head.filter((line) => {
    const name = nameOf(line);
    return replaced.has(name) || (newContent && CONTENT.test(name));
  });
  const headers = [...kept, ...added].join("\r\n");
  return Buffer.concat([Buffer.from(`${headers}\r\n\r\n`, "latin1"), newContent ? fresh.rest : rest]);
}

async function rewritten(raw: Buffer, changes: Changes): Promise<Buffer> {
  const mail = await PostalMime.parse(raw, { forceRfc822Attachments: true });
  const fields = {
    from: undefined,
    to: changes.to ?? [],
    cc: changes.cc ?? [],
    bcc: changes.bcc ?? [],
    subject: changes.subject ?? "",
    messageId: mail.messageId ?? "<edited@valetkey.invalid>",
    inReplyTo: undefined,
    references: [],
    date: new Date(0),
  };
  const html = mail.html !== undefined && mail.html.trim() !== "";
  if (changes.body === undefined) {
    const files = changes.attachments ?? [];
    const pictures = attachedIn(mail).filter(({ cid }) => cid !== undefined);
    return composeWith(
      { ...fields, attachments: [...pictures, ...files] },
      { text: mail.text, html: html ? mail.html : undefined },
    );
  }
  // Nothing refers to pictures of the old text any more: they stay, as files.
  const files = changes.attachments ?? attachedIn(mail).map((file) => ({ ...file, cid: undefined }));
  return compose({ ...fields, attachments: files, body: changes.body, format: html ? "markdown" : "text" });
}

function attachedIn(mail: Email): Attached[] {
  return mail.attachments.map(({ filename, mimeType, content, contentId, related }) => ({
    name: filename || "unnamed",
    mimeType,
    bytes: typeof content === "string" ? Buffer.from(content) : new Uint8Array(content),
    ...(related && contentId ? { cid: contentId.replace(/[<>]/g, "") } : {}),
  }));
}

/** Header lines as they are, folded ones in one piece, and the content. */
function split(raw: Buffer): { head: string[]; rest: Buffer } {
  const gap = /\r?\n\r?\n/.exec(raw.toString("latin1", 0, 2_000_000));
  const end = gap ? gap.index : raw.length;
  const head = raw.toString("latin1", 0, end).split(/\r?\n(?![ \t])/);
  return { head: head.filter((line) => line !== ""), rest: raw.subarray(gap ? end + gap[0].length : end) };
}

function nameOf(line: string): string {
  return line
    .slice(0, Math.max(0, line.indexOf(":")))
    .trim()
    .toLowerCase();
}
