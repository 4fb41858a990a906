import { z } from "zod";
import { type Api, cursorOf, defineTool, fitResult, openCursor, READS, readAnswer } from "../kit/index.ts";
import { call } from "./call.ts";
import { channelToRead } from "./channels.ts";
import { requireChannel } from "./held.ts";
import {
  cutWarnings,
  isEvent,
  longestOf,
  messageRow,
  namesIn,
  rowOf,
  rowText,
  shortWarning,
} from "./message-row.ts";
import { PROVENANCE } from "./provenance.ts";
import { READ_EXTRAS, READ_HISTORY } from "./scopes.ts";
import { paged } from "./targets.ts";
import { messagesSchema } from "./upstream.ts";
import { tsOf } from "./when.ts";

const input = z.strictObject({
  channel: z.string().max(80).describe("Id, #name or @user"),
  after: z.string().max(40).describe("RFC 3339 or ts").optional(),
  before: z.string().max(40).describe("RFC 3339 or ts").optional(),
  include_events: z.boolean().default(false),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  channel_id: z.string(),
  items: z.array(messageRow),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** The last message that was looked at: a channel is read backwards from there. */
const position = z.object({ before: z.string(), channel: z.string() });

/** One call of https://docs.slack.dev/reference/methods/conversations.history: some apps may make one a minute. */
export const slackReadChannel = defineTool({
  name: "slack_read_channel",
  title: "Read a channel",
  description: "Messages of a channel or DM, newest first, with names; slack_read_thread reads the replies.",
  effect: "read",
  targets: paged,
  labels: READS,
  scopes: READ_HISTORY,
  extras: READ_EXTRAS,
  input,
  output,
  run: read,
  render,
});

async function read(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  const at = cursor === undefined ? undefined : openCursor(cursor, query, position);
  const oldest = asked.after === undefined ? undefined : tsOf(asked.after, "after");
  const latest = at?.before ?? (asked.before === undefined ? undefined : tsOf(asked.before, "before"));
  const channel = at ? await requireChannel(api, at.channel) : await channelToRead(api, asked.channel);
  const answer = readAnswer(
    messagesSchema,
    await call(api, "conversations.history", { channel, oldest, latest, limit: asked.page_size }),
  );
  const { messages } = answer;
  const more = answer.has_more === true;
  const shown = messages.filter((message) => asked.include_events || !isEvent(message));
  const { nameOf, warnings: unnamed } = await namesIn(api, shown);
  const events = messages.length - shown.length;
  return fitResult((share) => {
    const part = shown.slice(0, Math.max(1, Math.floor(shown.length * share)));
    const items = part.map((message) => rowOf(message, nameOf, longestOf(part.length, share)));
    const cut = part.length < shown.length;
    const last = cut ? part.at(-1) : messages.at(-1);
    const warnings = [
      ...(cut ? [`Only ${part.length} of ${shown.length} messages fit in one result.`] : []),
      ...(!cut && events > 0 ? [`Left out, joins and the like: ${events}.`] : []),
      ...shortWarning(asked.page_size, messages.length, more),
      ...cutWarnings(items, part),
      ...unnamed,
    ];
    return {
      channel_id: channel,
      items,
      ...((cut || more) && last && { next_cursor: cursorOf(query, { before: last.ts, channel }) }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

function render({ channel_id, items, next_cursor, warnings }: Output): string {
  return [
    `${channel_id} · ${items.length} messages, newest first`,
    ...(items.length > 0 ? [PROVENANCE, ...items.map(rowText)] : []),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[Older: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
