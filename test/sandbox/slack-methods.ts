import { slackFailed, slackOk } from "./slack-answers.ts";
import { history, replies, type SlackCall } from "./slack-calls.ts";
import * as chat from "./slack-chat.ts";
import { contextSearch } from "./slack-context-search.ts";
import * as conversations from "./slack-conversations.ts";
import * as edit from "./slack-edit.ts";
import * as files from "./slack-files.ts";
import * as people from "./slack-people.ts";
import * as planned from "./slack-schedule.ts";
import { searchMessages } from "./slack-search.ts";
import { wrongClient } from "./slack-token.ts";

type Method = (call: SlackCall) => Response;

/** Methods of ours, for what the stock emulator lacks or is lax about. */
export const METHODS: Readonly<Record<string, Method>> = {
  "auth.test": authTest,
  "auth.revoke": authRevoke,
  "apps.uninstall": appsUninstall,
  "assistant.search.context": contextSearch,
  "chat.delete": edit.remove,
  "chat.deleteScheduledMessage": planned.deleteScheduled,
  "chat.getPermalink": chat.getPermalink,
  "chat.postMessage": chat.postMessage,
  "chat.scheduleMessage": planned.schedule,
  "chat.scheduledMessages.list": planned.listScheduled,
  "chat.update": edit.update,
  "conversations.history": history,
  "conversations.info": conversations.conversationsInfo,
  "conversations.list": conversations.conversationsList,
  "conversations.members": conversations.conversationsMembers,
  "conversations.open": conversations.conversationsOpen,
  "conversations.replies": replies,
  "files.completeUploadExternal": files.completeUpload,
  "files.getUploadURLExternal": files.getUploadUrl,
  "files.info": files.filesInfo,
  "search.messages": searchMessages,
  "usergroups.list": people.usergroupsList,
  "users.conversations": conversations.userConversations,
  "users.info": people.usersInfo,
  "users.list": people.usersList,
  "users.lookupByEmail": people.lookupByEmail,
};

/** Methods of the stock emulator that are open; it checks their scopes. */
export const STOCK: ReadonlySet<string> = new Set([
  "bots.info",
  "chat.meMessage",
  "chat.postEphemeral",
  "conversations.join",
  "reactions.add",
  "reactions.get",
  "reactions.remove",
  "team.info",
]);

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
  if (chat.isTrue(args.get("test"))) return slackOk({ revoked: false });
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

/**
 * What Slack checks and the stock emulator does not: an app writes and reacts in the channels it is in; private ones do
 * not exist for those outside; nothing new goes into archived ones.
 */
export function refuseStock(method: string, call: SlackCall): Response | undefined {
  if (!/^(?:chat\.|reactions\.(?:add|remove))/.test(method)) return undefined;
  const channel = chat.writableChannel(call);
  if (channel instanceof Response) return channel;
  if (method === "reactions.add" && !/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(call.args.get("name") ?? ""))
    return slackFailed("invalid_name");
  return undefined;
}
