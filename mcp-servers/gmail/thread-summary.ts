import { decodeWords } from "postal-mime";
import { z } from "zod";
import { type Api, cutText, path, readAnswer, ToolError } from "../kit/index.ts";
import { mailboxesOf, shown } from "./mail/address.ts";
import { plainLine } from "./mail/html-markdown.ts";
import { headerOf } from "./mail/part-tree.ts";
import { tidy } from "./mail/tidy.ts";
import { isoDate, type Thread, threadSchema } from "./upstream.ts";

const LONGEST_SUBJECT = 300;
const LONGEST_SNIPPET = 200;
const MOST_PARTICIPANTS = 10;

export const threadSummary = z.object({
  thread_id: z.string(),
  subject: z.string(),
  participants: z.array(z.string()),
  last_date: z.string().optional(),
  snippet: z.string(),
  message_count: z.number().int(),
  unread: z.boolean(),
  has_attachments: z.boolean(),
  label_names: z.array(z.string()),
});
export type ThreadSummary = z.output<typeof threadSummary>;

/** A thread with the few headers a summary needs; undefined when it was deleted meanwhile. */
export async function threadWithHeaders(api: Api, id: string): Promise<Thread | undefined> {
  try {
    const query = { format: "metadata", metadataHeaders: ["From", "To", "Cc", "Subject"] };
    return readAnswer(threadSchema, await api.get(path`/threads/${id}`, { query }));
  } catch (error) {
    if (error instanceof ToolError && error.fault === "not_found") return undefined;
    throw error;
  }
}

export function summaryOf(thread: Thread, nameOf: (labelId: string) => string): ThreadSummary {
  const { messages } = thread;
  const last = messages.at(-1);
  const labels = new Set(messages.flatMap((message) => message.labelIds));
  const date = isoDate(last?.internalDate ?? "");
  return {
    thread_id: thread.id,
    subject: shortened(decodeWords(headerOf(messages[0]?.payload, "Subject")), LONGEST_SUBJECT),
    participants: participantsOf(thread),
    ...(date === undefined ? {} : { last_date: date }),
    snippet: shortened(tidy(plainLine(last?.snippet ?? "")), LONGEST_SNIPPET),
    message_count: messages.length,
    unread: labels.has("UNREAD"),
    // In this form Gmail tells only the outermost type; mail with attachments is multipart/mixed.
    has_attachments: messages.some((one) => one.payload?.mimeType?.toLowerCase() === "multipart/mixed"),
    label_names: [...labels].filter((id) => id !== "UNREAD").map(nameOf),
  };
}

/** Senders first, then recipients, each once. */
function participantsOf(thread: Thread): string[] {
  const found = new Map<string, string>();
  for (const name of ["From", "To", "Cc"]) {
    for (const message of thread.messages) {
      for (const box of mailboxesOf(headerOf(message.payload, name))) {
        const key = box.address.toLowerCase();
        if (!found.has(key)) found.set(key, shown(box));
      }
    }
  }
  const all = [...found.values()];
  const more = all.length - MOST_PARTICIPANTS;
  return more > 0 ? [...all.slice(0, MOST_PARTICIPANTS), `… and ${more} more`] : all;
}

function shortened(text: string, limit: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= limit ? line : `${cutText(line, 0, limit - 1).part}…`;
}
