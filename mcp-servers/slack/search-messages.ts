import { z } from "zod";
import {
  type Api,
  cutText,
  defineTool,
  fitResult,
  pageOfScan,
  placeOf,
  READS,
  scanPages,
  unbounded,
} from "../kit/index.ts";
import { markdownOf, mentionedIn } from "./mrkdwn.ts";
import { type NameOf, namesFor } from "./names.ts";
import { PROVENANCE } from "./provenance.ts";
import { LEGACY_SEARCH, SEARCH, SEARCH_EXTRAS } from "./scopes.ts";
import { type Found, finderOf } from "./search-pages.ts";
import { within } from "./search-query.ts";
import { dateOf } from "./when.ts";

const LONGEST = 1_000;
/** Pages of one call that may turn out to hold only what was not asked for; rate limit tier 2. */
const PAGES = 4;

const names = z.array(z.string().max(80)).max(10).describe("Ids or names").optional();
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

/** With the person's own token: what they can see is searched. */
export const slackSearchMessages = defineTool({
  name: "slack_search_messages",
  title: "Search messages",
  description: "Search messages of the workspace by words, channel, person and time.",
  effect: "read",
  targets: () => [unbounded("channels")],
  labels: READS,
  scopes: [[SEARCH.public_channel], [LEGACY_SEARCH]],
  extras: SEARCH_EXTRAS,
  input,
  output,
  run: search,
  render,
});

async function search(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  const finder = finderOf(api, asked);
  let hidden = 0;
  const scan = await scanPages({
    from: placeOf(cursor, query),
    want: asked.page_size,
    maxPages: PAGES,
    read: finder.page,
    keep: (found) => {
      if (!within(asked, found.ts) || !finder.fits(found)) return false;
      if (asked.include_private || !found.isPrivate) return true;
      hidden += 1;
      return false;
    },
  });
  const said = new Map(scan.found.flatMap(({ row }) => (row.userId ? [[row.userId, row.userName]] : [])));
  const mentioned = scan.found.flatMap(({ row }) => mentionedIn(row.text)).filter((id) => !said.get(id));
  const more = await namesFor(api, mentioned);
  const nameOf: NameOf = (id) => said.get(id) || more.nameOf(id);
  return fitResult((share) => {
    const { rows, next_cursor, cut } = pageOfScan(scan, query, share);
    const warnings = [
      ...(cut ? [`Only ${rows.length} of ${scan.found.length} matches fit in one result.`] : []),
      ...(hidden > 0 ? [`Left out, in private conversations: ${hidden}.`] : []),
      ...(scan.next && scan.found.length < asked.page_size
        ? [`Looked through ${scan.seen} matches; there are more. Go on with the cursor.`]
        : []),
      ...finder.warnings,
      ...more.warnings,
    ];
    return {
      items: rows.map((match) => rowOf(match, nameOf)),
      ...(next_cursor !== undefined && { next_cursor }),
      ...(warnings.length > 0 && { warnings }),
    };
  }, render);
}

function rowOf(found: Found, nameOf: NameOf): Row {
  const { ts, permalink } = found;
  const date = dateOf(ts);
  // Slack tells a reply's thread only in its link.
  const thread = /[?&]thread_ts=(\d+\.\d+)/.exec(permalink ?? "")?.[1];
  const text = markdownOf(found.text, nameOf);
  const { part } = cutText(text, 0, LONGEST);
  return {
    channel: { id: found.channelId, name: found.channelName || found.channelId },
    user: { id: found.userId, name: found.userName || found.userId || "unknown" },
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
