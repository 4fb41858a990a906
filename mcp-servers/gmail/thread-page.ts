import { z } from "zod";
import { cursorOf, cutText, ToolError, type Truncated, truncatedSchema } from "../kit/index.ts";
import { type AttachmentRow, attachmentRow } from "./attachment-resource.ts";
import { shown, shownList } from "./mail/address.ts";
import { type Attachment, MOST_ATTACHMENTS } from "./mail/attachments.ts";
import type { BodyMode, ReadMessage } from "./mail/read-message.ts";

export const threadOutput = z.object({
  thread_id: z.string(),
  subject: z.string(),
  message_count: z.number().int(),
  messages: z.array(
    z.object({
      message_id: z.string(),
      rfc_message_id: z.string(),
      from: z.string(),
      to: z.array(z.string()),
      cc: z.array(z.string()),
      date: z.string().optional(),
      body_md: z.string(),
      attachments: z.array(attachmentRow),
      /** Not sent yet. */
      draft: z.literal(true).optional(),
    }),
  ),
  truncated: truncatedSchema.optional(),
  warnings: z.array(z.string()).optional(),
});
export type ThreadOutput = z.output<typeof threadOutput>;

/** Where a page begins: a message, and how many characters of its body were shown before. */
export const position = z.object({ message: z.string(), offset: z.number().int().min(0) });
type Position = z.output<typeof position>;

export interface PageOf {
  threadId: string;
  body: BodyMode;
  /** All messages of the thread, oldest first. */
  messages: readonly ReadMessage[];
  start: Position | undefined;
  /** An attachment with its link. */
  rowOf(messageId: string, file: Attachment): AttachmentRow;
  /** The most characters of bodies in this page. */
  maxChars: number;
  /** The most messages in this page. */
  maxMessages: number;
}

/** What cursors of a thread are bound to. */
export function boundTo(threadId: string, body: BodyMode): unknown {
  return { threadId, body };
}

/** One page of a thread. Pages put one after the other hold every character of every body once. Pure. */
export function threadPage(of: PageOf): ThreadOutput {
  const first = startOf(of);
  const messages: ThreadOutput["messages"] = [];
  let left = of.maxChars;
  let next: Position | undefined;
  for (let at = first.at; at < of.messages.length; at++) {
    const message = of.messages[at] as ReadMessage;
    const offset = at === first.at ? first.offset : 0;
    if (messages.length >= of.maxMessages || (left <= 0 && message.body.length > offset)) {
      next = { message: message.id, offset };
      break;
    }
    const { part, end } = cutText(message.body, offset, left);
    messages.push(shownMessage(of, message, part));
    left -= part.length;
    if (end < message.body.length) {
      next = { message: message.id, offset: end };
      break;
    }
  }
  const truncated = truncation(of, messages, next);
  const warnings = warningsOf(of, messages);
  return {
    thread_id: of.threadId,
    subject: (of.messages[0]?.subject ?? "").slice(0, 1000),
    message_count: of.messages.length,
    messages,
    ...(truncated ? { truncated } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

function startOf({ start, messages }: PageOf): { at: number; offset: number } {
  if (start === undefined) return { at: 0, offset: 0 };
  const at = messages.findIndex((message) => message.id === start.message);
  if (at < 0 || start.offset > (messages[at] as ReadMessage).body.length) {
    throw new ToolError(
      "bad_argument",
      "The conversation has changed since this cursor was made. Leave it out to start again.",
    );
  }
  return { at, offset: start.offset };
}

function truncation(
  of: PageOf,
  messages: ThreadOutput["messages"],
  next: Position | undefined,
): Truncated | undefined {
  if (next === undefined && of.start === undefined) return undefined;
  return {
    returned: messages.reduce((sum, { body_md }) => sum + body_md.length, 0),
    total: of.messages.reduce((sum, { body }) => sum + body.length, 0),
    ...(next ? { next_cursor: cursorOf(boundTo(of.threadId, of.body), next) } : {}),
  };
}

function shownMessage(of: PageOf, message: ReadMessage, body: string): ThreadOutput["messages"][number] {
  return {
    message_id: message.id,
    rfc_message_id: message.rfcId.slice(0, 1000),
    from: message.from.map(shown)[0] ?? "",
    to: shownList(message.to),
    cc: shownList(message.cc),
    ...(message.date === undefined ? {} : { date: message.date.slice(0, 100) }),
    body_md: body,
    attachments: message.attachments.slice(0, MOST_ATTACHMENTS).map((file) => of.rowOf(message.id, file)),
    ...(message.labels.includes("DRAFT") ? { draft: true as const } : {}),
  };
}

function warningsOf(of: PageOf, messages: ThreadOutput["messages"]): string[] {
  const here = new Set(messages.map(({ message_id }) => message_id));
  return of.messages.flatMap((message) => {
    if (!here.has(message.id)) return [];
    const extra = message.attachments.length - MOST_ATTACHMENTS;
    const apart = message.attachments.some(({ name }) => name === "body.html" || name === "body.txt");
    return [
      ...message.notes.map((note) => `Message ${message.id}: ${note}`),
      ...(extra > 0 ? [`Message ${message.id} has ${extra} more attachments than are listed.`] : []),
      ...(apart && message.body === "" && of.body !== "none"
        ? [`The text of message ${message.id} is so long that Gmail keeps it as an attachment.`]
        : []),
    ];
  });
}
