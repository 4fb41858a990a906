/** What is known of a method besides what it does. */
interface MethodSpec {
  /** Arguments it takes, separated by spaces; others are refused (Slack itself lets them pass, with a warning or not). */
  args: string;
  /** The tier that Slack publishes for it, in calls a minute: https://docs.slack.dev/apis/web-api/rate-limits */
  perMinute?: number;
  /** Refused to GET. */
  write?: true;
  /** Takes no JSON, only a form or a query. */
  noJson?: true;
}

const PAGE = "cursor limit";
const HISTORY = `channel ${PAGE} oldest latest inclusive include_all_metadata`;
const LIST = `${PAGE} types exclude_archived team_id`;
const CONTENT = "text blocks attachments markdown_text parse link_names metadata";

/** Of every method that is open here, from its page below https://docs.slack.dev/reference/methods/ */
export const SPECS: Readonly<Record<string, MethodSpec>> = {
  "auth.test": { args: "" },
  "auth.revoke": { args: "test" },
  "apps.uninstall": { args: "client_id client_secret" },
  "assistant.search.context": {
    args: `query action_token channel_types content_types include_bots include_deleted_users before after include_context_messages context_channel_id ${PAGE} sort sort_dir include_message_blocks highlight term_clauses modifiers include_archived_channels disable_semantic_search`,
  },
  "bots.info": { args: "bot team_id", perMinute: 50 },
  "chat.delete": { args: "channel ts as_user", perMinute: 50, write: true },
  "chat.deleteScheduledMessage": { args: "channel scheduled_message_id as_user", perMinute: 50, write: true },
  "chat.getPermalink": { args: "channel message_ts" },
  "chat.meMessage": { args: "channel text", perMinute: 50, write: true },
  "chat.postEphemeral": {
    args: `channel user thread_ts as_user icon_emoji icon_url username ${CONTENT}`,
    perMinute: 100,
    write: true,
  },
  "chat.postMessage": {
    args: `channel thread_ts reply_broadcast as_user icon_emoji icon_url username mrkdwn unfurl_links unfurl_media ${CONTENT}`,
    write: true,
  },
  "chat.scheduleMessage": {
    args: `channel post_at thread_ts reply_broadcast as_user unfurl_links unfurl_media ${CONTENT}`,
    perMinute: 50,
    write: true,
  },
  "chat.scheduledMessages.list": { args: `channel oldest latest team_id ${PAGE}`, perMinute: 50 },
  "chat.update": {
    args: `channel ts as_user reply_broadcast file_ids ${CONTENT}`,
    perMinute: 50,
    write: true,
  },
  "conversations.history": { args: HISTORY, perMinute: 50 },
  "conversations.info": { args: "channel include_locale include_num_members", perMinute: 50 },
  "conversations.join": { args: "channel", perMinute: 50, write: true },
  "conversations.list": { args: LIST, perMinute: 20 },
  "conversations.members": { args: `channel ${PAGE}`, perMinute: 100 },
  "conversations.open": { args: "channel users return_im prevent_creation", perMinute: 50, write: true },
  "conversations.replies": { args: `ts ${HISTORY}`, perMinute: 50 },
  "files.completeUploadExternal": {
    args: "files channel_id channels thread_ts initial_comment blocks",
    perMinute: 100,
    write: true,
  },
  "files.getUploadURLExternal": {
    args: "filename length alt_txt snippet_type",
    perMinute: 100,
    noJson: true,
  },
  "files.info": { args: `file count page ${PAGE}`, perMinute: 100 },
  "reactions.add": { args: "channel timestamp name", perMinute: 50, write: true },
  "reactions.get": { args: "channel timestamp file file_comment full", perMinute: 50 },
  "reactions.remove": { args: "channel timestamp name file file_comment", perMinute: 20, write: true },
  "search.messages": { args: "query count page cursor highlight sort sort_dir team_id", perMinute: 20 },
  "team.info": { args: "team domain", perMinute: 50 },
  "usergroups.list": { args: "include_count include_disabled include_users team_id", perMinute: 20 },
  "users.conversations": { args: `user ${LIST}`, perMinute: 50 },
  "users.info": { args: "user include_locale", perMinute: 100 },
  "users.list": { args: `${PAGE} include_locale team_id`, perMinute: 20 },
  "users.lookupByEmail": { args: "email", perMinute: 50 },
};

/** Arguments that a method does not have. */
export function unknownArguments({ args }: MethodSpec, given: Iterable<string>): string[] {
  const known = new Set([...args.split(" "), "token"]);
  return [...given].filter((name) => !known.has(name));
}
