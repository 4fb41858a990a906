import { slackFailed, slackOk } from "./slack-answers.ts";
import { history, permalink, replies, type SlackCall } from "./slack-calls.ts";
import { userConversations } from "./slack-conversations.ts";
import { searchMessages } from "./slack-search.ts";
import { wrongClient } from "./slack-token.ts";

type Method = (call: SlackCall) => Response;

/** Methods of ours, for what the stock emulator lacks or is lax about. */
export const METHODS: Readonly<Record<string, Method>> = {
  "auth.test": authTest,
  "auth.revoke": authRevoke,
  "apps.uninstall": appsUninstall,
  "conversations.history": history,
  "conversations.replies": replies,
  "chat.getPermalink": getPermalink,
  "search.messages": searchMessages,
  "users.conversations": userConversations,
};

/** Methods of the stock emulator that are open; it checks their scopes. `write`: refused to GET, as Slack does. */
export const STOCK: Readonly<Record<string, "read" | "write">> = {
  "bots.info": "read",
  "chat.delete": "write",
  "chat.meMessage": "write",
  "chat.postEphemeral": "write",
  "chat.postMessage": "write",
  "chat.update": "write",
  "conversations.info": "read",
  "conversations.join": "write",
  "conversations.list": "read",
  "conversations.members": "read",
  "conversations.open": "write",
  "reactions.add": "write",
  "reactions.get": "read",
  "reactions.remove": "write",
  "team.info": "read",
  "users.info": "read",
  "users.list": "read",
  "users.lookupByEmail": "read",
};

/** https://docs.slack.dev/reference/methods/auth.test */
function authTest({ slack, grant }: SlackCall): Response {
  const user = slack.store.users.findOneBy("user_id", grant.userId);
  const { name, domain } = slack.options.team;
  return slackOk({
    url: `https://${domain}.slack.com/`,
    team: name,
    user: user?.name ?? "",
    team_id: slack.teamId,
    user_id: grant.userId,
    ...(grant.kind === "bot" ? { bot_id: slack.botId } : {}),
    is_enterprise_install: false,
  });
}

/**
 * One token, and with rotation the refresh token that belongs to it; others of the same person or bot live on.
 * https://docs.slack.dev/reference/methods/auth.revoke
 */
function authRevoke({ slack, grant, token, args }: SlackCall): Response {
  if (/^(?:1|true)$/.test(args.get("test") ?? "")) return slackOk({ revoked: false });
  slack.ledger.endAccess(token);
  slack.ledger.endAll((other) => other === grant);
  return slackOk({ revoked: true });
}

/** Every token of the installation: https://docs.slack.dev/reference/methods/apps.uninstall */
function appsUninstall({ slack, request, args }: SlackCall): Response {
  const wrong = wrongClient(slack, request, args);
  if (wrong !== undefined) return slackFailed(wrong);
  slack.uninstall();
  return slackOk({});
}

function getPermalink(call: SlackCall): Response {
  const channel = call.slack.store.channels.findOneBy("channel_id", call.args.get("channel") ?? "");
  if (!channel || (channel.is_private && !channel.members.includes(call.grant.userId)))
    return slackFailed("channel_not_found");
  const ts = call.args.get("message_ts") ?? "";
  const found = call.slack.store.messages
    .findBy("channel_id", channel.channel_id)
    .find((one) => one.ts === ts);
  if (!found) return slackFailed("message_not_found");
  return slackOk({ channel: channel.channel_id, permalink: permalink(call.slack, found) });
}

/**
 * What Slack checks and the stock emulator does not: an app posts and reacts in the channels it is in; private ones do
 * not exist for those outside.
 */
export function refuseWrite(method: string, { slack, grant, args }: SlackCall): Response | undefined {
  if (!/^(?:chat|reactions)\./.test(method)) return undefined;
  const named = args.get("channel") ?? "";
  const { channels } = slack.store;
  const channel =
    channels.findOneBy("channel_id", named) ?? channels.findOneBy("name", named.replace(/^#/, ""));
  if (!channel || channel.members.includes(grant.userId)) return undefined;
  return slackFailed(channel.is_private ? "channel_not_found" : "not_in_channel");
}
