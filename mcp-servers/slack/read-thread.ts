import { z } from "zod";
import {
  type Api,
  cursorOf,
  defineTool,
  fitResult,
  openCursor,
  READS,
  readAnswer,
  ToolError,
} from "../kit/index.ts";
import { call } from "./call.ts";
import { channelToRead } from "./channels.ts";
import { requireChannel } from "./held.ts";
import { cutWarnings, longestOf, messageRow, namesIn, rowOf, rowText, shortWarning } from "./message-row.ts";
import { PROVENANCE } from "./provenance.ts";
import { READ_EXTRAS, READ_HISTORY } from "./scopes.ts";
import { paged } from "./targets.ts";
import { type Message, messagesSchema, nextOf } from "./upstream.ts";
import { compareTs, messageTs, tsOf } from "./when.ts";

/** Slack gives a thread oldest first only: read backwards it is read whole, up to so many replies. */
const WHOLE_PAGE = 999;
const WHOLE_PAGES = 5;

const input = z.strictObject({
  channel: z.string().max(80).describe("Id, #name or @user"),
  thread_ts: z.string().max(20).describe("ts of its first message"),
  after: z.string().max(40).describe("RFC 3339 or ts").optional(),
  order: z.enum(["oldest", "newest"]).default("oldest"),
  page_size: z.int().min(1).max(200).default(50),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  channel_id: z.string(),
  /** The message the thread hangs on. */
  parent: messageRow.optional(),
  items: z.array(messageRow),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

const position = z.object({
  channel: z.string(),
  /** Oldest first: Slack's page, and how many of its replies an earlier result has shown. */
  page: z.string().optional(),
  skip: z.number().int().min(0).default(0),
  /** Newest first: the last one shown. */
  before: z.string().optional(),
});
type Position = z.output<typeof position>;

/** A part of a thread: what may be shown now, and what comes after it. */
interface Part {
  parent: Message | undefined;
  replies: Message[];
  /** Where to go on after so many of `replies`. */
  next(shown: number): Position | undefined;
  warnings: string[];
}

/** https://docs.slack.dev/reference/methods/conversations.replies */
export const slackReadThread = defineTool({
  name: "slack_read_thread",
  title: "Read a thread",
  description: "A thread by the ts of its first message: that message and its replies, with names.",
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
  const channel = at ? await requireChannel(api, at.channel) : await channelToRead(api, asked.channel);
  const start = at ?? { channel, skip: 0 };
  const part = await (asked.order === "oldest" ? forwards : backwards)(api, asked, start);
  const messages = [...(part.parent ? [part.parent] : []), ...part.replies];
  const { nameOf, warnings: unnamed } = await namesIn(api, messages);
  return fitResult((share) => {
    const shown = part.replies.slice(0, Math.max(1, Math.floor(part.replies.length * share)));
    const longest = longestOf(shown.length, share);
    const items = shown.map((message) => rowOf(message, nameOf, longest));
    const parent = part.parent && rowOf(part.parent, nameOf, longest);
    const next = part.next(shown.length);
    const cut = shown.length < part.replies.length;
    const warnings = [
      ...(cut ? [`Only ${shown.length} of ${part.replies.length} replies fit in one result.`] : []),
      ...part.warnings,
      ...cutWarnings(parent ? [parent, ...items] : items, messages),
      ...unnamed,
    ];
    return {
      channel_id: channel,
      ...(parent && { parent }),
      items,
      ...(next && { next_cursor: cursorOf(query, next) }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

async function replies(api: Api, asked: Input, channel: string, limit: number, cursor: string | undefined) {
  const ts = messageTs(asked.thread_ts, "thread_ts");
  const oldest = asked.after === undefined ? undefined : tsOf(asked.after, "after");
  const query = { channel, ts, oldest, limit, cursor };
  const answer = readAnswer(messagesSchema, await call(api, "conversations.replies", query));
  return {
    // Slack may put the parent at the head of each page, and before `oldest`.
    parent: answer.messages.find((message) => message.ts === ts),
    replies: answer.messages.filter((message) => message.ts !== ts),
    next: nextOf(answer),
  };
}

/** One call: some apps may make one a minute. */
async function forwards(api: Api, asked: Input, { channel, page, skip }: Position): Promise<Part> {
  // One more than asked for: the parent counts.
  const got = await replies(api, asked, channel, asked.page_size + 1, page);
  return {
    parent: page === undefined && skip === 0 ? got.parent : undefined,
    replies: got.replies.slice(skip),
    next(shown) {
      const done = skip + shown;
      if (done < got.replies.length) return { channel, page, skip: done };
      return got.next === undefined ? undefined : { channel, page: got.next, skip: 0 };
    },
    warnings: shortWarning(asked.page_size, got.replies.length, got.next !== undefined),
  };
}

async function backwards(api: Api, asked: Input, { channel, before }: Position): Promise<Part> {
  const all: Message[] = [];
  let parent: Message | undefined;
  let page: string | undefined;
  for (let pages = 0; ; pages++) {
    if (pages === WHOLE_PAGES) {
      throw new ToolError(
        "too_large",
        `This thread has more than ${all.length} replies, too many to turn round. Read it oldest first, or give \`after\`.`,
      );
    }
    const got = await replies(api, asked, channel, WHOLE_PAGE, page);
    parent ??= got.parent;
    all.push(...got.replies);
    page = got.next;
    if (page === undefined) break;
  }
  const rest = all
    .filter((message) => before === undefined || compareTs(message.ts, before) < 0)
    .sort((a, b) => compareTs(b.ts, a.ts));
  const shown = rest.slice(0, asked.page_size);
  return {
    parent: before === undefined ? parent : undefined,
    replies: shown,
    next: (count) => {
      const last = shown[count - 1];
      return last && count < rest.length ? { channel, skip: 0, before: last.ts } : undefined;
    },
    warnings: [],
  };
}

function render({ channel_id, parent, items, next_cursor, warnings }: Output): string {
  return [
    `${channel_id} · ${items.length} replies`,
    ...(parent || items.length > 0 ? [PROVENANCE] : []),
    ...(parent ? [rowText(parent)] : []),
    ...items.map(rowText),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
