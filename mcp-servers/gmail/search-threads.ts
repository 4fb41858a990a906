import { z } from "zod";
import {
  type Api,
  cursorOf,
  defineTool,
  eachOf,
  fitResult,
  openCursor,
  READS,
  readAnswer,
} from "../kit/index.ts";
import { labelNames } from "./labels.ts";
import { PROVENANCE } from "./provenance.ts";
import { READONLY } from "./scopes.ts";
import { summaryOf, type ThreadSummary, threadSummary, threadWithHeaders } from "./thread-summary.ts";
import { threadListSchema } from "./upstream.ts";

/** Gmail allows 250 quota units a second per user; a thread costs 10. */
const AT_ONCE = 8;

const input = z.strictObject({
  query: z.string().max(500).optional(),
  label_ids: z.array(z.string().max(100)).max(10).optional(),
  include_spam_trash: z.boolean().default(false),
  page_size: z.int().min(1).max(50).default(20),
  cursor: z.string().max(2000).describe("From next_cursor").optional(),
});
type Input = z.output<typeof input>;

const output = z.object({
  items: z.array(threadSummary),
  next_cursor: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});
type Output = z.output<typeof output>;

/** Gmail's page, and how many of its threads an earlier result has already shown. */
const position = z.object({ page: z.string().optional(), skip: z.number().int().min(0).max(50) });
type Position = z.output<typeof position>;

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads/list */
export const gmailSearchThreads = defineTool({
  name: "gmail_search_threads",
  title: "Search mail",
  description: "Search mail with Gmail query syntax; returns thread summaries, newest first.",
  effect: "read",
  targets: "none",
  labels: READS,
  scopes: [[READONLY]],
  input,
  output,
  run: search,
  render,
});

async function search(api: Api, asked: Input): Promise<Output> {
  const { cursor, ...query } = asked;
  const at: Position = cursor === undefined ? { skip: 0 } : openCursor(cursor, query, position);
  const list = readAnswer(
    threadListSchema,
    await api.get("/threads", {
      query: {
        q: asked.query,
        labelIds: asked.label_ids,
        includeSpamTrash: asked.include_spam_trash,
        maxResults: asked.page_size,
        pageToken: at.page,
      },
    }),
  );
  const ids = list.threads.slice(at.skip).map(({ id }) => id);
  const read = await eachOf(ids, AT_ONCE, (id) => threadWithHeaders(api, id));
  const nameOf = await labelNames(
    api,
    read.flatMap((thread) => thread?.messages.flatMap((message) => message.labelIds) ?? []),
  );
  // A thread that was deleted meanwhile leaves a gap; places stay Gmail's, so that the cursor can count on them.
  const found = read.flatMap((thread, place) => (thread ? [{ place, item: summaryOf(thread, nameOf) }] : []));
  return fitResult((share) => page(found, share, query, at, list.nextPageToken), render);
}

function page(
  found: readonly { place: number; item: ThreadSummary }[],
  share: number,
  query: unknown,
  at: Position,
  nextPage: string | undefined,
): Output {
  const shown = found.slice(0, Math.max(1, Math.floor(found.length * share)));
  const cutAt = found[shown.length];
  const rest: Position | undefined = nextPage === undefined ? undefined : { page: nextPage, skip: 0 };
  const next = cutAt ? { page: at.page, skip: at.skip + cutAt.place } : rest;
  return {
    items: shown.map(({ item }) => item).sort(newestFirst),
    ...(next ? { next_cursor: cursorOf(query, next) } : {}),
    ...(cutAt ? { warnings: [`Only ${shown.length} of ${found.length} threads fit in one result.`] } : {}),
  };
}

function newestFirst(a: ThreadSummary, b: ThreadSummary): number {
  return (b.last_date ?? "").localeCompare(a.last_date ?? "");
}

function render({ items, next_cursor, warnings }: Output): string {
  const more = next_cursor === undefined ? [] : [`[More: continue with cursor ${next_cursor}]`];
  if (items.length === 0) return ["No threads match.", ...more].join("\n");
  const rows = items.map((one) =>
    [
      `- ${one.subject || "(no subject)"} · ${one.participants.join(", ")}`,
      [
        `  ${one.last_date ?? "no date"}`,
        `${one.message_count} message${one.message_count === 1 ? "" : "s"}`,
        ...(one.unread ? ["unread"] : []),
        ...(one.has_attachments ? ["attachments"] : []),
        one.label_names.join(", "),
        `thread_id ${one.thread_id}`,
      ]
        .filter((text) => text !== "")
        .join(" · "),
      `  ${one.snippet}`,
    ].join("\n"),
  );
  return [PROVENANCE, ...rows, ...(warnings ?? []).map((text) => `[${text}]`), ...more].join("\n");
}
