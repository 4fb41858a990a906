import { z } from "zod";

const text = z.string().nullish();
const flag = z.boolean().nullish();

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
});
export type Channel = z.output<typeof channelSchema>;
export const channelListSchema = z.object({ channels: z.array(channelSchema), ...paged });
export const channelInfoSchema = z.object({ channel: channelSchema });
export const openedSchema = z.object({ channel: z.object({ id: z.string() }) });

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
  attachments: z.array(z.object({ fallback: text, title: text, text })).nullish(),
  files: z
    .array(z.object({ id: z.string(), name: text, title: text, mimetype: text, size: z.number().nullish() }))
    .nullish(),
  reactions: z.array(z.object({ name: z.string(), count: z.number().int() })).nullish(),
  metadata: z
    .object({ event_type: text, event_payload: z.record(z.string(), z.unknown()).nullish() })
    .nullish(),
});
export type Message = z.output<typeof messageSchema>;
export const messagesSchema = z.object({ messages: z.array(messageSchema), has_more: flag, ...paged });

export const postedSchema = z.object({ channel: z.string(), ts: z.string() });
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
export type Match = z.output<typeof searchSchema>["messages"]["matches"][number];
