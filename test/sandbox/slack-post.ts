import { slackFailed } from "./slack-answers.ts";
import type { SlackCall } from "./slack-calls.ts";

const LONGEST = 12_000;

/**
 * What the stock emulator lacks of posting: text in markdown, metadata and answers that go to the channel as well. It
 * knows `text` alone, in Slack's own markup. https://docs.slack.dev/reference/methods/chat.postMessage
 */
export function postForm(args: URLSearchParams): URLSearchParams | Response {
  const markdown = args.get("markdown_text");
  const form = new URLSearchParams(args);
  if (markdown !== null) {
    if (args.has("text") || args.has("blocks")) return slackFailed("markdown_text_conflict");
    if (markdown.length > LONGEST) return slackFailed("msg_too_long");
    form.set("text", markup(markdown));
    form.delete("markdown_text");
  }
  const metadata = metadataOf(args);
  return metadata instanceof Response ? metadata : form;
}

/** Keeps with the message that was just posted what the stock emulator dropped. */
export async function keepWithPost({ slack, args }: SlackCall, answer: Response): Promise<void> {
  const posted = (await answer.clone().json()) as { ok: boolean; channel?: string; ts?: string };
  const message = slack.store.messages
    .findBy("channel_id", posted.channel ?? "")
    .find((one) => one.ts === posted.ts);
  if (!posted.ok || !message) return;
  const metadata = metadataOf(args);
  slack.store.messages.update(message.id, {
    ...(metadata && !(metadata instanceof Response) && { metadata }),
    ...(message.thread_ts !== undefined &&
      args.get("reply_broadcast") === "true" && { reply_broadcast: true, subtype: "thread_broadcast" }),
  });
}

/** https://docs.slack.dev/messaging/message-metadata: values of a payload are plain. */
function metadataOf(args: URLSearchParams): object | undefined | Response {
  const given = args.get("metadata");
  if (given === null) return undefined;
  try {
    const { event_type, event_payload } = JSON.parse(given) as Record<string, unknown>;
    if (typeof event_type !== "string" || typeof event_payload !== "object" || event_payload === null)
      return slackFailed("invalid_metadata_format");
    return { event_type, event_payload };
  } catch {
    return slackFailed("invalid_metadata_format");
  }
}

/** Enough of markdown for what tests say: bold, struck out and links. */
function markup(markdown: string): string {
  return markdown
    .replaceAll("&", "&amp;")
    .replace(/<(?![@#!])/g, "&lt;")
    .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>")
    .replace(/\*\*([^*\n]+)\*\*/g, "*$1*")
    .replace(/~~([^~\n]+)~~/g, "~$1~");
}
