import { slackFailed, slackOk } from "./slack-answers.ts";
import { cursorPage, missingScope, type SlackCall } from "./slack-calls.ts";
import { threadOf, writableChannel } from "./slack-chat.ts";
import { contentOf } from "./slack-content.ts";
import { slackId } from "./slack-server.ts";

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
