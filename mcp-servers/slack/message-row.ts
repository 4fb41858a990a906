import { z } from "zod";
import { type Api, cutText, truncatedSchema } from "../kit/index.ts";
import { markdownOf, mentionedIn, type NameOf } from "./mrkdwn.ts";
import { userNames } from "./people.ts";
import type { Message } from "./upstream.ts";
import { dateOf } from "./when.ts";

/** Characters of one message in a page of several; a page of one may be all of it. */
const LONGEST = 4_000;
const LONGEST_ALONE = 30_000;
const MOST_FILES = 10;
const MOST_REACTIONS = 20;

export const messageRow = z.object({
  ts: z.string(),
  date: z.string().optional(),
  user: z.object({ id: z.string(), name: z.string() }),
  text_md: z.string(),
  /** Says that the text was cut. */
  truncated: truncatedSchema.optional(),
  files: z
    .array(
      z.object({ file_id: z.string(), name: z.string(), mime_type: z.string(), size: z.number().optional() }),
    )
    .optional(),
  reactions: z.array(z.object({ emoji: z.string(), count: z.number().int() })).optional(),
  reply_count: z.number().int().optional(),
  thread_ts: z.string().optional(),
  /** What happened, where it is not a message: `channel_join`. */
  event: z.string().optional(),
});
export type MessageRow = z.output<typeof messageRow>;

/** Subtypes that somebody said; the others tell what happened in a channel. */
const SAID = new Set(["bot_message", "me_message", "file_share", "thread_broadcast", "file_comment"]);
export const isEvent = ({ subtype }: Message): boolean => !!subtype && !SAID.has(subtype);

/** Names of all who wrote or are mentioned. */
export function namesIn(api: Api, messages: readonly Message[]): Promise<NameOf> {
  return userNames(
    api,
    messages.flatMap((one) => [...(one.user ? [one.user] : []), ...mentionedIn(textOf(one))]),
  );
}

/** Some apps send only attachments. */
function textOf({ text, attachments }: Message): string {
  if (text !== "") return text;
  return (attachments ?? [])
    .map((one) => one.fallback || [one.title, one.text].filter(Boolean).join("\n"))
    .join("\n");
}

/** The longest text of each message in a page of so many, when `share` of what was asked for has to do. */
export const longestOf = (messages: number, share: number): number =>
  Math.max(50, Math.floor((messages === 1 ? LONGEST_ALONE : LONGEST) * share));

export function rowOf(message: Message, nameOf: NameOf, longest: number): MessageRow {
  const text = markdownOf(textOf(message), nameOf);
  const { part } = cutText(text, 0, longest);
  const date = dateOf(message.ts);
  const { files, reactions, reply_count, thread_ts } = message;
  return {
    ts: message.ts,
    ...(date !== undefined && { date }),
    user: authorOf(message, nameOf),
    text_md: part,
    ...(part.length < text.length && { truncated: { returned: part.length, total: text.length } }),
    ...(files && files.length > 0 && { files: files.slice(0, MOST_FILES).map(fileOf) }),
    ...(reactions &&
      reactions.length > 0 && {
        reactions: reactions.slice(0, MOST_REACTIONS).map(({ name, count }) => ({ emoji: name, count })),
      }),
    ...(reply_count ? { reply_count } : {}),
    ...(thread_ts && { thread_ts }),
    ...(isEvent(message) && message.subtype && { event: message.subtype }),
  };
}

function authorOf({ user, bot_id, username, bot_profile }: Message, nameOf: NameOf): MessageRow["user"] {
  const app = username || bot_profile?.name;
  if (user) return { id: user, name: bot_id && app ? app : nameOf(user) };
  return { id: bot_id ?? "", name: app || bot_id || "unknown" };
}

function fileOf({ id, name, title, mimetype, size }: NonNullable<Message["files"]>[number]) {
  return {
    file_id: id,
    name: (name || title || id).slice(0, 200),
    mime_type: mimetype || "application/octet-stream",
    ...(typeof size === "number" && { size }),
  };
}

/** One message as text. Says aloud where it was cut. */
export function rowText(row: MessageRow): string {
  const notes = [
    `ts ${row.ts}`,
    ...(row.event ? [row.event] : []),
    ...(row.reply_count ? [`replies: ${row.reply_count}`] : []),
    ...(row.thread_ts && row.thread_ts !== row.ts ? [`in thread ${row.thread_ts}`] : []),
    ...(row.reactions ?? []).map(({ emoji, count }) => `:${emoji}: ${count}`),
  ];
  return [
    `--- ${row.user.name} (${row.user.id || "no id"}) · ${row.date ?? "no date"} · ${notes.join(" · ")}`,
    ...(row.text_md === "" ? [] : [row.text_md]),
    ...(row.truncated ? [`[Cut: ${row.truncated.returned} of ${row.truncated.total} characters.]`] : []),
    ...(row.files ?? []).map(
      (file) => `[file: ${file.name} · ${file.mime_type} · ${file.size ?? "?"} bytes · ${file.file_id}]`,
    ),
  ].join("\n");
}

/** What cutting and Slack's own limits left out, in words. */
export function cutWarnings(rows: readonly MessageRow[]): string[] {
  return rows.length > 1 && rows.some((row) => row.truncated)
    ? ["Long messages were cut. Read one whole by itself, with `page_size` 1."]
    : [];
}

/** Apps outside Slack's Marketplace get fewer messages than they ask for; the page says so. */
export function shortWarning(asked: number, got: number, more: boolean): string[] {
  return more && got < asked ? [`Slack gave ${got} of the ${asked} messages asked for; there are more.`] : [];
}
