import { slackFailed } from "./slack-answers.ts";
import { blocksOf } from "./slack-blocks.ts";
import type { SlackCall } from "./slack-calls.ts";

export interface Content {
  text: string;
  blocks?: unknown[] | undefined;
  attachments?: unknown[] | undefined;
  metadata?: object | undefined;
}

const MOST_MARKDOWN = 12_000;
const MOST_TEXT = 40_000;

/** What a message says: https://docs.slack.dev/reference/methods/chat.postMessage */
export function contentOf({ args }: SlackCall, mostText: number): Content | Response {
  const markdown = args.get("markdown_text");
  const text = args.get("text");
  if (markdown !== null && (text !== null || args.has("blocks")))
    return slackFailed("markdown_text_conflict");
  if ((markdown?.length ?? 0) > MOST_MARKDOWN || (text?.length ?? 0) > mostText)
    return slackFailed("msg_too_long");
  const metadata = metadataOf(args.get("metadata"));
  if (metadata instanceof Response) return metadata;
  const given = args.get("blocks");
  const read = given === null || given === "[]" ? undefined : blocksOf(given);
  if (read && "error" in read) return slackFailed(read.error);
  const attachments = attachmentsOf(args.get("attachments"));
  if (attachments instanceof Response) return attachments;
  const said = markdown === null ? (text ?? "").slice(0, MOST_TEXT) : markup(markdown);
  if (said.trim() === "" && !read && !attachments) return slackFailed("no_text");
  return { text: said, blocks: read?.blocks, attachments, metadata };
}

/** https://docs.slack.dev/messaging/message-metadata */
function metadataOf(given: string | null): object | undefined | Response {
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

function attachmentsOf(given: string | null): unknown[] | undefined | Response {
  if (given === null) return undefined;
  try {
    const read: unknown = JSON.parse(given);
    return Array.isArray(read) ? read : slackFailed("invalid_attachments");
  } catch {
    return slackFailed("invalid_attachments");
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
