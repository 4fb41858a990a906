import type { z } from "zod";
import { type Api, readAnswer, ToolError } from "../kit/index.ts";
import { call, question } from "./call.ts";
import { ALL_KINDS, LEGACY_SEARCH, SEARCH } from "./scopes.ts";
import { type SearchTerms, searchWords } from "./search-query.ts";
import { contextSearchSchema, nextOf, searchSchema } from "./upstream.ts";
import { tsOf } from "./when.ts";

/** A match, however it was searched for. */
export interface Found {
  channelId: string;
  channelName: string;
  isPrivate: boolean;
  userId: string;
  userName: string;
  ts: string;
  text: string;
  permalink: string | undefined;
}
export interface Asked extends SearchTerms {
  include_private: boolean;
  sort: "score" | "time";
  page_size: number;
}
export interface Finder {
  page(page: string | undefined): Promise<{ rows: Found[]; next: string | undefined }>;
  /** Whether a match is what was asked for, where Slack may have taken the words as a wish. */
  fits(found: Found): boolean;
  warnings: string[];
}

/** The search that the grant covers: by kind of conversation, which Slack has now, or the one of before. */
export function finderOf(api: Api, asked: Asked): Finder {
  if (searchWords(asked) === "")
    throw new ToolError("bad_argument", "`query` is empty, and nothing narrows the search.");
  if (!api.hasScope(SEARCH.public_channel)) return messagesFinder(api, asked);
  return contextFinder(api, asked);
}

/** https://docs.slack.dev/reference/methods/search.messages */
function messagesFinder(api: Api, asked: Asked): Finder {
  const words = searchWords(asked);
  const sort = asked.sort === "time" ? "timestamp" : "score";
  return {
    async page(page) {
      const query = { query: words, sort, sort_dir: "desc", count: asked.page_size, page: page ?? "1" };
      const { messages } = readAnswer(searchSchema, await call(api, "search.messages", query));
      const { paging } = messages;
      return {
        rows: messages.matches.map(({ channel, user, username, ts, text, permalink }) => ({
          channelId: channel.id,
          channelName: channel.name ?? "",
          isPrivate: !!(channel.is_private || channel.is_im || channel.is_mpim),
          userId: user ?? "",
          userName: username ?? "",
          ts,
          text,
          permalink: permalink ?? undefined,
        })),
        next: paging && paging.page < paging.pages ? String(paging.page + 1) : undefined,
      };
    },
    fits: () => true,
    warnings: [],
  };
}

/** What Slack answers at most. */
const CONTEXT_PAGE = 20;

/** https://docs.slack.dev/reference/methods/assistant.search.context. A person's token needs no `action_token`. */
function contextFinder(api: Api, asked: Asked): Finder {
  const wanted = asked.include_private ? ALL_KINDS : (["public_channel"] as const);
  const kinds = wanted.filter((kind) => api.hasScope(SEARCH[kind]));
  const left = wanted.filter((kind) => !api.hasScope(SEARCH[kind]));
  const { after, before } = asked;
  const body = {
    query: searchWords({ ...asked, after: undefined, before: undefined }),
    content_types: ["messages"],
    channel_types: kinds,
    include_bots: true,
    // Whole seconds, and not sure on which side the ends are: `within` holds the exact moments.
    ...(after !== undefined && { after: Math.floor(Number(tsOf(after, "after"))) - 1 }),
    ...(before !== undefined && { before: Math.ceil(Number(tsOf(before, "before"))) + 1 }),
    sort: asked.sort === "time" ? "timestamp" : "score",
    sort_dir: "desc",
    limit: Math.min(asked.page_size, CONTEXT_PAGE),
  };
  return {
    async page(cursor) {
      let answer: z.output<typeof contextSearchSchema>;
      try {
        const asking = { ...body, ...(cursor !== undefined && { cursor }) };
        answer = readAnswer(contextSearchSchema, await question(api, "assistant.search.context", asking));
      } catch (error) {
        const off = error instanceof ToolError && error.reason === "feature_not_enabled";
        if (!off || !api.hasScope(LEGACY_SEARCH)) throw error;
        return messagesFinder(api, asked).page(cursor);
      }
      return {
        rows: answer.results.messages.map((one) => ({
          channelId: one.channel_id,
          channelName: one.channel_name ?? "",
          // Only kinds that were asked for come back.
          isPrivate: false,
          userId: one.author_user_id ?? "",
          userName: one.author_name ?? "",
          ts: one.message_ts,
          text: one.content,
          permalink: one.permalink ?? undefined,
        })),
        next: nextOf(answer),
      };
    },
    fits: (found) =>
      named(asked.in_channels, found.channelId, found.channelName) && byOne(asked.from_users, found),
    warnings:
      left.length > 0 && asked.include_private
        ? [`Not searched, as this connection lacks the scopes for it: ${left.join(", ")}.`]
        : [],
  };
}

const bare = (name: string) => name.trim().replace(/^[#@]/, "").toLowerCase();

/** Ids are held to; names of channels too. A person's handle is not in the answer: Slack's own filter has to do. */
function named(wanted: readonly string[] | undefined, id: string, name: string): boolean {
  if (!wanted || wanted.length === 0) return true;
  return wanted.some(
    (one) => bare(one) === id.toLowerCase() || bare(one) === name.toLowerCase() || one.trim().startsWith("@"),
  );
}

function byOne(wanted: readonly string[] | undefined, { userId }: Found): boolean {
  if (!wanted || wanted.length === 0 || userId === "") return true;
  const ids = wanted.map(bare).filter((one) => /^[uw][a-z0-9]{2,}$/.test(one) && /\d/.test(one));
  return ids.length < wanted.length || ids.includes(userId.toLowerCase());
}
