import PostalMime, { addressParser, type Email } from "postal-mime";
import { givenMail } from "./gmail-body.ts";
import type { Caller } from "./gmail-caller.ts";
import { maySendAs } from "./gmail-send-as.ts";
import { badArgument, notFound } from "./google-errors.ts";

/**
 * Sends a message (ours; the stock emulator delivers to nobody): a copy in Sent, and one in the inbox of every
 * recipient who has an account here. `Bcc` leaves the copies that are delivered.
 * https://developers.google.com/workspace/gmail/api/guides/sending and .../guides/threads
 */
export async function sendMessage(caller: Caller, request: Request, url: URL): Promise<Response> {
  const given = await givenMail(request, url, false);
  if (given instanceof Response) return given;
  if (given.raw === undefined)
    return badArgument("'raw' RFC822 payload message string or uploading message via /upload/* URL required");
  const mail = await PostalMime.parse(given.raw);
  const threadId = given.threadId === undefined ? undefined : threadFor(caller, given.threadId, mail);
  return threadId === null ? notFound() : deliverMail(caller, given.raw, threadId);
}

/** A mail on its way: into Sent, and to everybody it names who has an account here. */
export async function deliverMail(
  caller: Caller,
  given: Buffer,
  threadId: string | undefined,
): Promise<Response> {
  const { google, email } = caller;
  const mail = await PostalMime.parse(given);
  const recipients = recipientsOf(mail);
  if (recipients.length === 0) return badArgument("Recipient address required");
  const raw = withOwnHeaders(given, mail, google.user(email)?.name ?? "", email);
  const at = Date.now();
  const toSelf = recipients.includes(email.toLowerCase());
  const labels = toSelf ? ["SENT", "INBOX", "UNREAD"] : ["SENT"];
  const sent = await google.mail.add({ email, raw, labels, at, threadId });
  for (const user of google.users) {
    if (user.email === email || !recipients.includes(user.email.toLowerCase())) continue;
    await google.mail.add({ email: user.email, raw: withoutBcc(raw), labels: ["INBOX", "UNREAD"], at });
  }
  return Response.json({ id: sent.gmail_id, threadId: sent.thread_id, labelIds: sent.label_ids });
}

function recipientsOf(mail: Email): string[] {
  const fields = [...(mail.to ?? []), ...(mail.cc ?? []), ...(mail.bcc ?? [])];
  return fields.flatMap((one) => one.group ?? [one]).map((one) => one.address.toLowerCase());
}

/** The thread, when the reply names a message of it and keeps its subject; undefined starts a new one. */
export function threadFor(
  { google, email }: Caller,
  threadId: string,
  mail: Email,
): string | undefined | null {
  const thread = google.mail.thread(email, threadId);
  if (thread.length === 0) return null;
  const named = `${mail.inReplyTo ?? ""} ${mail.references ?? ""}`;
  const bare = (subject: string) => subject.replace(/^(?:(?:re|aw|sv):\s*)+/i, "").trim();
  const fits = thread.some(
    (one) => named.includes(one.message_id) && bare(one.subject) === bare(mail.subject ?? ""),
  );
  return fits ? threadId : undefined;
}

/** Gmail puts the account's own sender in when there is none or a foreign one, and adds an id when there is none. */
export function withOwnHeaders(raw: Buffer, mail: Email, name: string, email: string): Buffer {
  const text = raw.toString("latin1");
  const from = addressParser(mail.headers.find((one) => one.key === "from")?.value ?? "")[0]?.address;
  const own = from !== undefined && maySendAs(email, from);
  const head = [
    ...(own ? [] : [`From: ${Buffer.from(name).toString("latin1")} <${email}>`]),
    ...(mail.messageId ? [] : [`Message-ID: <CA${Date.now().toString(36)}@mail.gmail.com>`]),
  ].map((line) => `${line}\r\n`);
  const rest = own ? text : withoutHeader(text, "from");
  return Buffer.from(head.join("") + rest, "latin1");
}

function withoutBcc(raw: Buffer): Buffer {
  return Buffer.from(withoutHeader(raw.toString("latin1"), "bcc"), "latin1");
}

function withoutHeader(text: string, name: string): string {
  const end = text.search(/\r?\n\r?\n/);
  const head = end < 0 ? text : text.slice(0, end);
  const cleaned = `\r\n${head}`
    .replace(new RegExp(`\\r?\\n${name}:[^\\n]*(?:\\r?\\n[ \\t][^\\n]*)*`, "gi"), "")
    .replace(/^\r?\n/, "");
  return end < 0 ? cleaned : cleaned + text.slice(end);
}
