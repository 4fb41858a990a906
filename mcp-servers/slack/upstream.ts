import { z } from "zod";

const text = z.string().nullish();
const flag = z.boolean().nullish();

/** Since 1970, until the year 9999: what a date can be made of. */
const seconds = z.number().min(0).max(253_402_300_799);

/** Slack's own cursor; empty at the end: https://docs.slack.dev/apis/web-api/pagination */
const paged = { response_metadata: z.object({ next_cursor: text }).nullish() };
interface Paged {
  response_metadata?: { next_cursor?: string | null | undefined } | null | undefined;
}
export const nextOf = (answer: Paged): string | undefined =>
  answer.response_metadata?.next_cursor || undefined;

/** https://docs.slack.dev/reference/objects/user-object */
export const userSchema = z.object({
  id: z.string(),
  name: z.string().default(""),
  deleted: flag,
  is_bot: flag,
  real_name: text,
  tz: text,
  profile: z
    .object({ display_name: text, real_name: text, email: text, title: text })
    .nullish()
    .transform((profile) => profile ?? {}),
});
export type User = z.output<typeof userSchema>;
export const userInfoSchema = z.object({ user: userSchema });
export const userListSchema = z.object({ members: z.array(userSchema), ...paged });

/** https://docs.slack.dev/reference/objects/conversation-object */
const about = z
  .object({ value: text })
  .nullish()
  .transform((about) => about?.value ?? "");
export const channelSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  /** The other person of a direct message. */
  user: text,
  topic: about,
  purpose: about,
  num_members: z.number().int().nullish(),
  is_member: flag,
  is_archived: flag,
  is_private: flag,
  is_im: flag,
  is_mpim: flag,
  is_ext_shared: flag,
  created: seconds.nullish(),
  creator: text,
});
export type Channel = z.output<typeof channelSchema>;
export const channelListSchema = z.object({ channels: z.array(channelSchema), ...paged });
export const channelInfoSchema = z.object({ channel: channelSchema });
export const membersSchema = z.object({ members: z.array(z.string()), ...paged });
/** https://docs.slack.dev/reference/methods/usergroups.list */
export const usergroupsSchema = z.object({
  usergroups: z.array(z.object({ id: z.string(), handle: text, name: text })),
});
/** https://docs.slack.dev/reference/methods/auth.test */
export const authSchema = z.object({ url: z.string(), team_id: text, enterprise_id: text });
export const openedSchema = z.object({ channel: z.object({ id: z.string() }) });

/** https://docs.slack.dev/reference/objects/file-object */
const share = z.record(z.string(), z.array(z.object({ ts: text, thread_ts: text })));
export const fileSchema = z.object({
  id: z.string(),
  name: text,
  title: text,
  mimetype: text,
  filetype: text,
  pretty_type: text,
  /** `hosted`, `external`, `snippet`, `post`, `space`, `canvas`, `list`, `tombstone`, `hidden_by_limit`, … */
  mode: text,
  /** `check_file_info`: of another workspace. `access_denied`, `file_not_found`. */
  file_access: text,
  is_external: flag,
  external_type: text,
  user: text,
  created: seconds.nullish(),
  size: z.number().nullish(),
  permalink: text,
  url_private: text,
  url_private_download: text,
  channels: z.array(z.string()).nullish(),
  groups: z.array(z.string()).nullish(),
  ims: z.array(z.string()).nullish(),
  shares: z.object({ public: share.nullish(), private: share.nullish() }).nullish(),
});
export type SlackFile = z.output<typeof fileSchema>;
export const fileInfoSchema = z.object({ file: fileSchema });
export const uploadUrlSchema = z.object({ upload_url: z.string(), file_id: z.string() });
export const uploadedSchema = z.object({ files: z.array(fileSchema) });

/** https://docs.slack.dev/reference/events/message */
export const messageSchema = z.object({
  ts: z.string(),
  subtype: text,
  user: text,
  bot_id: text,
  username: text,
  bot_profile: z.object({ name: text }).nullish(),
  text: z
    .string()
    .nullish()
    .transform((text) => text ?? ""),
  thread_ts: text,
  reply_count: z.number().int().nullish(),
  edited: z.object({ ts: text }).nullish(),
  /** As apps sent them: anything may be in there. */
  blocks: z.array(z.unknown()).nullish(),
  attachments: z.array(z.unknown()).nullish(),
  files: z.array(fileSchema).nullish(),
  reactions: z.array(z.object({ name: z.string(), count: z.number().int() })).nullish(),
  metadata: z
    .object({ event_type: text, event_payload: z.record(z.string(), z.unknown()).nullish() })
    .nullish(),
});
export type Message = z.output<typeof messageSchema>;
export const messagesSchema = z.object({ messages: z.array(messageSchema), has_more: flag, ...paged });

export const postedSchema = z.object({ channel: z.string(), ts: z.string() });
export const scheduledSchema = z.object({
  channel: z.string(),
  scheduled_message_id: z.string(),
  post_at: seconds,
});
export const permalinkSchema = z.object({ permalink: z.string() });

/** https://docs.slack.dev/reference/methods/search.messages */
export const searchSchema = z.object({
  messages: z.object({
    total: z.number().int().nullish(),
    paging: z.object({ page: z.number().int(), pages: z.number().int() }).nullish(),
    matches: z.array(
      z.object({
        ts: z.string(),
        user: text,
        username: text,
        text: z
          .string()
          .nullish()
          .transform((text) => text ?? ""),
        permalink: text,
        channel: z.object({
          id: z.string(),
          name: text,
          is_private: flag,
          is_im: flag,
          is_mpim: flag,
        }),
      }),
    ),
  }),
});

/** https://docs.slack.dev/reference/methods/assistant.search.context */
export const contextSearchSchema = z.object({
  results: z.object({
    messages: z
      .array(
        z.object({
          author_user_id: text,
          author_name: text,
          channel_id: z.string(),
          channel_name: text,
          message_ts: z.string(),
          content: z
            .string()
            .nullish()
            .transform((text) => text ?? ""),
          permalink: text,
        }),
      )
      .nullish()
      .transform((messages) => messages ?? []),
  }),
  ...paged,
});
