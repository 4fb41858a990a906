import type { SlackChannel } from "./emulator-internals.ts";
import { slackFailed, slackOk } from "./slack-answers.ts";
import { cursorPage, missingScope, type SlackCall } from "./slack-calls.ts";

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

/**
 * The conversations that a token's account is in; without the counts and `is_member` of `conversations.list`.
 * https://docs.slack.dev/reference/methods/users.conversations
 */
export function userConversations({ slack, grant, args }: SlackCall): Response {
  const kinds = (args.get("types") ?? "public_channel").split(",").map((one) => one.trim());
  for (const kind of kinds) {
    const needed = Object.hasOwn(SCOPES, kind) ? SCOPES[kind] : undefined;
    if (needed === undefined) return slackFailed("invalid_types");
    if (!grant.scopes.includes(needed)) return missingScope(grant, needed);
  }
  const unarchived = /^(?:1|true)$/.test(args.get("exclude_archived") ?? "");
  const own = slack.store.channels
    .all()
    .filter((one) => one.members.includes(grant.userId) && kinds.includes(kindOf(one)))
    .filter((one) => !unarchived || !one.is_archived);
  const page = cursorPage(own, args, 999);
  if (!page) return slackFailed("invalid_cursor");
  return slackOk({
    channels: page.items.map((one) => shownTo(grant.userId, one)),
    response_metadata: { next_cursor: page.next },
  });
}

function shownTo(userId: string, channel: SlackChannel): Record<string, unknown> {
  const { channel_id, name, is_private, is_archived, is_mpim = false, topic, purpose, creator } = channel;
  const shared = { id: channel_id, is_archived, is_private, creator };
  if (channel.is_im)
    return { ...shared, is_im: true, user: channel.members.find((one) => one !== userId) ?? userId };
  return { ...shared, name, is_channel: !is_private, is_im: false, is_mpim, topic, purpose };
}
