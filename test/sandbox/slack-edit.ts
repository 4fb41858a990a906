import type { SlackChannel, SlackMessage } from "./emulator-internals.ts";
import { slackFailed, slackOk } from "./slack-answers.ts";
import { missingScope, type SlackCall, shown } from "./slack-calls.ts";
import { writableChannel } from "./slack-chat.ts";
import { contentOf } from "./slack-content.ts";

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
