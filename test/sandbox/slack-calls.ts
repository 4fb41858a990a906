import type { SlackChannel, SlackMessage } from "./emulator-internals.ts";
import { slackFailed, slackOk } from "./slack-answers.ts";
import { shownFile } from "./slack-file-object.ts";
import { SPARSE_PAGE } from "./slack-limits.ts";
import type { SlackGrant, SlackServer } from "./slack-server.ts";

/** One call of a method with a live token. */
export interface SlackCall {
  slack: SlackServer;
  grant: SlackGrant;
  token: string;
  request: Request;
  /** From the form, the JSON body or the query. */
  args: URLSearchParams;
}

export function missingScope({ scopes }: SlackGrant, needed: string): Response {
  return slackFailed("missing_scope", { needed, provided: scopes.join(",") });
}

/** The channel of a call, if its account may read it; or why not. */
export function readableChannel({ slack, grant, args }: SlackCall): SlackChannel | Response {
  const channel = slack.store.channels.findOneBy("channel_id", args.get("channel") ?? "");
  if (!channel) return slackFailed("channel_not_found");
  const needed = historyScope(channel);
  if (!grant.scopes.includes(needed)) return missingScope(grant, needed);
  const member = channel.members.includes(grant.userId);
  // Private channels do not exist for those outside; a bot reads public ones only as a member.
  if (channel.is_private && !member) return slackFailed("channel_not_found");
  return member || grant.kind === "user" ? channel : slackFailed("not_in_channel");
}

const historyScope = (channel: SlackChannel): string => {
  if (channel.is_im) return "im:history";
  if (channel.is_mpim) return "mpim:history";
  return channel.is_private ? "groups:history" : "channels:history";
};

export function shown(slack: SlackServer, message: SlackMessage): Record<string, unknown> {
  const { type, user, text, ts, thread_ts, reply_count, reply_users, reactions, subtype, edited } = message;
  const { blocks, attachments, files, bot_id, username } = message;
  const bot = user === slack.botUserId ? { bot_id: slack.botId, app_id: slack.appId } : {};
  const other = bot_id === undefined ? { user } : { bot_id, username };
  return {
    type,
    ...(subtype === undefined ? {} : { subtype }),
    ...other,
    ...bot,
    text,
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(files === undefined ? {} : { files: files.flatMap((id) => shownAs(slack, id)), upload: true }),
    ts,
    team: slack.teamId,
    ...(edited === undefined ? {} : { edited }),
    ...(thread_ts === undefined && reply_count === 0 ? {} : { thread_ts: thread_ts ?? ts }),
    ...(reply_count > 0 ? { reply_count, reply_users, reply_users_count: reply_users.length } : {}),
    ...(reactions.length > 0 ? { reactions } : {}),
  };
}

/** A file of a message; of one that was deleted, its tombstone. */
function shownAs(slack: SlackServer, id: string): Record<string, unknown>[] {
  const file = slack.files.get(id);
  return file ? [shownFile(slack, file)] : [{ id, mode: "tombstone" }];
}

/** `https://acme.slack.com/archives/C…/p…`: https://docs.slack.dev/reference/methods/chat.getPermalink */
export function permalink({ options }: SlackServer, message: SlackMessage): string {
  const { channel_id, ts, thread_ts } = message;
  const link = `https://${options.team.domain}.slack.com/archives/${channel_id}/p${ts.replace(".", "")}`;
  return thread_ts === undefined || thread_ts === ts
    ? link
    : `${link}?thread_ts=${thread_ts}&cid=${channel_id}`;
}

/** A page of a list by cursor: https://docs.slack.dev/apis/web-api/pagination */
export function cursorPage<T>(
  items: readonly T[],
  args: URLSearchParams,
  most: number,
): { items: readonly T[]; next: string } | undefined {
  const limit = Math.min(Math.max(Number(args.get("limit")) || 100, 1), most);
  const cursor = args.get("cursor") ?? "";
  const from = cursor === "" ? 0 : Number(/^next:(\d+)$/.exec(fromBase64(cursor))?.[1] ?? Number.NaN);
  if (!Number.isInteger(from) || from > items.length) return undefined;
  const next = from + limit < items.length ? Buffer.from(`next:${from + limit}`).toString("base64") : "";
  return { items: items.slice(from, from + limit), next };
}

const fromBase64 = (text: string) => Buffer.from(text, "base64").toString("utf8");

/** https://docs.slack.dev/reference/methods/conversations.history */
export function history(call: SlackCall): Response {
  const channel = readableChannel(call);
  if (channel instanceof Response) return channel;
  const { slack, args } = call;
  const messages = slack.store.messages
    .findBy("channel_id", channel.channel_id)
    .filter((one) => one.thread_ts === undefined || one.thread_ts === one.ts || one.reply_broadcast)
    .filter(between(args))
    .sort((one, other) => Number(other.ts) - Number(one.ts));
  return messagesPage(call, messages);
}

/** https://docs.slack.dev/reference/methods/conversations.replies */
export function replies(call: SlackCall): Response {
  const channel = readableChannel(call);
  if (channel instanceof Response) return channel;
  const { slack, args } = call;
  const ts = args.get("ts") ?? "";
  const all = slack.store.messages.findBy("channel_id", channel.channel_id);
  const asked = all.find((one) => one.ts === ts);
  if (!asked) return slackFailed("thread_not_found");
  const parent = asked.thread_ts ?? asked.ts;
  const within = between(args);
  const messages = all
    // The parent is always there, whatever the times asked for.
    .filter((one) => one.ts === parent || (one.thread_ts === parent && within(one)))
    .sort((one, other) => Number(one.ts) - Number(other.ts));
  return messagesPage(call, messages);
}

function messagesPage({ slack, args, request }: SlackCall, messages: readonly SlackMessage[]): Response {
  const sparse = slack.limits.isSparse(new URL(request.url).pathname.slice("/api/".length));
  const page = cursorPage(messages, args, sparse ? SPARSE_PAGE : 999);
  if (!page) return slackFailed("invalid_cursor");
  const withMetadata = /^(?:1|true)$/.test(args.get("include_all_metadata") ?? "");
  return slackOk({
    messages: page.items.map((one) => ({
      ...shown(slack, one),
      ...(withMetadata && one.metadata ? { metadata: one.metadata } : {}),
    })),
    has_more: page.next !== "",
    ...(page.next === "" ? {} : { response_metadata: { next_cursor: page.next } }),
  });
}

function between(args: URLSearchParams): (message: SlackMessage) => boolean {
  const oldest = Number(args.get("oldest") ?? 0);
  const latest = Number(args.get("latest") ?? Infinity);
  const inclusive = /^(?:1|true)$/.test(args.get("inclusive") ?? "");
  return ({ ts }) =>
    inclusive ? Number(ts) >= oldest && Number(ts) <= latest : Number(ts) > oldest && Number(ts) < latest;
}
