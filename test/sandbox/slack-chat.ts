import type { SlackChannel, SlackMessage } from "./emulator-internals.ts";
import { slackFailed, slackOk } from "./slack-answers.ts";
import { missingScope, permalink, type SlackCall, shown } from "./slack-calls.ts";
import { contentOf } from "./slack-content.ts";
import type { SlackServer } from "./slack-server.ts";

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

export function getPermalink(call: SlackCall): Response {
  const channel = call.slack.store.channels.findOneBy("channel_id", call.args.get("channel") ?? "");
  if (!channel || (channel.is_private && !channel.members.includes(call.grant.userId)))
    return slackFailed("channel_not_found");
  const found = call.slack.messageAt(channel.channel_id, call.args.get("message_ts") ?? "");
  if (!found) return slackFailed("message_not_found");
  return slackOk({ channel: channel.channel_id, permalink: permalink(call.slack, found) });
}
