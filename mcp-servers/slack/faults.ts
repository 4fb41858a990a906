import { ToolError } from "../kit/index.ts";

/** Codes that the methods document, and what helps: https://docs.slack.dev/reference/methods */
const SENTENCES: Readonly<Record<string, string>> = {
  not_in_channel:
    "The app is not in this channel (not_in_channel). Somebody who is adds it there (/invite and its name), or pass a channel it is in: slack_list_channels shows them.",
  channel_not_found:
    "Slack has no such conversation, or the app cannot see it (channel_not_found): private channels and direct messages exist only for those in them. slack_list_channels shows what it sees.",
  is_archived: "This channel is archived (is_archived): it can be read, but nothing new can go there.",
  is_inactive: "This channel is archived or frozen (is_inactive): its messages cannot be changed.",
  message_not_found: "There is no message with this `ts` in this channel (message_not_found).",
  thread_not_found: "There is no thread with this `thread_ts` in this channel (thread_not_found).",
  user_not_found: "Slack has nobody with this id (user_not_found). Find people with slack_search_users.",
  users_not_found: "Nobody in this workspace has this address (users_not_found).",
  user_disabled: "This person's account is deactivated (user_disabled).",
  user_not_visible: "The app may not see this person (user_not_visible).",
  cannot_dm_bot: "Slack has no direct messages between apps (cannot_dm_bot).",
  cant_update_message:
    "Slack lets an app edit only its own messages, and this is somebody else's (cant_update_message). Post a reply instead.",
  cant_delete_message:
    "Slack lets an app delete only its own messages, and this is somebody else's (cant_delete_message).",
  edit_window_closed:
    "This workspace lets messages be edited only for a while, which is over for this one (edit_window_closed). Post a reply instead.",
  block_mismatch: "Slack cannot change this kind of message (block_mismatch). Delete it and post a new one.",
  invalid_blocks:
    "Slack finds something in this text that it cannot show (invalid_blocks). Look at the ids in <@…> and <#…>: they have to be ones that there are.",
  msg_too_long: "Slack finds this text too long (msg_too_long). Send it in several messages.",
  msg_blocks_too_long: "Slack finds this text too long (msg_blocks_too_long). Send it in several messages.",
  restricted_action:
    "A setting of this workspace keeps the app from doing this here (restricted_action). An admin of the workspace can allow it.",
  restricted_action_read_only_channel:
    "Only some people may post in this channel (restricted_action_read_only_channel).",
  restricted_action_thread_only_channel:
    "This channel takes replies only (restricted_action_thread_only_channel). Pass `thread_ts`.",
  restricted_action_non_threadable_channel:
    "This channel has no threads (restricted_action_non_threadable_channel). Leave `thread_ts` out.",
  restricted_action_thread_locked: "This thread is locked (restricted_action_thread_locked).",
  cannot_reply_to_message: "Slack has no replies to this kind of message (cannot_reply_to_message).",
  messages_tab_disabled:
    "This app takes no direct messages (messages_tab_disabled): its Messages tab is switched off where it is registered.",
  ekm_access_denied:
    "The company's own key management keeps this conversation closed right now (ekm_access_denied). Its Slack admins know why.",
  enterprise_is_restricted:
    "The company's Slack organization does not allow this (enterprise_is_restricted).",
  team_access_not_granted: "The app is not installed in this workspace (team_access_not_granted).",
  fatal_error:
    "Slack failed on its side (fatal_error), and part of it may have happened. Look before trying again.",
  internal_error: "Slack failed on its side (internal_error). Try again in a while.",
  feature_not_enabled:
    "This workspace does not have Slack's search for apps (feature_not_enabled). An admin reconnects Slack with 'Search the older way' (search:read) instead.",
  time_in_past: "Slack says that `post_at` has passed (time_in_past).",
  time_too_far: "Slack schedules at most 120 days ahead (time_too_far).",
  restricted_too_many:
    "30 messages are scheduled for these five minutes in this channel already (restricted_too_many). Choose another time.",
  invalid_name: "Slack has no emoji of this name (invalid_name).",
  too_many_emoji: "This message has as many different reactions as fit (too_many_emoji).",
  too_many_reactions: "The app has given this message as many reactions as it may (too_many_reactions).",
  file_not_found:
    "Slack has no such file, or the app cannot see it (file_not_found): it sees files shared in conversations it is in.",
  file_deleted: "This file was deleted (file_deleted).",
  not_visible: "The app may not see this file (not_visible).",
  file_uploads_disabled: "This workspace allows no uploads (file_uploads_disabled).",
  file_uploads_except_images_disabled:
    "This workspace allows uploads of pictures only (file_uploads_except_images_disabled).",
  file_type_not_allowed: "This workspace does not allow files of this type (file_type_not_allowed).",
  file_upload_size_restricted:
    "This workspace does not allow files of this size (file_upload_size_restricted).",
  storage_limit_reached: "This workspace has no room for files left (storage_limit_reached).",
  posting_to_channel_denied: "The app may not share files in this channel (posting_to_channel_denied).",
};

/** Where Slack gives apps from outside its Marketplace far less: said where they meet it. */
const SPARSE: ReadonlySet<string> = new Set(["conversations.history", "conversations.replies"]);
export const SPARSE_LIMIT =
  "Apps that are sold outside Slack's Marketplace may make one such request a minute and get at most 15 messages by it.";

/** The refusal of a call in words that say what to do next; other errors come back as they are. */
export function explained(error: unknown, method: string): unknown {
  if (!(error instanceof ToolError)) return error;
  const { fault, reason, status, retryAfter, data } = error;
  const words = wordsFor(error, method);
  return words === undefined ? error : new ToolError(fault, words, { reason, status, retryAfter, data });
}

function wordsFor({ fault, reason, message }: ToolError, method: string): string | undefined {
  if (fault === "rate_limited" && SPARSE.has(method)) return `${message} ${SPARSE_LIMIT}`;
  if (reason === "missing_scope") return `${message} An admin adds the scope by reconnecting Slack with it.`;
  return reason !== undefined && Object.hasOwn(SENTENCES, reason) ? SENTENCES[reason] : undefined;
}
