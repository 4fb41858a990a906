import type { SlackChannel } from "./emulator-internals.ts";
import { slackFailed, slackOk } from "./slack-answers.ts";
import { cursorPage, missingScope, type SlackCall } from "./slack-calls.ts";
import { isTrue } from "./slack-chat.ts";
import { type SlackServer, slackId } from "./slack-server.ts";

const SCOPES: Readonly<Record<string, string>> = {
  public_channel: "channels:read",
  private_channel: "groups:read",
  mpim: "mpim:read",
  im: "im:read",
};

function kindOf(channel: SlackChannel): string {
  if (channel.is_im) return "im";
  if (channel.is_mpim) return "mpim";
  return channel.is_private ? "private_channel" : "public_channel";
}
const scopeOf = (channel: SlackChannel): string => SCOPES[kindOf(channel)] ?? "";

/** The kinds of a listing that the scopes allow; or why not. */
function kindsOf({ grant, args }: SlackCall): string[] | Response {
  const kinds = (args.get("types") ?? "public_channel").split(",").map((one) => one.trim());
  for (const kind of kinds) {
    const needed = Object.hasOwn(SCOPES, kind) ? SCOPES[kind] : undefined;
    if (needed === undefined) return slackFailed("invalid_types");
    if (!grant.scopes.includes(needed)) return missingScope(grant, needed);
  }
  return kinds;
}

function pageOf(call: SlackCall, channels: readonly SlackChannel[], counted: boolean): Response {
  const { grant, args } = call;
  const unarchived = isTrue(args.get("exclude_archived"));
  const page = cursorPage(
    channels.filter((one) => !unarchived || !one.is_archived),
    args,
    999,
  );
  if (!page) return slackFailed("invalid_cursor");
  return slackOk({
    channels: page.items.map((one) => shownTo(grant.userId, one, counted)),
    response_metadata: { next_cursor: page.next },
  });
}

/**
 * The conversations that a token's account is in; without the counts and `is_member` of `conversations.list`.
 * https://docs.slack.dev/reference/methods/users.conversations
 */
export function userConversations(call: SlackCall): Response {
  const kinds = kindsOf(call);
  if (kinds instanceof Response) return kinds;
  const all = call.slack.store.channels.all();
  return pageOf(
    call,
    all.filter((one) => one.members.includes(call.grant.userId) && kinds.includes(kindOf(one))),
    false,
  );
}

/** https://docs.slack.dev/reference/methods/conversations.list: of what is not public, those the account is in. */
export function conversationsList(call: SlackCall): Response {
  const kinds = kindsOf(call);
  if (kinds instanceof Response) return kinds;
  const seen = call.slack.store.channels
    .all()
    .filter((one) => kinds.includes(kindOf(one)) && isVisible(one, call.grant.userId));
  return pageOf(call, seen, true);
}

const isVisible = (channel: SlackChannel, user: string): boolean =>
  channel.members.includes(user) || (!channel.is_private && !channel.is_im && !channel.is_mpim);

/** The conversation of a call that looks at it, if its account may; or why not. */
function visibleChannel({ slack, grant, args }: SlackCall): SlackChannel | Response {
  const channel = slack.store.channels.findOneBy("channel_id", args.get("channel") ?? "");
  if (!channel || !isVisible(channel, grant.userId)) return slackFailed("channel_not_found");
  const needed = scopeOf(channel);
  return grant.scopes.includes(needed) ? channel : missingScope(grant, needed);
}

/** https://docs.slack.dev/reference/methods/conversations.info */
export function conversationsInfo(call: SlackCall): Response {
  const channel = visibleChannel(call);
  if (channel instanceof Response) return channel;
  const counted = isTrue(call.args.get("include_num_members"));
  const { num_members, ...shown } = shownTo(call.grant.userId, channel, true);
  return slackOk({ channel: { ...shown, ...(counted && !channel.is_im ? { num_members } : {}) } });
}

/** https://docs.slack.dev/reference/methods/conversations.members */
export function conversationsMembers(call: SlackCall): Response {
  const channel = visibleChannel(call);
  if (channel instanceof Response) return channel;
  const page = cursorPage(channel.members, call.args, 1000);
  if (!page) return slackFailed("invalid_cursor");
  return slackOk({ members: page.items, response_metadata: { next_cursor: page.next } });
}

/** https://docs.slack.dev/reference/methods/conversations.open: the direct message that is there, or a new one. */
export function conversationsOpen({ slack, grant, args }: SlackCall): Response {
  const users = (args.get("users") ?? "").split(",").filter((one) => one !== "");
  if (users.length === 0) return slackFailed("users_list_not_supplied");
  if (users.length > 8) return slackFailed("too_many_users");
  const needed = users.length === 1 ? "im:write" : "mpim:write";
  if (!grant.scopes.includes(needed)) return missingScope(grant, needed);
  const people = users.map((id) => slack.store.users.findOneBy("user_id", id));
  if (people.some((one) => !one)) return slackFailed("user_not_found");
  if (people.some((one) => one?.deleted)) return slackFailed("user_disabled");
  if (users.length === 1 && people[0]?.is_bot) return slackFailed("cannot_dm_bot");
  const members = [...new Set([...users, grant.userId])];
  const before = slack.store.channels
    .all()
    .find(
      (one) =>
        (one.is_im || one.is_mpim) &&
        one.members.length === members.length &&
        members.every((id) => one.members.includes(id)),
    );
  const channel = before ?? openDirect(slack, members, Math.floor(Date.now() / 1000));
  return slackOk({
    ...(before ? { no_op: true, already_open: true } : {}),
    channel: { id: channel.channel_id },
  });
}

/** A new direct message, or group message, of these accounts. */
export function openDirect(slack: SlackServer, members: readonly string[], created: number): SlackChannel {
  const pair = members.length === 2;
  const names = members.map((id) => slack.store.users.findOneBy("user_id", id)?.name ?? id);
  const nothing = { value: "", creator: "", last_set: 0 };
  return slack.store.channels.insert({
    channel_id: slackId(pair ? "D" : "G", `${slack.options.team.domain} ${[...members].sort().join(" ")}`),
    team_id: slack.teamId,
    name: pair ? "" : `mpdm-${names.join("--")}-1`,
    is_channel: false,
    is_private: true,
    is_im: pair,
    is_mpim: !pair,
    is_archived: false,
    topic: nothing,
    purpose: nothing,
    members: [...members],
    creator: members[0] ?? "",
    created,
    num_members: members.length,
  });
}

function shownTo(userId: string, channel: SlackChannel, counted: boolean): Record<string, unknown> {
  const {
    channel_id,
    name,
    is_private,
    is_archived,
    is_mpim = false,
    topic,
    purpose,
    creator,
    created,
  } = channel;
  const shared = { id: channel_id, is_archived, is_private, creator, created: created ?? 0 };
  if (channel.is_im)
    return { ...shared, is_im: true, user: channel.members.find((one) => one !== userId) ?? userId };
  const counts = counted
    ? { is_member: channel.members.includes(userId), num_members: channel.members.length }
    : {};
  return { ...shared, name, is_channel: !is_private, is_im: false, is_mpim, topic, purpose, ...counts };
}
