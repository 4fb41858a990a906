import { cutLine } from "../kit/index.ts";
import { attachmentLine } from "./attachment-resource.ts";
import { PROVENANCE } from "./provenance.ts";
import type { ThreadOutput } from "./thread-page.ts";

/** A page of a thread as text. Says aloud what is missing and how to go on. */
export function threadText(thread: ThreadOutput): string {
  const { messages, message_count, truncated, warnings } = thread;
  return [
    PROVENANCE,
    `${thread.subject || "(no subject)"} · thread_id ${thread.thread_id} · ${messages.length} of ${message_count} messages`,
    ...messages.map(messageText),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(truncated ? [cutLine(truncated)] : []),
  ].join("\n");
}

function messageText(message: ThreadOutput["messages"][number]): string {
  const head = [
    `--- ${message.draft ? "DRAFT " : ""}${message.from || "(unknown sender)"} → ${message.to.join(", ") || "(nobody)"}`,
    ...(message.cc.length > 0 ? [`cc ${message.cc.join(", ")}`] : []),
    message.date ?? "no date",
    `message_id ${message.message_id}`,
  ].join(" · ");
  const files = message.attachments.map(attachmentLine);
  return [head, ...(message.body_md === "" ? [] : [message.body_md]), ...files].join("\n");
}
