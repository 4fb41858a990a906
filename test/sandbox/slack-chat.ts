import type { SlackChannel, SlackMessage } from "./emulator-internals.ts";
import { slackFailed, slackOk } from "./slack-answers.ts";
import { blocksOf } from "./slack-blocks.ts";
import { cursorPage, missingScope, permalink, type SlackCall, shown } from "./slack-calls.ts";
import { type SlackServer, slackId } from "./slack-server.ts";

export const isTrue = (value: string | null): boolean => /^(?:1|true)$/.test(value ?? "");

/** The channel of a call that writes, if its account may; or why not. Private ones do not exist for those outside. */
export function writableChannel(
  { slack, grant, args }: SlackCall,
  field = "channel",
): SlackChannel | Response {
  const named = args.get(field) ?? "";
  const { channels } = slack.store;
  const channel =
    channels.findOneBy("channel_id", named) ?? channels.findOneBy("name", named.replace(/^#/, ""));
  if (!channel) return slackFailed("channel_not_found");
  const member = channel.members.includes(grant.userId);
  if (!member)
    return slackFailed(channel.is_private || channel.is_im ? "channel_not_found" : "not_in_channel");
  return channel.is_archived ? slackFailed("is_archived") : channel;
}

interface Content {
  text: string;
  blocks?: unknown[] | undefined;
  attachments?: unknown[] | undefined;
  metadata?: object | undefined;
}

const MOST_MARKDOWN = 12_000;
const MOST_TEXT = 40_000;

/** What a message says: https://docs.slack.dev/reference/methods/chat.postMessage */
function contentOf({ args }: SlackCall, mostText: number): Content | Response {
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

/** The thread that a message answers in, if there is one; or why not. */
export function threadOf(
  { slack, args }: SlackCall,
  channel: SlackChannel,
): SlackMessage | undefined | Response {
  const thread = args.get("thread_ts");
  if (thread === null) return undefined;
  if (!/^\d+\.\d{6}$/.test(thread)) return slackFailed("invalid_thread_ts");
  const parent = slack.messageAt(channel.channel_id, thread);
  return parent
    ? (slack.messageAt(channel.channel_id, parent.thread_ts ?? "") ?? parent)
    : slackFailed("thread_not_found");
}

/** Puts a message into a channel, and into the counts of its thread. */
export function insertMessage(
  slack: SlackServer,
  channel: SlackChannel,
  message: Partial<SlackMessage> & { user: string; text: string },
  thread: SlackMessage | undefined,
): SlackMessage {
  const kept = slack.store.messages.insert({
    ts: slack.nextTs(),
    channel_id: channel.channel_id,
    type: "message",
    reply_count: 0,
    reply_users: [],
    reactions: [],
    ...message,
    thread_ts: thread?.ts,
  });
  if (thread) {
    slack.store.messages.update(thread.id, {
      reply_count: thread.reply_count + 1,
      reply_users: [...new Set([...thread.reply_users, message.user])],
    });
  }
  return kept;
}

export function postMessage(call: SlackCall): Response {
  const { slack, grant, args } = call;
  if (!grant.scopes.includes("chat:write")) return missingScope(grant, "chat:write");
  const content = contentOf(call, Infinity);
  if (content instanceof Response) return content;
  const channel = writableChannel(call);
  if (channel instanceof Response) return channel;
  const thread = threadOf(call, channel);
  if (thread instanceof Response) return thread;
  const broadcast = thread !== undefined && isTrue(args.get("reply_broadcast"));
  const more = broadcast ? { reply_broadcast: true, subtype: "thread_broadcast" } : {};
  const kept = insertMessage(slack, channel, { user: grant.userId, ...content, ...more }, thread);
  return slackOk({ channel: channel.channel_id, ts: kept.ts, message: shown(slack, kept) });
}

/** The message of a call that changes it, if it is the account's own; or why not. */
function ownMessage(call: SlackCall, channel: SlackChannel, refusal: string): SlackMessage | Response {
  const message = call.slack.messageAt(channel.channel_id, call.args.get("ts") ?? "");
  if (!message) return slackFailed("message_not_found");
  return message.user === call.grant.userId ? message : slackFailed(refusal);
}

/** https://docs.slack.dev/reference/methods/chat.update: `text` of at most 4,000 characters. */
export function update(call: SlackCall): Response {
  const { slack, grant } = call;
  if (!grant.scopes.includes("chat:write")) return missingScope(grant, "chat:write");
  const content = contentOf(call, 4_000);
  if (content instanceof Response) return content;
  const channel = writableChannel(call);
  if (channel instanceof Response) return channel;
  const message = ownMessage(call, channel, "cant_update_message");
  if (message instanceof Response) return message;
  const edited = { user: grant.userId, ts: slack.nextTs() };
  const { text, blocks, attachments = message.attachments } = content;
  const kept = slack.store.messages.update(message.id, { text, blocks, attachments, edited }) ?? message;
  return slackOk({ channel: channel.channel_id, ts: kept.ts, text, message: shown(slack, kept) });
}

/** https://docs.slack.dev/reference/methods/chat.delete */
export function remove(call: SlackCall): Response {
  const { slack, grant } = call;
  if (!grant.scopes.includes("chat:write")) return missingScope(grant, "chat:write");
  const channel = writableChannel(call);
  if (channel instanceof Response) return channel;
  const message = ownMessage(call, channel, "cant_delete_message");
  if (message instanceof Response) return message;
  const parent =
    message.thread_ts === undefined ? undefined : slack.messageAt(channel.channel_id, message.thread_ts);
  if (parent) slack.store.messages.update(parent.id, { reply_count: Math.max(0, parent.reply_count - 1) });
  slack.store.messages.delete(message.id);
  return slackOk({ channel: channel.channel_id, ts: message.ts });
}

/** https://docs.slack.dev/reference/methods/chat.scheduleMessage */
export function schedule(call: SlackCall): Response {
  const { slack, grant, args } = call;
  if (!grant.scopes.includes("chat:write")) return missingScope(grant, "chat:write");
  const at = Number(args.get("post_at"));
  const now = Math.floor(Date.now() / 1000);
  if (!Number.isInteger(at) || at <= 0) return slackFailed("invalid_time");
  if (at <= now) return slackFailed("time_in_past");
  if (at > now + 120 * 86_400) return slackFailed("time_too_far");
  const content = contentOf(call, Infinity);
  if (content instanceof Response) return content;
  const channel = writableChannel(call);
  if (channel instanceof Response) return channel;
  const thread = threadOf(call, channel);
  if (thread instanceof Response) return thread;
  const near = [...slack.scheduled.values()].filter(
    (one) => one.channel_id === channel.channel_id && Math.abs(one.post_at - at) < 300,
  );
  if (near.length >= 30) return slackFailed("restricted_too_many");
  const id = slackId("Q", `${channel.channel_id} ${at} ${slack.scheduled.size}`);
  const { text, blocks } = content;
  slack.scheduled.set(id, {
    id,
    channel_id: channel.channel_id,
    post_at: at,
    date_created: now,
    text,
    blocks,
    user: grant.userId,
    thread_ts: thread?.ts,
  });
  return slackOk({
    channel: channel.channel_id,
    scheduled_message_id: id,
    post_at: at,
    message: { text, blocks },
  });
}

/** https://docs.slack.dev/reference/methods/chat.scheduledMessages.list: the account's own. */
export function listScheduled({ slack, grant, args }: SlackCall): Response {
  const wanted = args.get("channel");
  const own = [...slack.scheduled.values()].filter(
    (one) => one.user === grant.userId && (wanted === null || one.channel_id === wanted),
  );
  const page = cursorPage(own, args, 100);
  if (!page) return slackFailed("invalid_cursor");
  const scheduled_messages = page.items.map(({ id, channel_id, post_at, date_created, text }) => ({
    id,
    channel_id,
    post_at,
    date_created,
    text,
  }));
  return slackOk({ scheduled_messages, response_metadata: { next_cursor: page.next } });
}

/** https://docs.slack.dev/reference/methods/chat.deleteScheduledMessage */
export function deleteScheduled({ slack, grant, args }: SlackCall): Response {
  if (!grant.scopes.includes("chat:write")) return missingScope(grant, "chat:write");
  const found = slack.scheduled.get(args.get("scheduled_message_id") ?? "");
  if (!found || found.channel_id !== args.get("channel") || found.user !== grant.userId)
    return slackFailed("invalid_scheduled_message_id");
  slack.scheduled.delete(found.id);
  return slackOk({});
}

export function getPermalink(call: SlackCall): Response {
  const channel = call.slack.store.channels.findOneBy("channel_id", call.args.get("channel") ?? "");
  if (!channel || (channel.is_private && !channel.members.includes(call.grant.userId)))
    return slackFailed("channel_not_found");
  const found = call.slack.messageAt(channel.channel_id, call.args.get("message_ts") ?? "");
  if (!found) return slackFailed("message_not_found");
  return slackOk({ channel: channel.channel_id, permalink: permalink(call.slack, found) });
}
