import { z } from "zod";
import { type Api, cutText, truncatedSchema } from "../kit/index.ts";
import { idsInAttachment, idsInBlocks, markdownOfAttachment, markdownOfBlocks } from "./blocks.ts";
import { fileRow, fileRowOf, fileText } from "./file-row.ts";
import { markdownOf, mentionedIn } from "./mrkdwn.ts";
import { type NameOf, type Names, namesFor } from "./names.ts";
import type { Message } from "./upstream.ts";
import { dateOf } from "./when.ts";

/** Characters of one message in a page of several; a page of one may be all of it. */
const LONGEST = 4_000;
const LONGEST_ALONE = 30_000;
const MOST_FILES = 10;
const MOST_REACTIONS = 20;
const MOST_ATTACHMENTS = 20;

export const messageRow = z.object({
  ts: z.string(),
  date: z.string().optional(),
  user: z.object({ id: z.string(), name: z.string() }),
  text_md: z.string(),
  /** Says that the text was cut. */
  truncated: truncatedSchema.optional(),
  files: z.array(fileRow).optional(),
  reactions: z.array(z.object({ emoji: z.string(), count: z.number().int() })).optional(),
  reply_count: z.number().int().optional(),
  thread_ts: z.string().optional(),
  edited: z.literal(true).optional(),
  /** What happened, where it is not a message: `channel_join`. */
  event: z.string().optional(),
});
export type MessageRow = z.output<typeof messageRow>;

/** Subtypes that somebody said; the others tell what happened in a channel. */
const SAID = new Set(["bot_message", "me_message", "file_share", "thread_broadcast", "file_comment"]);
export const isEvent = ({ subtype }: Message): boolean => !!subtype && !SAID.has(subtype);

/** Names of all who wrote or are mentioned, and of channels and groups. */
export function namesIn(api: Api, messages: readonly Message[]): Promise<Names> {
  return namesFor(
    api,
    messages.flatMap(({ user, text, blocks, attachments }) => [
      ...(user ? [user] : []),
      ...mentionedIn(text),
      ...idsInBlocks(blocks ?? []),
      ...(attachments ?? []).slice(0, MOST_ATTACHMENTS).flatMap(idsInAttachment),
    ]),
  );
}

/**
 * What a message says. Its blocks are what Slack shows; `text` is what it shows in a notification, and all there is
 * where there are none. Blocks of kinds that are not known here leave it to `text` as well.
 */
export function markdownIn({ text, blocks, attachments }: Message, nameOf: NameOf): string {
  const shown = blocks && blocks.length > 0 ? markdownOfBlocks(blocks, nameOf) : undefined;
  const parts = (attachments ?? [])
    .slice(0, MOST_ATTACHMENTS)
    .map((one) => markdownOfAttachment(one, nameOf));
  const more = (attachments?.length ?? 0) - MOST_ATTACHMENTS;
  return [
    shown || markdownOf(text, nameOf),
    ...parts.map((part) => part.replace(/^/gm, "> ")),
    ...(more > 0 ? [`[${more} more attachments]`] : []),
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** The longest text of each message in a page of so many, when `share` of what was asked for has to do. */
export const longestOf = (messages: number, share: number): number =>
  Math.max(50, Math.floor((messages === 1 ? LONGEST_ALONE : LONGEST) * share));

export function rowOf(message: Message, nameOf: NameOf, longest: number): MessageRow {
  const text = markdownIn(message, nameOf);
  const { part } = cutText(text, 0, longest);
  const date = dateOf(message.ts);
  const { files, reactions, reply_count, thread_ts } = message;
  return {
    ts: message.ts,
    ...(date !== undefined && { date }),
    user: authorOf(message, nameOf),
    text_md: part,
    ...(part.length < text.length && { truncated: { returned: part.length, total: text.length } }),
    ...(files && files.length > 0 && { files: files.slice(0, MOST_FILES).map(fileRowOf) }),
    ...(reactions &&
      reactions.length > 0 && {
        reactions: reactions.slice(0, MOST_REACTIONS).map(({ name, count }) => ({ emoji: name, count })),
      }),
    ...(reply_count ? { reply_count } : {}),
    ...(thread_ts && { thread_ts }),
    ...(message.edited && { edited: true as const }),
    ...(isEvent(message) && message.subtype && { event: message.subtype }),
  };
}

function authorOf({ user, bot_id, username, bot_profile }: Message, nameOf: NameOf): MessageRow["user"] {
  const app = username || bot_profile?.name;
  if (user) return { id: user, name: bot_id && app ? app : nameOf(user) };
  return { id: bot_id ?? "", name: app || bot_id || "unknown" };
}

/** One message as text. Says aloud where it was cut. */
export function rowText(row: MessageRow): string {
  const notes = [
    `ts ${row.ts}`,
    ...(row.event ? [row.event] : []),
    ...(row.edited ? ["edited"] : []),
    ...(row.reply_count ? [`replies: ${row.reply_count}`] : []),
    ...(row.thread_ts && row.thread_ts !== row.ts ? [`in thread ${row.thread_ts}`] : []),
    ...(row.reactions ?? []).map(({ emoji, count }) => `:${emoji}: ${count}`),
  ];
  return [
    `--- ${row.user.name} (${row.user.id || "no id"}) · ${row.date ?? "no date"} · ${notes.join(" · ")}`,
    ...(row.text_md === "" ? [] : [row.text_md]),
    ...(row.truncated ? [`[Cut: ${row.truncated.returned} of ${row.truncated.total} characters.]`] : []),
    ...(row.files ?? []).map((file) => `[file: ${fileText(file)}]`),
  ].join("\n");
}

/** What cutting and Slack's own limits left out, in words. */
export function cutWarnings(rows: readonly MessageRow[], messages: readonly Message[]): string[] {
  return [
    ...(rows.length > 1 && rows.some((row) => row.truncated)
      ? ["Long messages were cut. slack_get_message reads one whole."]
      : []),
    ...(messages.some(({ files }) => (files?.length ?? 0) > MOST_FILES)
      ? [`Of messages with many files the first ${MOST_FILES} are shown.`]
      : []),
    ...(messages.some(({ reactions }) => (reactions?.length ?? 0) > MOST_REACTIONS)
      ? [`Of messages with many reactions the first ${MOST_REACTIONS} are shown.`]
      : []),
  ];
}

/** Some apps get fewer messages than they ask for; the page says so, and how fast the rest can be had. */
export function shortWarning(asked: number, got: number, more: boolean): string[] {
  if (!more || got >= asked) return [];
  const sparse =
    got <= 15
      ? " Apps sold outside Slack's Marketplace get at most 15 by one request, and one request a minute."
      : "";
  return [`Slack gave ${got} of the ${asked} messages asked for; there are more.${sparse}`];
}
