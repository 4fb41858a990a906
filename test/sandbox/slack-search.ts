import type { SlackChannel, SlackMessage } from "./emulator-internals.ts";
import { slackFailed, slackOk } from "./slack-answers.ts";
import { missingScope, permalink, type SlackCall } from "./slack-calls.ts";
import type { SlackServer } from "./slack-server.ts";

export interface Found {
  message: SlackMessage;
  channel: SlackChannel;
  /** How many of the words it has. */
  score: number;
}

/**
 * The words of a query, with the modifiers `in:`, `from:`, `before:`, `after:`, `on:`, `is:thread` and a
 * leading minus.
 * https://docs.slack.dev/reference/methods/search.messages
 */
export function searchMessages(call: SlackCall): Response {
  const { slack, grant, args } = call;
  if (grant.kind === "bot") return slackFailed("not_allowed_token_type");
  if (!grant.scopes.includes("search:read")) return missingScope(grant, "search:read");
  const query = (args.get("query") ?? "").trim();
  if (query === "") return slackFailed("no_query");
  const found = findMessages(slack, grant.userId, query);
  found.sort(args.get("sort") === "timestamp" ? byTime : byScore);
  if (args.get("sort_dir") === "asc") found.reverse();
  const count = Math.min(Math.max(Number(args.get("count")) || 20, 1), 100);
  const page = Math.max(Number(args.get("page")) || 1, 1);
  const pages = Math.ceil(found.length / count);
  const matches = found.slice((page - 1) * count, page * count).map((one) => match(slack, one));
  return slackOk({
    query,
    messages: {
      total: found.length,
      matches,
      paging: { count, total: found.length, page, pages },
      pagination: {
        total_count: found.length,
        page,
        per_page: count,
        page_count: pages,
        first: (page - 1) * count + 1,
        last: (page - 1) * count + matches.length,
      },
    },
  });
}

export const byTime = (one: Found, other: Found) => Number(other.message.ts) - Number(one.message.ts);
export const byScore = (one: Found, other: Found) => other.score - one.score || byTime(one, other);

/** What a person can see of what matches. */
export function findMessages(slack: SlackServer, viewer: string, query: string): Found[] {
  const terms = query.match(/-?(?:\w+:)?(?:"[^"]*"|\S+)/g) ?? [];
  const channels = slack.store.channels
    .all()
    .filter((one) => !(one.is_private || one.is_im) || one.members.includes(viewer));
  return channels.flatMap((channel) =>
    slack.store.messages.findBy("channel_id", channel.channel_id).flatMap((message) => {
      const score = scoreOf(slack, terms, message, channel);
      return score === undefined ? [] : [{ message, channel, score }];
    }),
  );
}

/** Undefined: the message does not match. */
function scoreOf(
  slack: SlackServer,
  terms: readonly string[],
  message: SlackMessage,
  channel: SlackChannel,
): number | undefined {
  let score = 0;
  for (const term of terms) {
    const [, minus = "", modifier = "", quoted = ""] =
      /^(-?)(?:(in|from|before|after|on|is):)?(.*)$/.exec(term) ?? [];
    const value = quoted.replaceAll('"', "").toLowerCase();
    const holds =
      modifier === ""
        ? message.text.toLowerCase().includes(value)
        : modified(slack, modifier, value, message, channel);
    if (holds === (minus === "-")) return undefined;
    if (modifier === "" && minus === "") score += 1;
  }
  return score;
}

function modified(
  slack: SlackServer,
  modifier: string,
  value: string,
  message: SlackMessage,
  channel: SlackChannel,
): boolean {
  const name = value.replace(/^<?[#@]|>$/g, "");
  if (modifier === "is")
    return value === "thread" && (message.thread_ts !== undefined || message.reply_count > 0);
  if (modifier === "in") return name === channel.name || name === channel.channel_id.toLowerCase();
  if (modifier === "from") {
    const author = slack.store.users.findOneBy("user_id", message.user);
    return name === message.user.toLowerCase() || name === author?.name;
  }
  const day = new Date(Number(message.ts) * 1000).toISOString().slice(0, 10);
  return modifier === "on" ? day === value : modifier === "before" ? day < value : day > value;
}

function match(slack: SlackServer, { message, channel, score }: Found): Record<string, unknown> {
  const author = slack.store.users.findOneBy("user_id", message.user);
  return {
    iid: `${channel.channel_id}-${message.ts}`,
    team: slack.teamId,
    score,
    channel: {
      id: channel.channel_id,
      name: channel.name,
      is_channel: channel.is_channel,
      is_private: channel.is_private,
      is_mpim: channel.is_mpim ?? false,
      is_im: channel.is_im ?? false,
    },
    type: message.type,
    user: message.user,
    username: author?.name ?? message.username ?? "",
    ts: message.ts,
    text: message.text,
    permalink: permalink(slack, message),
  };
}
