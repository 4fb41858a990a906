import { z } from "zod";
import {
  type Api,
  cutText,
  defineTool,
  fitResult,
  pageOfScan,
  placeOf,
  readAnswer,
  scanPages,
} from "../kit/index.ts";
import { markdownOf, type NameOf } from "./mrkdwn.ts";
import { PROVENANCE } from "./provenance.ts";
import { SEARCH } from "./scopes.ts";
import { searchWords, within } from "./search-query.ts";
import { type Match, searchSchema } from "./upstream.ts";
import { dateOf } from "./when.ts";

const LONGEST = 1_000;
/** Pages of one call that may turn out to hold only what was not asked for; rate limit tier 2. */
const PAGES = 3;

const names = z.array(z.string().max(80)).max(10).optional();
const input = z.strictObject({
  query: z.string().max(500),
  in_channels: names,
  from_users: names,
  after: z.string().max(40).describe("RFC 3339 or ts").optional(),
  before: z.string().max(40).describe("RFC 3339 or ts").optional(),
  threads_only: z.boolean().default(false),
  include_private: z.boolean().default(false),
  sort: z.enum(["score", "time"]).default("score"),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const matchRow = z.object({
  channel: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string() }),
  ts: z.string(),
  date: z.string().optional(),
  text: z.string(),
  permalink: z.string().optional(),
  thread_ts: z.string().optional(),
});
type Row = z.output<typeof matchRow>;
const output = z.object({
  items: z.array(matchRow),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** With the person's own token: https://docs.slack.dev/reference/methods/search.messages */
export const slackSearchMessages = defineTool({
  name: "slack_search_messages",
  title: "Search messages",
  description: "Search messages.",
  effect: "read",
  scopes: [[SEARCH]],
  input,
  output,
  run: search,
  render,
});

async function search(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  const words = searchWords(asked);
  let hidden = 0;
  const scan = await scanPages({
    from: placeOf(cursor, query),
    want: asked.page_size,
    maxPages: PAGES,
    read: (page) => matches(api, asked, words, page),
    keep: (match) => {
      if (!within(asked, match.ts)) return false;
      if (asked.include_private || !isPrivate(match)) return true;
      hidden += 1;
      return false;
    },
  });
  const said = new Map(scan.found.flatMap(({ row }) => (row.user ? [[row.user, row.username ?? ""]] : [])));
  const nameOf: NameOf = (id) => said.get(id) || id;
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const warnings = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} matches fit in one result.`] : []),
      ...(hidden > 0 ? [`Left out, in private conversations: ${hidden}.`] : []),
    ];
    return {
      items: rows.map((match) => rowOf(match, nameOf)),
      ...(next_cursor !== undefined && { next_cursor }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

async function matches(api: Api, asked: Input, words: string, page: string | undefined) {
  const sort = asked.sort === "time" ? "timestamp" : "score";
  const query = { query: words, sort, sort_dir: "desc", count: asked.page_size, page: page ?? "1" };
  const { messages } = readAnswer(searchSchema, await api.get("/search.messages", { query }));
  const { paging } = messages;
  const next = paging && paging.page < paging.pages ? String(paging.page + 1) : undefined;
  return { rows: messages.matches, next };
}

const isPrivate = ({ channel }: Match) => !!(channel.is_private || channel.is_im || channel.is_mpim);

function rowOf(match: Match, nameOf: NameOf): Row {
  const { channel, user, username, ts, permalink } = match;
  const date = dateOf(ts);
  // Slack tells a reply's thread only in its link.
  const thread = /[?&]thread_ts=(\d+\.\d+)/.exec(permalink ?? "")?.[1];
  const text = markdownOf(match.text, nameOf);
  const { part } = cutText(text, 0, LONGEST);
  return {
    channel: { id: channel.id, name: channel.name || channel.id },
    user: { id: user ?? "", name: username || user || "unknown" },
    ts,
    ...(date !== undefined && { date }),
    text: part.length < text.length ? `${part}… [cut: ${part.length} of ${text.length} characters]` : part,
    ...(permalink && { permalink }),
    ...(thread && { thread_ts: thread }),
  };
}

function render({ items, next_cursor, warnings }: Output): string {
  const rows = items.map((one) =>
    [
      `--- ${one.user.name} in ${one.channel.name} (${one.channel.id}) · ${one.date ?? "no date"} · ts ${one.ts}${one.thread_ts ? ` · in thread ${one.thread_ts}` : ""}`,
      ...(one.text === "" ? [] : [one.text]),
      ...(one.permalink ? [one.permalink] : []),
    ].join("\n"),
  );
  return [
    ...(items.length > 0 ? [PROVENANCE, ...rows] : ["No messages match."]),
    ...(warnings ?? []).map((text) => `[${text}]`),
    ...(next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`]),
  ].join("\n");
}
